"""The whole way of a sentence through the model, as one picture of it needs it."""

import math
from dataclasses import dataclass
from typing import Final

import torch
from jaxtyping import Float, Int
from torch import Tensor

from lmcore.analysis.expectation import expectation
from lmcore.trace import Trace

WINDOW: Final = 24
"""Most tokens that one picture holds."""

TOP: Final = 5
"""Likeliest next tokens of a place."""


@dataclass(frozen=True)
class Next:
    """The token that truly follows: its id, and its rank (1 is the likeliest) and probability."""

    id: int
    rank: int
    probability: float


@dataclass(frozen=True)
class Passage:
    """Tokens first … first + W − 1 of a pass over T tokens, of which one is chosen. L layers.

    vectors: s·W_E[id] (2.10), PE (2.11), x_0 = their sum (2.13), x after each layer, x after the last norm:
    L + 4 stages. weights: attention of one head or the mean of all, from row to column; beyond: how much of
    a row goes to the tokens before the window and after it, so that a row and its `beyond` sum to 1. added:
    lengths of what attention and feed-forward add. fired: hidden units above 0; hidden: their values at the
    chosen token (2.24). top_ids and top_probabilities: softmax of the logits (2.8) at every token of the
    window. actual: the token that follows the chosen one, None after the last.
    """

    first: int
    chosen: int
    length: int
    vectors: Float[Tensor, "stage window d_model"]
    weights: Float[Tensor, "layer window window"]
    beyond: Float[Tensor, "layer window 2"]
    added: Float[Tensor, "layer 2 window"]
    fired: Int[Tensor, "layer window"]
    hidden: Float[Tensor, "layer d_ff"]
    top_ids: Int[Tensor, "window top"]
    top_probabilities: Float[Tensor, "window top"]
    actual: Next | None


def passage(
    trace: Trace, chosen: int, head: int | None = None, following: int | None = None, window: int = WINDOW
) -> Passage:
    """What `trace` computed around token `chosen`.

    Args:
        trace: of any length.
        chosen: a token of it, 0 is the start token.
        head: whose weights are wanted, from 0; None for the mean of all heads of a layer.
        following: id of the token that truly comes after `chosen`, if any.
        window: most tokens.
    """
    total = len(trace.tokens)
    size = min(window, total)
    first = min(max(0, chosen - size // 2), total - size)
    seen = slice(first, first + size)
    stages = [trace.embedding, trace.position, *(trace.residual(n) for n in range(len(trace.layers) + 1))]
    rows = [_rows(layer.attention.weights, head)[seen] for layer in trace.layers]
    p = trace.logits[seen].double().softmax(-1)
    top = p.topk(min(TOP, p.shape[-1]))
    return Passage(
        first=first,
        chosen=chosen,
        length=total,
        vectors=torch.stack([stage[seen] for stage in (*stages, trace.final)]),
        weights=torch.stack([row[:, seen] for row in rows]),
        beyond=torch.stack(
            [torch.stack([r[:, :first].sum(-1), r[:, seen.stop :].sum(-1)], -1) for r in rows]
        ),
        added=torch.stack(
            [_lengths(layer.attention.output, layer.feedforward_output)[:, seen] for layer in trace.layers]
        ),
        fired=torch.stack([(layer.hidden[seen] > 0).sum(-1) for layer in trace.layers]),
        hidden=torch.stack([layer.hidden[chosen] for layer in trace.layers]),
        top_ids=top.indices,
        top_probabilities=top.values,
        actual=None if following is None else _next(trace.logits[chosen], following),
    )


def _rows(weights: Float[Tensor, "head query key"], head: int | None) -> Float[Tensor, "query key"]:
    return weights.mean(0) if head is None else weights[head]


def _lengths(*added: Float[Tensor, "token d_model"]) -> Float[Tensor, "part token"]:
    return torch.stack([vector.norm(dim=-1) for vector in added])


def _next(logits: Float[Tensor, " vocabulary"], id: int) -> Next:
    found = expectation(logits[None].double(), torch.tensor([id], device=logits.device))
    return Next(id, int(found.rank), float(found.probability))


@dataclass(frozen=True)
class Walk:
    """One number of one token followed through the model: x[place, dimension].

    Every field but the last four is one addend of the stream; steps: (layer, 2) what attention and
    feed-forward add to it. stream: its value after the last layer, the sum of all. mean and spread: of the
    token's whole vector there, by which the last norm turns `stream` into `final`.
    """

    embedding: float
    position: float
    steps: Float[Tensor, "layer 2"]
    stream: float
    mean: float
    spread: float
    final: float


def walk(trace: Trace, place: int, dimension: int, epsilon: float) -> Walk:
    """Follow one dimension of one token; `epsilon` is the last norm's."""
    last = trace.residual(len(trace.layers))[place].double()
    steps = [
        torch.stack([part[place, dimension] for part in (layer.attention.output, layer.feedforward_output)])
        for layer in trace.layers
    ]
    return Walk(
        float(trace.embedding[place, dimension]),
        float(trace.position[place, dimension]),
        torch.stack(steps),
        float(last[dimension]),
        float(last.mean()),
        math.sqrt(float(last.var(correction=0)) + epsilon),
        float(trace.final[place, dimension]),
    )
