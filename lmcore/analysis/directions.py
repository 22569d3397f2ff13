"""Directions with a meaning: an axis from two sets of words, and where every word lies on it.

p = Em(고양이들) − Em(고양이) (2.4) points towards the plural if p·Em(학생들) > p·Em(학생) (2.5) and
p·Em(하나) < p·Em(둘) < … (2.6). Words that made the axis prove nothing, so what is tested is held out.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from scipy.stats import rankdata

from lmcore.analysis.intervals import Share, wilson
from lmcore.analysis.vocabulary import WordTable
from lmcore.errors import LmcoreError


@dataclass(frozen=True)
class Axis:
    """p = mean Em(plus) − mean Em(minus); `length` is |p|."""

    plus: tuple[str, ...]
    minus: tuple[str, ...]
    direction: Float[np.ndarray, " d_model"]
    length: float

    def coordinates(self, table: WordTable) -> Float[np.ndarray, " word"]:
        """p·Em(word) / |p| of every word: its position along the axis, in the units of the embedding."""
        return table.vectors @ (self.direction / self.length)


@dataclass(frozen=True)
class PairTest:
    """One claim p·Em(low) < p·Em(high). `held_out`: neither word took part in making the axis."""

    low: str
    high: str
    low_at: float
    high_at: float
    held_out: bool

    @property
    def right(self) -> bool:
        """Whether the axis has the two in the claimed order."""
        return self.low_at < self.high_at


@dataclass(frozen=True)
class OrderTest:
    """A claim p·Em(w₁) < p·Em(w₂) < … about words in order; `held_out` says which the axis did not use.

    `spearman` is the rank correlation of position in the chain with the coordinate, over held-out words; None
    below three of them.
    """

    words: tuple[str, ...]
    at: tuple[float, ...]
    held_out: tuple[bool, ...]
    spearman: float | None


@dataclass(frozen=True)
class Outcome:
    """What an axis says about every chain; `share` is the share of right held-out pairs, None without any."""

    pairs: tuple[PairTest, ...]
    orders: tuple[OrderTest, ...]
    share: Share | None


def axis(table: WordTable, plus: Sequence[str], minus: Sequence[str]) -> Axis:
    """The axis from the mean of `minus` to the mean of `plus`.

    Raises:
        KeyError: a word is not in the table.
        LmcoreError: `embeddings.no_axis`, when a set is empty or both have the same mean.
    """
    index = table.index()
    rows = [[index[word] for word in words] for words in (plus, minus)]
    if not all(rows):
        raise LmcoreError("embeddings.no_axis", "an axis needs a word on each side")
    direction = table.vectors[rows[0]].mean(0) - table.vectors[rows[1]].mean(0)
    length = float(np.linalg.norm(direction))
    if length < 1e-9:
        raise LmcoreError("embeddings.no_axis", "an axis needs different words on its two sides")
    return Axis(tuple(plus), tuple(minus), direction, length)


def check_chains(table: WordTable, axis: Axis, chains: Sequence[Sequence[str]]) -> Outcome:
    """Put claims to the test: a chain of two words is a pair, a longer one an order."""
    at = dict(zip(table.words, axis.coordinates(table).tolist(), strict=True))
    used = {*axis.plus, *axis.minus}
    pairs = tuple(
        PairTest(low, high, at[low], at[high], used.isdisjoint((low, high)))
        for low, high in (chain for chain in chains if len(chain) == 2)
    )
    orders = tuple(_order(chain, at, used) for chain in chains if len(chain) > 2)
    judged = [pair.right for pair in pairs if pair.held_out]
    return Outcome(pairs, orders, wilson(sum(judged), len(judged)) if judged else None)


def _order(chain: Sequence[str], at: dict[str, float], used: set[str]) -> OrderTest:
    held_out = tuple(word not in used for word in chain)
    fresh = [place for place, word in enumerate(chain) if word not in used]
    ranks = rankdata([at[chain[place]] for place in fresh])
    # Spearman's correlation is Pearson's of the ranks
    rho = float(np.corrcoef(fresh, ranks)[0, 1]) if len(set(ranks)) > 2 else None
    return OrderTest(tuple(chain), tuple(at[word] for word in chain), held_out, rho)


@dataclass(frozen=True)
class Chance:
    """The same claims put to axes between two random words.

    `share` is their mean share of right pairs, `share_reached` how many of them do as well as the axis in
    question, `order_reached` how many reach each order's rank correlation; None where nothing was judged.
    """

    share: float | None
    share_reached: float | None
    order_reached: tuple[float | None, ...]


def by_chance(table: WordTable, outcome: Outcome, count: int = 500, seed: int = 1) -> Chance:
    """Put the held-out claims of `outcome` to `count` axes Em(u) − Em(v) of random words u, v."""
    index = table.index()
    ends = np.random.default_rng(seed).integers(len(table.words), size=(2, count))
    random = table.vectors[ends[0]] - table.vectors[ends[1]]
    pairs = [pair for pair in outcome.pairs if pair.held_out]
    share = reached = None
    if pairs and outcome.share:
        low, high = (
            table.vectors[[index[word] for word in words]] @ random.T
            for words in ([pair.low for pair in pairs], [pair.high for pair in pairs])
        )
        shares = (low < high).mean(0)
        share, reached = float(shares.mean()), float((shares >= outcome.share.accuracy).mean())
    return Chance(
        share, reached, tuple(_order_reached(table, index, order, random) for order in outcome.orders)
    )


def _order_reached(
    table: WordTable, index: dict[str, int], order: OrderTest, random: Float[np.ndarray, "axis d_model"]
) -> float | None:
    if order.spearman is None:
        return None
    fresh = [place for place, held_out in enumerate(order.held_out) if held_out]
    along = table.vectors[[index[order.words[place]] for place in fresh]] @ random.T
    ranks = rankdata(along, axis=0) - (len(fresh) + 1) / 2
    places = np.arange(len(fresh)) - (len(fresh) - 1) / 2
    scale = np.linalg.norm(ranks, axis=0) * np.linalg.norm(places)
    found = places @ ranks / np.maximum(scale, 1e-12)
    return float((found >= order.spearman - 1e-12).mean())
