"""Which sense a word has in its sentence, decided by labelled examples, layer by layer.

Everything is measured around an origin, the mean of the senses' means: the direction of a vector from there,
its cosine with each sense's centroid, and the plane of a picture. A decision whose margin is too small for
the examples to vouch for is "not sure".
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np
from jaxtyping import Bool, Float
from sklearn.isotonic import isotonic_regression

from lmcore.analysis.classifiers import Centroids, unit
from lmcore.analysis.files import LabelledWord, read_senses
from lmcore.analysis.intervals import Share, wilson
from lmcore.analysis.words import word_vectors
from lmcore.config import Mode
from lmcore.errors import LmcoreError
from lmcore.model import Transformer
from lmcore.tokenizer import Tokenizer

LayerVectors = Float[np.ndarray, "word layer d_model"]

EXAMPLES: Final = {"배": Path(__file__).with_name("bae_examples.tsv")}
"""Words with labelled examples of the project's own."""

PLAIN: Final = Path(__file__).with_name("bae_plain.tsv")
"""Plain short sentences with 배, to test on only: nothing is fitted on them or shown beside them."""

SURE: Final = 0.9
"""A decision is sure when decisions with such a margin were right at least this often."""

WITNESSES: Final = 10
"""Examples that must reach a threshold before it vouches for anything."""


@dataclass(frozen=True)
class Decision:
    """The nearest sense at one layer. `cosines` follow the space's senses; `margin` is the best minus the
    second.
    """

    layer: int
    sense: str
    cosines: tuple[float, ...]
    margin: float
    sure: bool


@dataclass(frozen=True)
class Calibration:
    """What leaving out one example at a time says about one layer.

    `accuracy` of all decisions; `threshold`, the margin from which they are right with probability SURE,
    infinite if there is none; `kept`, the share of the examples that reach it, and `right`, how many of those
    were right.
    """

    accuracy: Share
    threshold: float
    kept: float
    right: float


@dataclass(frozen=True)
class Plane:
    """Two orthogonal axes (2, d_model) through `mean` (d_model,), and the share of the variance along
    each.
    """

    mean: Float[np.ndarray, " d_model"]
    axes: Float[np.ndarray, "2 d_model"]
    explained: tuple[float, float]

    def project(self, directions: Float[np.ndarray, "word d_model"]) -> Float[np.ndarray, "word 2"]:
        """Coordinates on the plane."""
        return (directions - self.mean) @ self.axes.T


@dataclass(frozen=True)
class SenseSpace:
    """Labelled examples of a word as one model sees them under one mask; tuples run over layers 0 …
    n_layers.
    """

    mode: Mode
    examples: tuple[LabelledWord, ...]
    vectors: Float[np.ndarray, "example layer d_model"]
    centroids: tuple[Centroids, ...]
    calibrations: tuple[Calibration, ...]
    planes: tuple[Plane, ...]

    @property
    def senses(self) -> tuple[str, ...]:
        """Names of the senses, in the order of every row of cosines."""
        return self.centroids[0].classes

    @property
    def best_layer(self) -> int:
        """The layer whose decisions were right most often, the lowest of equals."""
        return int(np.argmax([c.accuracy.accuracy for c in self.calibrations]))

    def directions(self, vectors: LayerVectors) -> Float[np.ndarray, "word layer d_model"]:
        """Unit vectors from each layer's origin."""
        return unit(vectors.astype(np.float64) - np.stack([c.origin for c in self.centroids]))

    def cosines(self, vectors: LayerVectors) -> Float[np.ndarray, "word layer sense"]:
        """Cosine of each word with each centroid, at every layer."""
        return np.einsum(
            "wld,lsd->wls", self.directions(vectors), np.stack([c.directions for c in self.centroids])
        )

    def project(self, vectors: LayerVectors) -> Float[np.ndarray, "word layer 2"]:
        """Coordinates of each word's direction on each layer's plane."""
        directions = self.directions(vectors)
        return np.stack([plane.project(directions[:, i]) for i, plane in enumerate(self.planes)], axis=1)

    def decide(self, vector: Float[np.ndarray, "layer d_model"]) -> tuple[Decision, ...]:
        """The decision at every layer for one word."""
        table = self.cosines(vector[None])[0]
        return tuple(
            _decision(layer, self.senses, row, self.calibrations[layer].threshold)
            for layer, row in enumerate(table)
        )


def fit_space(
    model: Transformer, tokenizer: Tokenizer, examples: Sequence[LabelledWord], mode: Mode
) -> SenseSpace:
    """Read the examples under a mask and learn centroids, thresholds and planes for every layer.

    Raises:
        LmcoreError: a sense has a single example, which cannot be left out.
    """
    labels = np.array([example.sense for example in examples])
    for sense in sorted(set(labels.tolist())):
        if (labels == sense).sum() < 2:
            raise LmcoreError("senses.single", "{sense} has a single example; two are needed", sense=sense)
    vectors = word_vectors(model, tokenizer, [example.marked for example in examples], mode).astype(
        np.float64
    )
    layers = range(vectors.shape[1])
    centroids = tuple(Centroids.fit(vectors[:, i], labels) for i in layers)
    directions = [unit(vectors[:, i] - centroids[i].origin) for i in layers]
    return SenseSpace(
        mode,
        tuple(examples),
        vectors,
        centroids,
        tuple(calibrate(*leave_one_out(vectors[:, i], labels)) for i in layers),
        aligned([principal_plane(d) for d in directions], directions),
    )


def examples_of(word: str) -> tuple[LabelledWord, ...]:
    """The project's labelled examples of `word`; none for most words."""
    return tuple(read_senses(EXAMPLES[word])) if word in EXAMPLES else ()


def leave_one_out(
    vectors: Float[np.ndarray, "example d_model"], labels: np.ndarray
) -> tuple[Float[np.ndarray, " example"], Bool[np.ndarray, " example"]]:
    """Margin of every example's decision by centroids of the others, and whether it was right.

    The same as fitting `Centroids` anew without each example, all at once: without example i the origin moves
    to `origins[i]`, and a centroid is Σ_j (v_j − origin) / |v_j − origin| over the other members j of its
    class.
    """
    classes, membership = np.unique(labels, return_inverse=True)
    of_class = membership == np.arange(len(classes))[:, None]  # (class, example)
    counts, sums = of_class.sum(1), of_class @ vectors
    means = sums / counts[:, None]
    without = (sums[membership] - vectors) / (counts[membership] - 1)[:, None]
    origins = means.mean(0) + (without - means[membership]) / len(classes)
    squares = (vectors**2).sum(1) - 2 * origins @ vectors.T + (origins**2).sum(1)[:, None]
    weights = 1 / np.sqrt(np.maximum(squares, 1e-24))  # (left out, example)
    np.fill_diagonal(weights, 0)
    own = unit(vectors - origins)
    cosines = np.empty((len(labels), len(classes)))
    for index, members in enumerate(of_class):
        kept = weights * members
        cosines[:, index] = (own * unit(kept @ vectors - kept.sum(1)[:, None] * origins)).sum(1)
    ranked = np.sort(cosines, axis=1)
    return ranked[:, -1] - ranked[:, -2], cosines.argmax(1) == membership


def calibrate(margins: Float[np.ndarray, " example"], right: Bool[np.ndarray, " example"]) -> Calibration:
    """The smallest margin at which, and above which, decisions are right with probability SURE.

    The probability is the isotonic regression of being right on the margin (Zadrozny and Elkan 2002): a wider
    margin never counts as less sure. So a crowd of easy examples does not vouch for a narrow decision. A
    threshold that fewer than WITNESSES examples reach is none.
    """
    order = np.argsort(margins, kind="stable")
    probability = isotonic_regression(right[order].astype(float))
    sure = np.flatnonzero(probability >= SURE)
    accuracy = wilson(int(right.sum()), len(right))
    if len(sure) < WITNESSES:
        return Calibration(accuracy, float("inf"), 0.0, 0.0)
    threshold = float(margins[order[sure[0]]])
    kept = margins >= threshold
    return Calibration(accuracy, threshold, float(kept.mean()), float(right[kept].mean()))


def principal_plane(directions: Float[np.ndarray, "word d_model"]) -> Plane:
    """The plane of the two strongest principal components (Pearson 1901): labels play no part in it.

    Fewer than three different directions leave axes of zeros.
    """
    mean = directions.mean(0)
    _, strengths, axes = np.linalg.svd(directions - mean, full_matrices=False)
    energy = strengths**2
    total = energy.sum()
    found = np.zeros((2, directions.shape[1]))
    real = [i for i in range(min(2, len(energy))) if energy[i] > 1e-12 * max(len(directions), 1)]
    for i in real:
        found[i] = axes[i]
    shares = [float(energy[i] / total) if i in real else 0.0 for i in range(2)]
    return Plane(mean, found, (shares[0], shares[1]))


def aligned(
    planes: Sequence[Plane], directions: Sequence[Float[np.ndarray, "word d_model"]]
) -> tuple[Plane, ...]:
    """The same planes, each turned or mirrored in itself so that its picture fits the next layer's best.

    Principal axes have no sign, and change places from layer to layer; only distances inside a plane mean
    something. The orthogonal turn R minimises ‖A R − B‖ over the projected words (Schönemann 1966), from the
    last layer down.
    """
    turned = list(planes)
    for i in range(len(planes) - 2, -1, -1):
        here, there = turned[i].project(directions[i]), turned[i + 1].project(directions[i + 1])
        left, _, right = np.linalg.svd(here.T @ there)
        turn = left @ right
        shares = turn.T**2 @ np.array(turned[i].explained)
        turned[i] = replace(
            turned[i], axes=turn.T @ turned[i].axes, explained=(float(shares[0]), float(shares[1]))
        )
    return tuple(turned)


def _decision(
    layer: int, senses: Sequence[str], cosines: Float[np.ndarray, " sense"], threshold: float
) -> Decision:
    order = np.argsort(-cosines, kind="stable")
    margin = float(cosines[order[0]] - cosines[order[1]])
    return Decision(layer, senses[int(order[0])], tuple(map(float, cosines)), margin, margin >= threshold)
