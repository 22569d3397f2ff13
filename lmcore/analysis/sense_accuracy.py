"""How well the senses of a word can be told apart from its vector, layer by layer."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float

from lmcore.analysis.classifiers import JUDGES, cross_validated, folds
from lmcore.analysis.intervals import Share, wilson
from lmcore.errors import LmcoreError

LayerVectors = Float[np.ndarray, "word layer d_model"]
AskedVectors = Float[np.ndarray, "asked layer d_model"]
Right = dict[str, Bool[np.ndarray, "_ layer"]]
"""For each judge: was it right about this word, seen at this layer?"""


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
    test: AskedVectors,
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
    check_known(known, asked)
    validated = [_validate(fit[:, i], known) for i in range(fit.shape[1])]
    layers = []
    right = tested(fit, known, test, asked)
    for i, (centroid, probe) in enumerate(validated):
        by_centroid, by_probe = (_share(right[name][:, i]) for name in ("centroid", "probe"))
        layers.append(LayerAccuracy(i, by_centroid, by_probe, centroid, probe))
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
    check_known(known, known)
    depth = vectors.shape[1]
    right = cross_validated_layers(vectors, known)
    picked = {name: np.empty(len(known), dtype=bool) for name in JUDGES}
    choices = []
    for fit, held_out in folds(known):
        if layer is None:
            choices.append(best_layer([_validate(vectors[fit, i], known[fit]) for i in range(depth)]))
        else:
            choices.append(layer)
        for name in JUDGES:
            picked[name][held_out] = right[name][held_out, choices[-1]]
    layers = tuple(
        LayerAccuracy(
            i, _share(right["centroid"][:, i]), _share(right["probe"][:, i]),
            float(right["centroid"][:, i].mean()), float(right["probe"][:, i].mean()),
        )
        for i in range(depth)
    )  # fmt: skip
    return SenseAccuracy(
        Counter(choices).most_common(1)[0][0], len(known), _majority(known),
        _share(picked["centroid"]), _share(picked["probe"]), layers,
    )  # fmt: skip


def tested(fit: LayerVectors, fit_labels: np.ndarray, test: AskedVectors, test_labels: np.ndarray) -> Right:
    """Both judges, fitted on one set and asked about another."""
    return {
        name: np.stack(
            [judge(fit[:, i], fit_labels)(test[:, i]) == test_labels for i in range(fit.shape[1])], axis=1
        )
        for name, judge in JUDGES.items()
    }


def cross_validated_layers(vectors: LayerVectors, labels: np.ndarray, most: int = 5) -> Right:
    """Both judges, asked about every word of a set when fitted without the word's fold, one of `most`."""
    right = {name: np.empty(vectors.shape[:2], dtype=bool) for name in JUDGES}
    for known, held_out in folds(labels, most=most):
        found = tested(vectors[known], labels[known], vectors[held_out], labels[held_out])
        for name in JUDGES:
            right[name][held_out] = found[name]
    return right


def chosen_on(
    choose: AskedVectors,
    choose_labels: Sequence[str],
    fit: LayerVectors | None = None,
    fit_labels: Sequence[str] = (),
) -> int:
    """The layer where both judges are right most often on sentences kept for this choice alone: fitted on
    `fit`, or cross-validated inside `choose`.

    Cross-validation in the fit set is blind when its sentences are easier than those that are asked about:
    many layers stand level there.

    Raises:
        LmcoreError: as `fitted_and_tested`.
    """
    asked = np.array(choose_labels)
    known = asked if fit is None else np.array(fit_labels)
    check_known(known, asked)
    right = cross_validated_layers(choose, asked) if fit is None else tested(fit, known, choose, asked)
    return best_of(right)


def best_of(right: Right) -> int:
    """The layer at which both judges together are right most often."""
    return best_layer([*zip(*(right[name].mean(0) for name in ("centroid", "probe")), strict=True)])


def best_layer(validated: Sequence[tuple[float, float]]) -> int:
    """Index of the highest sum of both judges' accuracies, the lowest of equals."""
    return int(np.argmax([round(sum(pair), 9) for pair in validated]))


def _validate(vectors: Float[np.ndarray, "word d_model"], labels: np.ndarray) -> tuple[float, float]:
    if np.unique(labels, return_counts=True)[1].min() < 2:
        return 0.0, 0.0  # an inner fold that holds one example of a class cannot choose
    shares = [float((cross_validated(judge, vectors, labels) == labels).mean()) for judge in JUDGES.values()]
    return shares[0], shares[1]


def check_known(known: np.ndarray, asked: np.ndarray) -> None:
    """Raise LmcoreError if a sense of `asked` has no example in `known`, or one of `known` a single one."""
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
