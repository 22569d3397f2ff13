"""A distribution drawn from many times: how often each token came, and how often chance lets it come.

The number of times that a token of probability p comes in n draws is binomial, with mean n p and variance
n p (1 − p). All tokens together are compared by the total variation distance and by Pearson's chi-square.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from scipy import special

from lmcore.sampling import Distribution

LEAST_EXPECTED: Final = 5.0
"""Rarer tokens are counted together: below this, chi-square's own distribution is not to be trusted."""


@dataclass(frozen=True)
class ChiSquare:
    """Pearson's Σ (observed − expected)² / expected over `groups` groups, and how often chance exceeds it."""

    statistic: float
    groups: int
    p_value: float


@dataclass(frozen=True)
class Draws:
    """n draws, in the order of the ranking. K = tokens that may be drawn.

    ids: (K,) from the likeliest; probabilities: (K,), sum 1; sequence: (n,) ranks from 0, draw by draw.
    """

    ids: np.ndarray
    probabilities: np.ndarray
    sequence: np.ndarray

    @property
    def n(self) -> int:
        """How many were drawn."""
        return len(self.sequence)

    @cached_property
    def counts(self) -> np.ndarray:
        """(K,): how often each token came."""
        return self.counts_of_first(self.n)

    def counts_of_first(self, n: int) -> np.ndarray:
        """(K,): how often each came in the first n draws."""
        return np.bincount(self.sequence[:n], minlength=len(self.ids))

    def distance(self, n: int) -> float:
        """Total variation ½ Σ |count / n − p| after the first n draws: 0 the same … 1 nothing in common."""
        return float(np.abs(self.counts_of_first(n) / n - self.probabilities).sum() / 2)


def draw(chances: Distribution, n: int, seed: int) -> Draws:
    """Draw n times, each as `Distribution.draw` does: where a number in [0, 1) falls."""
    ids = chances.order[: chances.n_kept].numpy()
    p = chances.probabilities.numpy()[ids]
    sums = p.cumsum()
    numbers = np.random.default_rng(seed).random(n) * sums[-1]
    return Draws(ids, p, np.minimum(np.searchsorted(sums, numbers, side="right"), len(ids) - 1))


def interval(p: np.ndarray, n: int, level: float = 0.95) -> tuple[np.ndarray, np.ndarray]:
    """Least and greatest count that chance gives a token of probability p, at `level`: binomial quantiles."""
    counts = np.arange(n + 1)[:, None]
    cumulative = special.bdtr(counts, n, np.asarray(p)[None, :])
    tail = (1 - level) / 2
    return (cumulative < tail).sum(0), np.minimum((cumulative < 1 - tail).sum(0), n)


def expected_distance(p: np.ndarray, n: int) -> float:
    """The mean of `Draws.distance` over all outcomes, exactly.

    E|X − n p| = 2 m (1 − p) P(X = m) with m = ⌊n p⌋ + 1 (de Moivre 1730).
    """
    p = p[(p > 0) & (p < 1)]
    m = np.floor(n * p) + 1
    # m never exceeds n: n p < n
    log_mass = (
        special.gammaln(n + 1) - special.gammaln(m + 1) - special.gammaln(n - m + 1)
        + special.xlogy(m, p) + special.xlog1py(n - m, -p)
    )  # fmt: skip
    return float((m * (1 - p) * np.exp(log_mass)).sum() / n)


def chi_square(counts: np.ndarray, p: np.ndarray) -> ChiSquare | None:
    """Pearson's test; tokens expected less than LEAST_EXPECTED times count as one. None with one group."""
    n = counts.sum()
    single = n * p >= LEAST_EXPECTED
    observed, expected = [*counts[single]], [*(n * p[single])]
    if not single.all():
        observed.append(counts[~single].sum())
        expected.append(n * p[~single].sum())
    if len(expected) > 1 and expected[-1] < LEAST_EXPECTED:
        expected[-2:] = [expected[-2] + expected[-1]]
        observed[-2:] = [observed[-2] + observed[-1]]
    if len(expected) < 2:
        return None
    statistic = float(((np.array(observed) - expected) ** 2 / expected).sum())
    return ChiSquare(statistic, len(expected), float(special.chdtrc(len(expected) - 1, statistic)))
