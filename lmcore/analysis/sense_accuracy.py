"""How well the senses of a word can be told apart from its vector, layer by layer."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from lmcore.analysis.classifiers import JUDGES, cross_validated, folds
from lmcore.analysis.intervals import Share, wilson
from lmcore.errors import LmcoreError

LayerVectors = Float[np.ndarray, "word layer d_model"]


@dataclass(frozen=True)
class LayerAccuracy:
    """Both judges at one layer. `validation_…` is their accuracy by cross-validation on the fit data
    alone.
    """

    layer: int
    centroid: Share
    probe: Share
    validation_centroid: float
    validation_probe: float


@dataclass(frozen=True)
class SenseAccuracy:
    """`layer` was chosen without a look at what was tested; `centroid` and `probe` are the figures there.

    `majority` is the share of the most frequent sense among the tested words.
    """

    layer: int
    n: int
    majority: float
    centroid: Share
    probe: Share
    layers: tuple[LayerAccuracy, ...]


def fitted_and_tested(
    fit: LayerVectors,
    fit_labels: Sequence[str],
    test: LayerVectors,
    test_labels: Sequence[str],
    layer: int | None = None,
) -> SenseAccuracy:
    """Fit both judges on one set and test them on another.

    The layer is the one where the mean of both judges' cross-validated accuracy on the fit set is highest
    (the lowest of equals): one layer for both, so that the two figures speak of the same vectors.

    Raises:
        LmcoreError: a sense to be tested is unknown to the fit set, or has a single example there.
    """
    known, asked = np.array(fit_labels), np.array(test_labels)
    _check(known, asked)
    validated = [_validate(fit[:, i], known) for i in range(fit.shape[1])]
    layers = []
    for i, (centroid, probe) in enumerate(validated):
        right = {name: judge(fit[:, i], known)(test[:, i]) == asked for name, judge in JUDGES.items()}
        layers.append(LayerAccuracy(i, _share(right["centroid"]), _share(right["probe"]), centroid, probe))
    chosen = layers[best_layer(validated) if layer is None else layer]
    return SenseAccuracy(
        chosen.layer, len(asked), _majority(asked), chosen.centroid, chosen.probe, tuple(layers)
    )


def cross_tested(vectors: LayerVectors, labels: Sequence[str], layer: int | None = None) -> SenseAccuracy:
    """Test every word with judges fitted on the other folds of the same set.

    Each fold's layer is chosen by cross-validation inside the words it is fitted on, so the choice never sees
    what it is judged by; `layer` is the one most folds chose.

    Raises:
        LmcoreError: a sense has a single example.
    """
    known = np.array(labels)
    _check(known, known)
    depth = vectors.shape[1]
    answers = {name: np.empty((len(known), depth), dtype=known.dtype) for name in JUDGES}
    picked = {name: np.empty_like(known) for name in JUDGES}
    choices = []
    for fit, held_out in folds(known):
        if layer is None:
            choices.append(best_layer([_validate(vectors[fit, i], known[fit]) for i in range(depth)]))
        else:
            choices.append(layer)
        for name, judge in JUDGES.items():
            for i in range(depth):
                answers[name][held_out, i] = judge(vectors[fit, i], known[fit])(vectors[held_out, i])
            picked[name][held_out] = answers[name][held_out, choices[-1]]
    right = {name: answers[name] == known[:, None] for name in JUDGES}
    layers = tuple(
        LayerAccuracy(
            i, _share(right["centroid"][:, i]), _share(right["probe"][:, i]),
            float(right["centroid"][:, i].mean()), float(right["probe"][:, i].mean()),
        )
        for i in range(depth)
    )  # fmt: skip
    return SenseAccuracy(
        Counter(choices).most_common(1)[0][0], len(known), _majority(known),
        _share(picked["centroid"] == known), _share(picked["probe"] == known), layers,
    )  # fmt: skip


def best_layer(validated: Sequence[tuple[float, float]]) -> int:
    """Index of the highest sum of both judges' accuracies, the lowest of equals."""
    return int(np.argmax([round(sum(pair), 9) for pair in validated]))


def _validate(vectors: Float[np.ndarray, "word d_model"], labels: np.ndarray) -> tuple[float, float]:
    if np.unique(labels, return_counts=True)[1].min() < 2:
        return 0.0, 0.0  # an inner fold that holds one example of a class cannot choose
    shares = [float((cross_validated(judge, vectors, labels) == labels).mean()) for judge in JUDGES.values()]
    return shares[0], shares[1]


def _check(known: np.ndarray, asked: np.ndarray) -> None:
    counts = Counter(known.tolist())
    for sense in sorted(set(asked.tolist())):
        if counts[sense] == 0:
            raise LmcoreError("senses.unknown", "the fit file holds no example of {sense}", sense=sense)
    for sense, count in counts.items():
        if count < 2:
            raise LmcoreError("senses.single", "{sense} has a single example; two are needed", sense=sense)


def _majority(labels: np.ndarray) -> float:
    return Counter(labels.tolist()).most_common(1)[0][1] / len(labels)


def _share(right: np.ndarray) -> Share:
    return wilson(int(right.sum()), len(right))
