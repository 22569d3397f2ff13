"""a : b = c : ? on the embedding matrix."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from jaxtyping import Float, Int

from lmcore.analysis.classifiers import unit
from lmcore.analysis.vocabulary import WordTable

Rule = Literal["add", "multiply"]
_CHUNK = 256
_EPSILON = 0.001  # Levy and Goldberg's, against division by zero


@dataclass(frozen=True)
class AnalogyScores:
    """Shares of questions whose answer came first or among five, and its mean rank (1 = first)."""

    n: int
    top1: float
    top5: float
    mean_rank: float


def scores(
    table: WordTable, questions: Int[np.ndarray, "question 3"], rule: Rule = "add"
) -> Float[np.ndarray, "question word"]:
    """How well each word answers a : b = c : ?.

    add: 3CosAdd, cos(d, b) − cos(d, a) + cos(d, c) (Mikolov et al. 2013), the same order as cos(d, b − a + c)
    of unit vectors. multiply: 3CosMul, cos(d, b) cos(d, c) / (cos(d, a) + ε), cosines shifted to [0, 1] (Levy
    and Goldberg 2014).
    """
    vectors = unit(table.vectors)
    a, b, c = (vectors[questions[:, i]] @ vectors.T for i in range(3))
    if rule == "add":
        return b - a + c
    a, b, c = ((x + 1) / 2 for x in (a, b, c))
    return b * c / (a + _EPSILON)


def ranks(
    table: WordTable, items: Sequence[Sequence[str]], rule: Rule = "add", exclude: bool = True
) -> Int[np.ndarray, " item"]:
    """Rank of d among all whole words (1 = first) for items (a, b, c, d); with `exclude` a, b and c cannot
    answer.
    """
    index = table.index()
    ids = np.array([[index[word] for word in item] for item in items]).reshape(-1, 4)
    found = []
    for start in range(0, len(ids), _CHUNK):
        part = ids[start : start + _CHUNK]
        score = scores(table, part[:, :3], rule)
        right = np.take_along_axis(score, part[:, 3:], 1)
        if exclude:
            np.put_along_axis(score, part[:, :3], -np.inf, 1)
        found.append(1 + (score > right).sum(1))
    return np.concatenate(found) if found else np.empty(0, dtype=np.int64)


def summary(ranks: Int[np.ndarray, " item"]) -> AnalogyScores | None:
    """Shares and mean of ranks; None when there are none."""
    if not len(ranks):
        return None
    return AnalogyScores(
        len(ranks), float((ranks == 1).mean()), float((ranks <= 5).mean()), float(ranks.mean())
    )
