"""What each head writes into the residual stream (2.22), (2.23), and how W_O shapes it."""

from dataclasses import dataclass
from typing import Final

import torch
from jaxtyping import Float, Int
from torch import Tensor

from lmcore.analysis.products import Angle, angle
from lmcore.analysis.stream import cosine
from lmcore.model import Block, Transformer
from lmcore.trace import LayerTrace, Trace

WORDS: Final = 8
"""Tokens named for a direction."""


@dataclass(frozen=True)
class Writes:
    """What all heads write at one place. Shapes (layer, head).

    norm: length of z_h W_O^h. share: its part in the layer's output o along o's own direction, (o_h · o) /
    (o · o), so the heads of a layer sum to 1; negative where a head works against the others. along: cosine
    with the stream that the layer was given.
    """

    norm: Float[Tensor, "layer head"]
    share: Float[Tensor, "layer head"]
    along: Float[Tensor, "layer head"]


def writes(trace: Trace, place: int) -> Writes:
    """Measured in float64 at one place of a trace."""
    rows = [_layer(layer, place) for layer in trace.layers]
    return Writes(*(torch.stack(column) for column in zip(*rows, strict=True)))


def _layer(layer: LayerTrace, place: int) -> tuple[Tensor, Tensor, Tensor]:
    heads = layer.attention.head_outputs[:, place].double()
    output, stream = layer.attention.output[place].double(), layer.residual_before[place].double()
    return heads.norm(dim=-1), heads @ output / (output @ output), cosine(heads, stream)


@dataclass(frozen=True)
class Share:
    """One head's vector o_h beside its layer's output o, and how far Σ_h o_h misses concat(z) W_O."""

    angle: Angle
    missing: float


def share(trace: Trace, layer: int, head: int, place: int) -> Share:
    """What stands behind one number of `Writes.share`, in float64."""
    stages = trace.layers[layer].attention
    written, output = stages.head_outputs[:, place].double(), stages.output[place].double()
    return Share(angle(written[head], output), float((written.sum(0) - output).abs().max()))


@dataclass(frozen=True)
class Words:
    """Tokens whose logit a vector raises most and lowers most, and by how much at σ = 1. Shapes (WORDS,)."""

    raised: Int[Tensor, " word"]
    raised_by: Float[Tensor, " word"]
    lowered: Int[Tensor, " word"]
    lowered_by: Float[Tensor, " word"]


@torch.inference_mode()
def words_of(model: Transformer, vector: Float[Tensor, " d_model"], count: int = WORDS) -> Words:
    """Read a direction of the residual stream through the final norm's γ and the unembedding.

    The logit of t changes by (γ ⊙ (v − mean(v)))·W_E[t] / σ when v is added to the stream and σ is kept.
    """
    change = (model.final_norm.weight * (vector - vector.mean())) @ model.W_E.T
    most, least = change.topk(count), (-change).topk(count)
    return Words(most.indices, most.values, least.indices, -least.values)


def output_matrices(model: Transformer, layer: int) -> Float[Tensor, "head d_head d_model"]:
    """W_O cut into the rows of each head (2.23)."""
    block = model.blocks[layer]
    assert isinstance(block, Block)
    return block.attention.W_O.unflatten(0, (model.config.n_heads, -1))


@dataclass(frozen=True)
class OutputMatrix:
    """A head's part of W_O: its entries, its singular values, and the sum of squares of either."""

    matrix: Float[Tensor, "d_head d_model"]
    strengths: Float[Tensor, " d_head"]
    squared_strengths: float
    squared_entries: float


def output_matrix(model: Transformer, layer: int, head: int) -> OutputMatrix:
    """The rows of W_O that one head writes with."""
    matrix = output_matrices(model, layer)[head].detach()
    strengths = output_strengths(model, layer)[head]
    squares = (float((numbers.double() ** 2).sum()) for numbers in (strengths, matrix))
    return OutputMatrix(matrix, strengths, *squares)


def output_strengths(model: Transformer, layer: int) -> Float[Tensor, "head d_head"]:
    """Singular values of each head's W_O, the largest first: how strongly it writes in each of its d_k
    directions.
    """
    return torch.linalg.svdvals(output_matrices(model, layer).double())
