"""Logit lens: what the model would say next if it stopped at an earlier layer.

The residual stream of every stage is put through the final norm and the unembedding, as if it were the last:

    p = softmax(LayerNorm(x) W_Eᵀ)

nostalgebraist 2020, "interpreting GPT: the logit lens". Only the last stage was trained to be read so; an
early stage may hold what later layers need in a form that this reading does not show.
"""

import math
from dataclasses import dataclass
from typing import Final

import torch
from jaxtyping import Float, Int
from torch import Tensor

from lmcore.analysis.stream import NONE
from lmcore.model import Transformer

TOP: Final = 10
_ROWS: Final = 512
"""Vectors unembedded at once: more would cost memory, fewer would read W_E once for each stage."""


@dataclass(frozen=True)
class Lens:
    """What each stage says about each next token. Shapes (stage, token), `top_*` with a last axis of TOP.

    vocabulary: V. target: (token,) the id that truly follows, NONE where nothing does. probability and rank
    (1 is best) of the target, nan and 0 without one. entropy: bits. top_ids: the likeliest tokens, the
    likeliest first.
    """

    vocabulary: int
    target: Int[Tensor, " token"]
    probability: Float[Tensor, "stage token"]
    rank: Int[Tensor, "stage token"]
    entropy: Float[Tensor, "stage token"]
    top_ids: Int[Tensor, "stage token top"]
    top_probabilities: Float[Tensor, "stage token top"]

    def decided(self, place: int) -> int:
        """First stage from which on the likeliest token is the one that the last stage takes."""
        winners = self.top_ids[:, place, 0]
        other = (winners != winners[-1]).nonzero()
        return int(other[-1]) + 1 if len(other) else 0


@torch.inference_mode()
def lens(
    model: Transformer, stream: Float[Tensor, "stage token d_model"], target: Int[Tensor, " token"]
) -> Lens:
    """Read every stage of `stream` (as lmcore.analysis.stream.read gives it)."""
    stages, tokens, _ = stream.shape
    read = [
        _read(model, x, follows)
        for x, follows in zip(
            stream.flatten(0, 1).split(_ROWS), target.repeat(stages).split(_ROWS), strict=True
        )
    ]
    columns = (torch.cat(column).unflatten(0, (stages, tokens)) for column in zip(*read, strict=True))
    return Lens(len(model.W_E), target, *columns)


def _read(
    model: Transformer, x: Float[Tensor, "row d_model"], target: Int[Tensor, " row"]
) -> tuple[Tensor, ...]:
    log_p = logits(model, x).log_softmax(-1)
    entropy = -(log_p.exp() * log_p).sum(-1) / math.log(2)
    known = target != NONE
    of_target = log_p.gather(-1, target.clamp_min(0)[:, None])
    rank = ((log_p > of_target).sum(-1) + 1) * known
    probability = of_target[:, 0].exp().masked_fill(~known, math.nan)
    top = log_p.topk(min(TOP, log_p.shape[-1]), dim=-1)
    return probability, rank, entropy, top.indices, top.values.exp()


@torch.inference_mode()
def logits(model: Transformer, x: Float[Tensor, "*row d_model"]) -> Float[Tensor, "*row vocabulary"]:
    """What the model would say next if `x` were the stream that leaves its last layer."""
    return model.unembed(model.final_norm(x))


@dataclass(frozen=True)
class Unembedding:
    """One vector's way to the probability of one token, in float64.

    mean μ and scale σ = √(var(x) + ε) of the norm; logit LayerNorm(x)·W_E[id]; log_sum ln Σ_t e^logit_t.
    """

    mean: float
    scale: float
    logit: float
    log_sum: float

    @property
    def probability(self) -> float:
        """e^(logit − log_sum)."""
        return math.exp(self.logit - self.log_sum)


@torch.inference_mode()
def unembedding(model: Transformer, x: Float[Tensor, " d_model"], id: int) -> Unembedding:
    """The steps from `x` to p(id), each computed once more from the weights."""
    norm, wide = model.final_norm, x.double()
    mean, scale = wide.mean(), (wide.var(correction=0) + norm.eps).sqrt()
    normed = (wide - mean) / scale * norm.weight.double() + norm.bias.double()
    logits = model.W_E.double() @ normed
    return Unembedding(float(mean), float(scale), float(logits[id]), float(logits.logsumexp(-1)))


@dataclass(frozen=True)
class Race:
    """How chosen tokens fare at one place through the stages. Shapes (stage, token)."""

    ids: Int[Tensor, " token"]
    probability: Float[Tensor, "stage token"]
    rank: Int[Tensor, "stage token"]


@torch.inference_mode()
def race(model: Transformer, stream: Float[Tensor, "stage d_model"], ids: Int[Tensor, " token"]) -> Race:
    """Probability and rank of each of `ids` at every stage of one place."""
    log_p = logits(model, stream).log_softmax(-1)
    own = log_p[:, ids]
    rank = torch.stack([(log_p > own[:, [i]]).sum(-1) + 1 for i in range(len(ids))], dim=-1)
    return Race(ids, own.exp(), rank)
