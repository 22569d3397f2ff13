"""From logits to one token: temperature, three cuts, a choice that a seed repeats.

The order is that of Hugging Face's `generate`, so that the same settings mean the same thing:

1. repetition penalty on the logits of tokens that already stand in the text (Keskar et al. 2019, CTRL,
section 4.1);
2. temperature and softmax over the full vocabulary, (2.9);
3. top-k: only the k likeliest tokens (Fan et al. 2018);
4. top-p: of these, the fewest whose share of what is left reaches p, the nucleus (Holtzman et al. 2020);
5. min-p: of these, only those at least p times as likely as the likeliest (Nguyen et al. 2024).

Every cut keeps the first tokens of one ranking, so what may be drawn is a prefix of it. What is left is
divided by its sum.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor

from lmcore.errors import LmcoreError

LIMITS: Final[dict[str, tuple[float, float]]] = {
    "temperature": (0.01, 100.0),
    "top_k": (0, 2**31 - 1),
    "top_p": (0.0, 1.0),
    "min_p": (0.0, 1.0),
    "repetition_penalty": (0.1, 10.0),
    "seed": (0, 2**32 - 1),
}
"""Least and greatest value of every setting."""

SYMBOLS: Final = {
    "T": "temperature",
    "k": "top_k",
    "p": "top_p",
    "m": "min_p",
    "r": "repetition_penalty",
    "seed": "seed",
}
"""How a link names each setting."""


@dataclass(frozen=True)
class Sampling:
    """How to choose a token. The defaults draw from the softmax as it is; top_k = 1 takes the likeliest.

    top_k = 0, top_p = 1, min_p = 0 and repetition_penalty = 1 mean that nothing is cut or changed.
    Raises LmcoreError `sampling.range` for a value outside LIMITS.
    """

    temperature: float = 1.0
    top_k: int = 0
    top_p: float = 1.0
    min_p: float = 0.0
    repetition_penalty: float = 1.0
    seed: int = 0

    def __post_init__(self) -> None:
        for name in LIMITS:
            check(name, getattr(self, name))


def check(name: str, value: float) -> None:
    """Raise LmcoreError `sampling.range` if `value` is no number within the limits of the setting `name`."""
    low, high = LIMITS[name]
    if not low <= value <= high:
        raise LmcoreError(
            "sampling.range",
            "{name} = {value} is not from {low} to {high}",
            name=name,
            value=value,
            low=low,
            high=high,
        )


def softmax(
    logits: Float[Tensor, "*batch vocabulary"], temperature: float = 1.0
) -> Float[Tensor, "*batch vocabulary"]:
    """exp(x_k / T) / Σ_i exp(x_i / T) over the full vocabulary, (2.8) and (2.9), in float64.

    The largest logit is subtracted first: the result is the same and no exponential overflows, however small
    T is.

    >>> softmax(torch.tensor([1000.0, 1000.0, 0.0]), 0.01).tolist()
    [0.5, 0.5, 0.0]
    """
    check("temperature", temperature)
    x = logits.double()
    return ((x - x.amax(-1, keepdim=True)) / temperature).softmax(-1)


def penalise(
    logits: Float[Tensor, " vocabulary"], seen: Iterable[int], penalty: float
) -> Float[Tensor, " vocabulary"]:
    """Divide positive logits of `seen` tokens by `penalty`, multiply negative ones (Keskar et al. 2019).

    A logit has no zero that means anything (softmax does not change when all are shifted), so what the
    penalty does depends on where the model happens to put them; it is offered because it is in wide use.
    """
    ids = sorted(set(seen))
    if penalty == 1 or not ids:
        return logits
    changed = logits.double()
    changed[ids] = torch.where(changed[ids] > 0, changed[ids] / penalty, changed[ids] * penalty)
    return changed.to(logits.dtype)


def ranking(logits: Float[Tensor, " vocabulary"]) -> Int[Tensor, " vocabulary"]:
    """Ids from the highest logit to the lowest, equal ones in the order of their ids.

    One sort of integers whose high half is the logit turned round and whose low half is the id: a fifth of
    the time of a stable sort of the floats.
    """
    bits = (logits.float() + 0.0).numpy().view(np.int32)  # + 0.0 makes −0 equal to 0
    descending = np.where(bits < 0, bits, np.int32(2**31 - 1) - bits).view(np.uint32).astype(np.uint64)
    keys = np.sort(descending << np.uint64(32) | np.arange(len(bits), dtype=np.uint64))
    return torch.from_numpy((keys & np.uint64(2**32 - 1)).astype(np.int64))


@dataclass(frozen=True)
class Distribution:
    """What a token is drawn from. V = vocabulary. `logits`: (V,), after the repetition penalty.

    All else follows when asked for: to take the likeliest token of a step asks for none of it.
    """

    sampling: Sampling
    logits: Float[Tensor, " vocabulary"]

    @cached_property
    def softmax(self) -> Float[Tensor, " vocabulary"]:
        """In float64, with temperature and before any cut."""
        return softmax(self.logits, self.sampling.temperature)

    @cached_property
    def order(self) -> Int[Tensor, " vocabulary"]:
        """Ids from the likeliest."""
        return ranking(self.logits)

    @cached_property
    def n_kept(self) -> int:
        """How many of the likeliest may be drawn."""
        return _count_kept(self.softmax[self.order], self.sampling)

    @property
    def kept(self) -> Bool[Tensor, " vocabulary"]:
        """Which tokens the cuts leave."""
        mask = torch.zeros(len(self.order), dtype=torch.bool)
        mask[self.order[: self.n_kept]] = True
        return mask

    @property
    def kept_mass(self) -> float:
        """Share of the softmax that the kept tokens hold."""
        return float(self.softmax[self.order[: self.n_kept]].sum())

    @cached_property
    def probabilities(self) -> Float[Tensor, " vocabulary"]:
        """Chance of each token to be drawn: softmax / kept_mass, exactly 0 for what is cut. Sums to 1."""
        chances = self.softmax * self.kept
        return chances / chances.sum()

    @property
    def entropy(self) -> float:
        """Entropy of the softmax in bits: 0 … log2 V."""
        return entropy(self.softmax)

    @property
    def perplexity(self) -> float:
        """2^entropy: how many equally likely tokens would be as uncertain."""
        return 2**self.entropy

    def nucleus(self, p: float) -> int:
        """How many of the likeliest tokens it takes until their softmax reaches `p`."""
        return _reaching(self.softmax[self.order].cumsum(0), p)

    def rank(self, id: int) -> int:
        """Place of a token in the ranking, from 1."""
        return int((self.order == id).nonzero()) + 1

    def surprise(self, id: int) -> float:
        """−log2 of the token's softmax, in bits; from the logits, so it is finite even where softmax is 0."""
        scaled = self.logits.double() / self.sampling.temperature
        return float(scaled.logsumexp(0) - scaled[id]) / math.log(2)

    def draw(self, uniform: float) -> int:
        """The token at which the running sum of `probabilities`, down the ranking, exceeds `uniform`."""
        if self.sampling.top_k == 1:
            return int(self.logits.float().argmax())
        kept = self.order[: self.n_kept]
        sums = self.softmax[kept].cumsum(0)
        return int(kept[min(int(torch.searchsorted(sums, uniform * sums[-1], right=True)), len(kept) - 1)])


def distribution(
    logits: Float[Tensor, " vocabulary"], sampling: Sampling, seen: Iterable[int] = ()
) -> Distribution:
    """All steps of this module's first lines. `seen`: ids of the text so far, for the repetition penalty."""
    return Distribution(sampling, penalise(logits, seen, sampling.repetition_penalty))


def entropy(probabilities: Float[Tensor, " vocabulary"]) -> float:
    """−Σ p log2 p in bits, where 0 log 0 = 0."""
    return float(torch.special.entr(probabilities).sum()) / math.log(2)


def uniform(seed: int, place: int) -> float:
    """A number in [0, 1) for the token at `place` of a text.

    It depends on nothing else, so twenty tokens written one by one are the same as twenty written at once.

    >>> uniform(7, 3) == uniform(7, 3) != uniform(7, 4)
    True
    """
    return float(np.random.default_rng((seed, place)).random())


def _count_kept(ranked: Float[Tensor, " vocabulary"], sampling: Sampling) -> int:
    """Length of the prefix of the ranking that top-k, top-p and min-p leave, at least 1."""
    count = min(sampling.top_k, len(ranked)) or len(ranked)
    if sampling.top_p < 1:
        sums = ranked[:count].cumsum(0)
        count = _reaching(sums, sampling.top_p * float(sums[-1]))
    if sampling.min_p > 0:
        likely = int((ranked[:count] >= sampling.min_p * ranked[0]).sum())
        count = max(likely, 1)
    return count


def _reaching(sums: Float[Tensor, " vocabulary"], p: float) -> int:
    """How many terms a running sum needs to reach `p`, at least 1."""
    return min(int(torch.searchsorted(sums, p)) + 1, len(sums))
