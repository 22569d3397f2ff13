"""Two passes A and B side by side; every difference is B − A.

Heads, places and ids are compared as they are numbered, so both passes have to be of models of one shape and
one vocabulary. A head's weights can be laid over each other only where both texts have as many tokens.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import torch
from jaxtyping import Float
from torch import Tensor

from lmcore.analysis.lens import Lens
from lmcore.trace import LayerTrace, Trace

By = Literal["probability", "logit"]


@dataclass(frozen=True)
class HeadDifference:
    """One head in both passes over T tokens each.

    a, b: its weights; difference: b − a in float64. moved: ½ Σ_j |difference|, the share of each query's
    attention that looks elsewhere, 0 … 1.
    """

    a: Float[Tensor, "query key"]
    b: Float[Tensor, "query key"]
    difference: Float[Tensor, "query key"]
    moved: Float[Tensor, " query"]

    @property
    def largest(self) -> tuple[int, int]:
        """Query and key of the weight that changes most."""
        query, key = divmod(int(self.difference.abs().argmax()), self.difference.shape[1])
        return query, key


def alike(a: Trace, b: Trace) -> bool:
    """Whether the weights of both passes can be laid over each other."""
    return all(one.attention.weights.shape == two.attention.weights.shape for one, two in _layers(a, b))


def head_difference(a: Trace, b: Trace, layer: int, head: int) -> HeadDifference:
    """Compare one head; layer and head from 0. Raises ValueError for passes that are not `alike`."""
    if not alike(a, b):
        raise ValueError(f"{len(a.tokens)} and {len(b.tokens)} tokens cannot be laid over each other")
    one, two = (trace.layers[layer].attention.weights[head] for trace in (a, b))
    difference = two.double() - one.double()
    return HeadDifference(one, two, difference, difference.abs().sum(-1) / 2)


def moved(a: Trace, b: Trace) -> Float[Tensor, "layer head"]:
    """The mean of `HeadDifference.moved` over all queries, for every head: which heads look elsewhere."""
    rows = [
        (two.attention.weights.double() - one.attention.weights.double()).abs().sum(-1).mean(-1) / 2
        for one, two in _layers(a, b)
    ]
    return torch.stack(rows)


def _layers(a: Trace, b: Trace) -> Iterator[tuple[LayerTrace, LayerTrace]]:
    return zip(a.layers, b.layers, strict=True)


@dataclass(frozen=True)
class LensDifference:
    """The lens of B less that of A. Shapes (stage, token).

    probability and halvings are of the token that truly follows, nan where the texts go on differently;
    halvings: log2(rank in A / rank in B), above 0 where B ranks it better. entropy: bits.
    """

    probability: Float[Tensor, "stage token"]
    halvings: Float[Tensor, "stage token"]
    entropy: Float[Tensor, "stage token"]

    @property
    def measures(self) -> dict[str, Float[Tensor, "stage token"]]:
        """The change of each of the lens's measures, by its name; that of a rank is in halvings."""
        return {"probability": self.probability, "rank": self.halvings, "entropy": self.entropy}


def lens_difference(a: Lens, b: Lens) -> LensDifference:
    """Compare two lenses with as many stages and tokens."""
    same = (a.target == b.target) & (a.rank[0] > 0)
    halvings = (a.rank.double() / b.rank.double()).log2()
    probability = b.probability.double() - a.probability.double()
    return LensDifference(
        probability.masked_fill(~same, math.nan),
        halvings.masked_fill(~same, math.nan),
        b.entropy.double() - a.entropy.double(),
    )


@dataclass(frozen=True)
class WordDifference:
    """What two passes expect next, over one vocabulary, in float64. logits: (V,); p: their softmax (2.8)."""

    logits_a: Float[Tensor, " vocabulary"]
    logits_b: Float[Tensor, " vocabulary"]
    p_a: Float[Tensor, " vocabulary"]
    p_b: Float[Tensor, " vocabulary"]

    def change(self, by: By) -> Float[Tensor, " vocabulary"]:
        """B − A of every token."""
        return self.p_b - self.p_a if by == "probability" else self.logits_b - self.logits_a

    def gained(self, count: int, by: By = "probability") -> list[int]:
        """Ids of the tokens that gain most, the most first; those that gain nothing are left out."""
        return self._most(self.change(by), count)

    def lost(self, count: int, by: By = "probability") -> list[int]:
        """Ids of the tokens that lose most, the most first."""
        return self._most(-self.change(by), count)

    def likeliest(self, count: int) -> list[int]:
        """Ids of the tokens that are likeliest in either, the likeliest first."""
        return torch.maximum(self.p_a, self.p_b).topk(min(count, len(self.p_a))).indices.tolist()

    @property
    def moved(self) -> float:
        """How much probability moved: ½ Σ |p_B − p_A|, 0 … 1."""
        return float((self.p_b - self.p_a).abs().sum() / 2)

    @property
    def bits(self) -> float:
        """KL(p_B ‖ p_A): what it costs to take A's expectation where B's is right."""
        ratio = self.logits_b.log_softmax(-1) - self.logits_a.log_softmax(-1)
        return float((self.p_b * ratio).sum()) / math.log(2)

    @staticmethod
    def _most(change: Float[Tensor, " vocabulary"], count: int) -> list[int]:
        top = change.topk(min(count, len(change)))
        return top.indices[top.values > 0].tolist()


def word_difference(a: Float[Tensor, " vocabulary"], b: Float[Tensor, " other"]) -> WordDifference:
    """Compare two rows of logits. Raises ValueError when they are of different vocabularies."""
    if a.shape != b.shape:
        raise ValueError(f"{len(a)} and {len(b)} logits are of different vocabularies")
    one, two = a.double(), b.double()
    return WordDifference(one, two, one.softmax(-1), two.softmax(-1))
