"""What a Transformer costs, counted: parameters, bytes, multiplications. Nothing here is estimated.

In the letters of the model: n tokens, d = d_model, h heads, L layers, V the vocabulary.

    attention parameters   4 L d²                (four matrices a layer; no n in it)
    scores                 L h n²                (the only thing here that grows as the square of n)
    key-value cache        2 L n h_kv d_head
"""

from dataclasses import dataclass
from typing import Final

from torch import Tensor, nn

from lmcore.config import ModelConfig
from lmcore.trace import Trace

FLOAT32: Final = 4
"""Bytes of one number in memory, in our model."""


@dataclass(frozen=True)
class Shape:
    """The numbers that decide what a model of this family costs.

    learned_positions: a table of context × d_model beside the embedding. attention_biases: one vector of
    d_model for each of W_Q, W_K, W_V, W_O, which GPT-2 and GPT-3 have and ours has not.
    """

    n_layers: int
    d_model: int
    n_heads: int
    d_ff: int
    vocabulary_size: int
    context: int
    learned_positions: bool = False
    attention_biases: bool = False

    @property
    def d_head(self) -> int:
        """Width of a head. Heads that do not divide d_model are rounded down, as nobody builds them."""
        return self.d_model // self.n_heads


def shape_of(config: ModelConfig) -> Shape:
    """Our own model's shape."""
    return Shape(
        config.n_layers,
        config.d_model,
        config.n_heads,
        config.d_ff,
        config.vocabulary_size,
        config.context,
        learned_positions=config.positions == "learned",
    )


GPT2_SMALL: Final = Shape(12, 768, 12, 3072, 50_257, 1024, True, True)
"""Radford et al. 2019."""
GPT3: Final = Shape(96, 12_288, 96, 49_152, 50_257, 2048, True, True)
"""Brown et al. 2020, table 2.1."""


@dataclass(frozen=True)
class Parameters:
    """How many numbers each part holds. The unembedding is W_E again (2.7) and is not counted twice."""

    embedding: int
    positions: int
    attention: int
    feedforward: int
    norms: int
    biases: int

    @property
    def total(self) -> int:
        """All of them."""
        return sum(vars(self).values())


def parameters(shape: Shape) -> Parameters:
    """Count the parameters of a shape.

    >>> parameters(GPT3).attention
    57982058496
    """
    layers, d = shape.n_layers, shape.d_model
    return Parameters(
        embedding=shape.vocabulary_size * d,
        positions=shape.context * d if shape.learned_positions else 0,
        attention=layers * 4 * d * d,
        feedforward=layers * 2 * d * shape.d_ff,
        norms=2 * d * (2 * layers + 1),
        biases=layers * (shape.d_ff + d + (4 * d if shape.attention_biases else 0)),
    )


def multiply_adds(shape: Shape, n: int) -> dict[str, int]:
    """Multiplications (each with its addition) of one layer for n tokens, by stage."""
    d = shape.d_model
    return {
        "project": 3 * n * d * d,
        "score": n * n * d,
        "sum": n * n * d,
        "output": n * d * d,
        "feedforward": 2 * n * d * shape.d_ff,
    }


def stage_bytes(shape: Shape, n: int, width: int = FLOAT32) -> dict[str, int]:
    """Bytes of the weights and of everything a `Trace` of n tokens shows, by stage."""
    layers, d, heads = shape.n_layers, shape.d_model, shape.n_heads
    numbers = {
        "weights": parameters(shape).total,
        "scores": layers * heads * n * n,
        "alphas": layers * heads * n * n,
        "vectors": layers * 4 * n * d,
        "heads": layers * heads * n * d,
        "hidden": layers * n * shape.d_ff,
        "stream": (6 * layers + 4) * n * d,
        "logits": n * shape.vocabulary_size,
    }
    return {name: width * count for name, count in numbers.items()}


def traced_bytes(model: nn.Module, trace: Trace) -> dict[str, int]:
    """The same stages, as the tensors themselves say (nbytes). A tensor that two fields share counts once.

    Scores and head outputs are not kept by a trace but made again when they are asked for, as here.
    """
    layers = trace.layers
    stream = [trace.embedding, trace.position, trace.final, layers[0].residual_before]
    for layer in layers:
        stream += [
            layer.attention_input,
            layer.attention.output,
            layer.residual_between,
            layer.feedforward_input,
            layer.feedforward_output,
            layer.residual_after,
        ]
    stages = [layer.attention for layer in layers]
    return {
        "weights": _bytes(list(model.parameters())),
        "scores": _bytes([stage.scores for stage in stages]),
        "alphas": _bytes([stage.weights for stage in stages]),
        "vectors": _bytes([tensor for stage in stages for tensor in (stage.q, stage.k, stage.v, stage.z)]),
        "heads": _bytes([stage.head_outputs for stage in stages]),
        "hidden": _bytes([layer.hidden for layer in layers]),
        "stream": _bytes(stream),
        "logits": trace.logits.nbytes,
    }


def _bytes(tensors: list[Tensor] | list[nn.Parameter]) -> int:
    return sum(tensor.nbytes for tensor in tensors)


def cache_bytes(shape: Shape, n: int, kv_heads: int, width: int = FLOAT32) -> int:
    """Bytes of the keys and values of n tokens.

    kv_heads: heads with keys and values of their own. All: multi-head attention (Vaswani et al. 2017); one
    for all: multi-query (Shazeer 2019); between: grouped-query (Ainslie et al. 2023).

    >>> cache_bytes(GPT3, 2048, 96, width=2) / 2**30
    9.0
    """
    return 2 * shape.n_layers * n * kv_heads * shape.d_head * width


def divisors(number: int) -> list[int]:
    """Whole numbers that divide it, ascending: how many groups the heads can be put into.

    >>> divisors(12)
    [1, 2, 3, 4, 6, 12]
    """
    return [candidate for candidate in range(1, number + 1) if number % candidate == 0]
