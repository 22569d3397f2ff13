"""The hidden units of the feed-forward layers (2.24): which fire, for which words, and what they bring
about.
"""

import math
from dataclasses import dataclass
from typing import Final

import torch
from jaxtyping import Float, Int
from torch import Tensor

from lmcore.analysis.sample import Batch, batches, sentences
from lmcore.attention import allowed_pairs
from lmcore.config import Mode
from lmcore.model import Block, Transformer
from lmcore.tokenizer import Tokenizer
from lmcore.trace import LayerTrace

SENTENCES: Final = 8
"""Sentences kept for each unit."""


@dataclass(frozen=True)
class Exemplars:
    """Where each unit fires most in the stored sample: its SENTENCES strongest sentences, the strongest
    first.

    value, sentence, token: (layer, unit, SENTENCES), the activation, the number of the sentence in
    lmcore.analysis.sample.sentences() and the place in it (0 is the start token, which is never taken). rate:
    (layer, unit) share of tokens at which the unit is above 0. tokens: how many there are.
    """

    value: Float[Tensor, "layer unit rank"]
    sentence: Int[Tensor, "layer unit rank"]
    token: Int[Tensor, "layer unit rank"]
    rate: Float[Tensor, "layer unit"]
    tokens: int


@torch.inference_mode()
def exemplars(model: Transformer, tokenizer: Tokenizer, mode: Mode) -> Exemplars:
    """Read the whole sample once and keep each unit's strongest place in each sentence, then the best of
    those.
    """
    numbers, values, places, fired, tokens = [], [], [], 0.0, 0
    for batch in batches(model, tokenizer, sentences()):
        hidden, real = _hidden(model, batch, mode)
        best = hidden.masked_fill(~real[None, :, :, None], -1).max(2)
        numbers.extend(batch.numbers)
        values.append(best.values)
        places.append(best.indices)
        fired = fired + (hidden[:, real] > 0).sum(1)
        tokens += int(real.sum())
    top = torch.cat(values, 1).topk(SENTENCES, dim=1)
    place = torch.cat(places, 1).gather(1, top.indices)
    sentence = torch.tensor(numbers, device=place.device)[top.indices]
    value, sentence, place = (table.transpose(1, 2) for table in (top.values, sentence, place))
    assert isinstance(fired, Tensor)
    return Exemplars(value, sentence, place, fired / tokens, tokens)


def _hidden(
    model: Transformer, batch: Batch, mode: Mode
) -> tuple[Float[Tensor, "layer batch token unit"], Tensor]:
    """Activations of all layers, and which places hold a token of a sentence."""
    x, layers = model.embed(batch.ids) + model.position(batch.ids.shape[1]), []
    width = batch.ids.shape[1]
    allowed = allowed_pairs(mode, width, width, batch.lengths, x.device)
    for block in model.blocks:
        assert isinstance(block, Block)
        x = x + block.attention(block.norm_1(x), allowed, mode == "causal")
        layers.append(block.feedforward.hidden(block.norm_2(x)))
        x = x + block.feedforward.output(layers[-1])
    real = torch.arange(batch.ids.shape[1], device=x.device) < batch.lengths[:, None]
    real[:, 0] = False
    return torch.stack(layers), real


@dataclass(frozen=True)
class Firing:
    """How one unit at one token comes to its value (2.24), and how far it moves the stream.

    dot: x·W_1[:, u]; bias: b_1[u]; value: what the pass had after ReLU; length: ‖W_2[u]‖.
    """

    dot: float
    bias: float
    value: float
    length: float


def firing(model: Transformer, layer: int, trace: LayerTrace, unit: int, place: int) -> Firing:
    """The steps of one unit at a place of a trace, in float64."""
    block = model.blocks[layer]
    assert isinstance(block, Block)
    network = block.feedforward
    dot = torch.dot(trace.feedforward_input[place].double(), network.W_1[:, unit].double())
    bias, value, row = network.b_1[unit], trace.hidden[place, unit], network.W_2[unit].double()
    return Firing(float(dot), float(bias), float(value), float(row.norm()))


@dataclass(frozen=True)
class Taken:
    """What it costs to take the distribution q for p: both over the vocabulary, and KL(p ‖ q) in bits."""

    p: Float[Tensor, " vocabulary"]
    q: Float[Tensor, " vocabulary"]
    bits: float

    def part(self, id: int) -> float:
        """One token's p log2(p / q)."""
        p, q = float(self.p[id]), float(self.q[id])
        return p * math.log2(p / q)


def taken(p: Float[Tensor, " vocabulary"], q: Float[Tensor, " vocabulary"]) -> Taken:
    """Two rows of logits as distributions, in float64."""
    return Taken(p.double().softmax(-1), q.double().softmax(-1), divergence(p, q))


def divergence(p: Float[Tensor, " vocabulary"], q: Float[Tensor, " vocabulary"]) -> float:
    """Kullback-Leibler divergence KL(p ‖ q) of two rows of logits, in bits: what it costs to take q for p."""
    log_p, log_q = p.double().log_softmax(-1), q.double().log_softmax(-1)
    return float((log_p.exp() * (log_p - log_q)).sum()) / math.log(2)
