"""Do words that people find similar lie close together in W_E?"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import spearmanr

from lmcore.analysis.classifiers import unit
from lmcore.analysis.vocabulary import WordTable, covered


@dataclass(frozen=True)
class Similarity:
    """Rank correlation of cosines with human scores over the `n` pairs of whole words; None below two or if
    flat.
    """

    n: int
    coverage: float
    spearman: float | None


def rank_correlation(
    table: WordTable, pairs: Sequence[tuple[str, str]], scores: Sequence[float]
) -> Similarity:
    """Spearman's rank correlation; pairs with a word that is no whole token are left out and lower the
    coverage.
    """
    kept = covered(pairs, table)
    index, vectors = table.index(), unit(table.vectors)
    human = np.array([scores[i] for i in kept])
    cosine = np.array([vectors[index[pairs[i][0]]] @ vectors[index[pairs[i][1]]] for i in kept])
    flat = len(kept) < 2 or np.ptp(human) == 0 or np.ptp(cosine) == 0
    rho = None if flat else float(spearmanr(cosine, human)[0])  # pyright: ignore[reportArgumentType]
    return Similarity(len(kept), len(kept) / len(pairs), rho)
