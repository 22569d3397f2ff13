"""Differences of embeddings: analogies with a verdict, the plane they lie in, how parallel differences are.

Em(아버지) − Em(어머니) ≈ Em(남자) − Em(여자) (2.2), so Em(아버지) ≈ Em(어머니) + Em(남자) − Em(여자) (2.3).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from lmcore.analysis import analogies
from lmcore.analysis.analogies import Rule
from lmcore.analysis.classifiers import cosine, unit
from lmcore.analysis.vocabulary import WordTable
from lmcore.errors import LmcoreError

_PARALLEL = 1e-9


@dataclass(frozen=True)
class Question:
    """a − b + c = ?, with the answer that is expected, if there is one."""

    a: str
    b: str
    c: str
    right: str | None = None


@dataclass(frozen=True)
class Answer:
    """A word, its score, its rank among all words, and its rank when a, b and c cannot answer (`excluded`).

    `excluded` is None for the question words themselves.
    """

    word: str
    score: float
    included: int
    excluded: int | None


@dataclass(frozen=True)
class Verdict:
    """The best answers in order, the question words among them, and the expected one wherever it stands."""

    answers: tuple[Answer, ...]
    right: Answer | None
    candidates: int


@dataclass(frozen=True)
class Plane:
    """A plane through `origin` with orthonormal `axes`, and shadows (orthogonal projections) on it."""

    origin: Float[np.ndarray, " d_model"]
    axes: Float[np.ndarray, "2 d_model"]

    def shadows(self, vectors: Float[np.ndarray, "word d_model"]) -> Float[np.ndarray, "word 2"]:
        """Coordinates of the nearest points of the plane."""
        return (vectors - self.origin) @ self.axes.T

    def distances(self, vectors: Float[np.ndarray, "word d_model"]) -> Float[np.ndarray, " word"]:
        """How far each vector is from its shadow."""
        away = vectors - self.origin
        return np.linalg.norm(away - away @ self.axes.T @ self.axes, axis=1)


@dataclass(frozen=True)
class Parallels:
    """Cosines between the differences Em(first) − Em(second) of every two pairs, and their mean."""

    pairs: tuple[tuple[str, str], ...]
    cosines: Float[np.ndarray, "pair pair"]
    mean: float


def answers(table: WordTable, question: Question, rule: Rule = "add", count: int = 10) -> Verdict:
    """Rank all words for a − b + c. Raises KeyError for a word that is not in the table."""
    index = table.index()
    # a − b + c is b : a = c : ? in the order that `analogies.scores` has
    asked = [index[question.b], index[question.a], index[question.c]]
    score = analogies.scores(table, np.array([asked]), rule)[0]
    order = np.argsort(-score, kind="stable")
    included = np.empty(len(order), dtype=np.int64)
    included[order] = np.arange(1, len(order) + 1)

    def answer(row: int) -> Answer:
        before = sum(included[i] < included[row] for i in set(asked))
        rank = int(included[row])
        return Answer(table.words[row], float(score[row]), rank, None if row in asked else rank - int(before))

    right = None if question.right is None else answer(index[question.right])
    best = tuple(answer(int(row)) for row in order[: count + len(set(asked))])
    return Verdict(best, right, len(order))


def cosines(table: WordTable, word: str, others: Sequence[str]) -> list[float]:
    """The cosine of a word with each of some others: what either rule is made of."""
    index = table.index()
    vectors = table.vectors[[index[one] for one in (word, *others)]]
    return cosine(vectors[1:], vectors[0]).tolist()


def plane(table: WordTable, question: Question) -> Plane:
    """The plane through b that holds a, c and a − b + c: spanned by a − b and c − b (Gram–Schmidt).

    The first axis points along a − b, so the horizontal of a picture is that difference itself.

    Raises:
        LmcoreError: `embeddings.no_plane`, when the two differences do not span one (equal words).
    """
    index = table.index()
    a, b, c = (table.vectors[index[word]] for word in (question.a, question.b, question.c))
    first, second = unit(a - b), c - b
    rest = second - (second @ first) * first
    if np.linalg.norm(a - b) < _PARALLEL or np.linalg.norm(rest) < _PARALLEL:
        raise LmcoreError(
            "embeddings.no_plane", "{a}, {b} and {c} do not span a plane; choose three different words",
            a=question.a, b=question.b, c=question.c,
        )  # fmt: skip
    return Plane(b, np.stack([first, unit(rest)]))


def parallels(table: WordTable, pairs: Sequence[tuple[str, str]]) -> Parallels:
    """How parallel the differences of pairs are (2.2): 1 would be the same direction, 0 nothing in common."""
    differences = _differences(table, pairs)
    found = cosine(differences, differences)
    above = found[np.triu_indices(len(pairs), 1)]
    return Parallels(tuple(pairs), found, float(above.mean()) if len(above) else float("nan"))


def random_parallels(
    table: WordTable, pairs: int = 2, count: int = 2000, seed: int = 1
) -> Float[np.ndarray, " count"]:
    """The baseline: mean cosine between the differences of `pairs` pairs of random words, `count` times.

    The mean over all two of n unit vectors u is (|Σ u|² − n) / (n (n − 1)).
    """
    rows = np.random.default_rng(seed).integers(len(table.words), size=(count, pairs, 2))
    directions = unit(table.vectors[rows[..., 0]] - table.vectors[rows[..., 1]])
    return (np.square(directions.sum(1)).sum(-1) - pairs) / (pairs * (pairs - 1))


def _differences(table: WordTable, pairs: Sequence[tuple[str, str]]) -> Float[np.ndarray, "pair d_model"]:
    index = table.index()
    rows = np.array([[index[word] for word in pair] for pair in pairs]).reshape(-1, 2)
    return table.vectors[rows[:, 0]] - table.vectors[rows[:, 1]]
