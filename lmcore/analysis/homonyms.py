"""How well the senses of many words can be told apart, each word by judges of its own.

Vectors and judges are those of sense_accuracy.py; one word has only some twenty sentences, too few to choose
a layer by, so the words choose it together: where judges are fitted on a file of their own, by
cross-validation in that file over all words; where they are cross-validated, for each word by the answers
about all the others.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from lmcore.analysis.intervals import Share, wilson
from lmcore.analysis.sense_accuracy import (
    Right,
    best_of,
    check_known,
    cross_validated_layers,
    tested,
)

FOLDS = 4
"""Eight sentences a sense fall into four even parts. Where parts are uneven, the sense that is rarest in what
is fitted is the one that is asked about, and a strongly regularised probe leans to the other."""

Space = tuple[Float[np.ndarray, "_ _ d_model"], Sequence[str]]
"""The vectors (sentence, layer, d_model) of a word's sentences, and their senses."""
Spaces = Mapping[str, Space]


@dataclass(frozen=True)
class WordAccuracy:
    """Both judges about one word, at the layer that was chosen for it.

    `majority` is the share of the most frequent of the tested `senses` senses.
    """

    word: str
    layer: int
    senses: int
    majority: float
    centroid: Share
    probe: Share


@dataclass(frozen=True)
class HomonymAccuracy:
    """All words together. `layer` is that of most words; `chance` is what guessing among each word's senses
    gets right, `majority` what naming each word's most frequent sense does.
    """

    layer: int
    chance: float
    majority: float
    centroid: Share
    probe: Share
    words: tuple[WordAccuracy, ...]


def accuracy(data: Spaces, fit: Spaces | None = None, layer: int | None = None) -> HomonymAccuracy:
    """Test the words of `data` with judges fitted on `fit`, or on the other folds of `data`.

    Raises:
        LmcoreError: a sense to be tested is unknown to the fit set, or has a single example there.
    """
    if layer is not None:
        data, fit = _only(data, layer), fit and _only(fit, layer)
    answers = _answers(data, fit)
    validated = answers if fit is None else _answers({word: fit[word] for word in data}, None)
    found = []
    for word, right in answers.items():
        others = [validated[other] for other in validated if fit is not None or other != word]
        chosen = best_of(_together(others)) if layer is None and others else 0
        counts = Counter(data[word][1])
        found.append(
            WordAccuracy(
                word,
                chosen if layer is None else layer,
                len(counts),
                max(counts.values()) / counts.total(),
                *(_share(right[name][:, chosen]) for name in ("centroid", "probe")),
            )
        )
    return _summary(found)


def chosen_on(choose: Spaces, fit: Spaces | None = None) -> int:
    """The layer where judges fitted on `fit`, or cross-validated, are right most often on `choose`: sentences
    that serve this choice alone.
    """
    return best_of(_together([*_answers(choose, fit).values()]))


def _answers(data: Spaces, fit: Spaces | None) -> dict[str, Right]:
    """Whether each judge is right about each sentence of each word, at every layer."""
    known = data if fit is None else fit
    check_known(_labels(known), _labels(data))
    found = {}
    for word, (vectors, senses) in data.items():
        if fit is None:
            found[word] = cross_validated_layers(vectors, np.array(senses), FOLDS)
        else:
            found[word] = tested(fit[word][0], np.array(fit[word][1]), vectors, np.array(senses))
    return found


def _only(spaces: Spaces, layer: int) -> Spaces:
    return {word: (vectors[:, layer : layer + 1], senses) for word, (vectors, senses) in spaces.items()}


def _labels(spaces: Spaces) -> np.ndarray:
    return np.array([f"{word} {sense}" for word, (_, senses) in spaces.items() for sense in senses])


def _together(parts: Sequence[Right]) -> Right:
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def _share(right: np.ndarray) -> Share:
    return wilson(int(right.sum()), len(right))


def _summary(words: Sequence[WordAccuracy]) -> HomonymAccuracy:
    sizes = np.array([row.probe.n for row in words])
    centroid, probe = (
        wilson(round(sum(share.accuracy * share.n for share in shares)), int(sizes.sum()))
        for shares in ([row.centroid for row in words], [row.probe for row in words])
    )
    return HomonymAccuracy(
        Counter(row.layer for row in words).most_common(1)[0][0],
        float(np.average([1 / row.senses for row in words], weights=sizes)),
        float(np.average([row.majority for row in words], weights=sizes)),
        centroid,
        probe,
        tuple(words),
    )
