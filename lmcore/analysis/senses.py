"""Which sense a word has in its sentence, decided by labelled examples, layer by layer.

A judge (least_squares.py) names the nearest sense, always; how often decisions with such a margin were right
about examples that the judge had not seen says how far to trust it (sense_calibration.py). Everything is
measured around an origin, the mean of the senses' means: the direction of a vector from there, its cosine
with each sense's centroid, and the planes of a picture (sense_planes.py).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from lmcore.analysis import least_squares
from lmcore.analysis.classifiers import Centroids, unit
from lmcore.analysis.files import LabelledWord
from lmcore.analysis.least_squares import LeastSquares
from lmcore.analysis.sense_calibration import (
    Calibration,
    Step,
    calibrate,
    deepest_of_the_best,
    margins_of,
    settled,
)
from lmcore.analysis.sense_planes import Plane, aligned, corners, principal_plane, second_axes
from lmcore.analysis.words import word_vectors
from lmcore.config import Mode
from lmcore.errors import LmcoreError
from lmcore.model import Transformer
from lmcore.tokenizer import Tokenizer

LayerVectors = Float[np.ndarray, "word layer d_model"]


@dataclass(frozen=True)
class Decision:
    """The nearest sense at one layer. `scores` and `cosines` follow the space's senses; `margin` is the best
    score minus the second, `step` says how far it goes.
    """

    layer: int
    sense: str
    scores: tuple[float, ...]
    cosines: tuple[float, ...]
    margin: float
    step: Step


@dataclass(frozen=True)
class SenseSpace:
    """Labelled examples of a word as one model sees them under one mask; tuples run over layers 0 …
    n_layers.

    `unseen` holds the scores that each example gets when it is left out; `across`, for two senses, the second
    axis of the plane of scores.
    """

    mode: Mode
    examples: tuple[LabelledWord, ...]
    vectors: Float[np.ndarray, "example layer d_model"]
    centroids: tuple[Centroids, ...]
    judges: tuple[LeastSquares, ...]
    unseen: Float[np.ndarray, "example layer sense"]
    calibrations: tuple[Calibration, ...]
    planes: tuple[Plane, ...]
    across: tuple[Float[np.ndarray, " d_model"], ...] | None

    @property
    def senses(self) -> tuple[str, ...]:
        """Names of the senses, in the order of every row of scores and cosines."""
        return self.centroids[0].classes

    @property
    def best_layer(self) -> int:
        """The layer to read decisions at, chosen on the examples."""
        return deepest_of_the_best([c.accuracy for c in self.calibrations])

    def directions(self, vectors: LayerVectors) -> Float[np.ndarray, "word layer d_model"]:
        """Unit vectors from each layer's origin."""
        return unit(vectors.astype(np.float64) - np.stack([c.origin for c in self.centroids]))

    def cosines(self, vectors: LayerVectors) -> Float[np.ndarray, "word layer sense"]:
        """Cosine of each word with each centroid, at every layer."""
        return np.einsum(
            "wld,lsd->wls", self.directions(vectors), np.stack([c.directions for c in self.centroids])
        )

    def scores(self, vectors: LayerVectors) -> Float[np.ndarray, "word layer sense"]:
        """Each sense's score for each word, at every layer."""
        found = [j.scores(vectors[:, i].astype(np.float64)) for i, j in enumerate(self.judges)]
        return np.stack(found, axis=1)

    def project(self, vectors: LayerVectors) -> Float[np.ndarray, "word layer 2"]:
        """Coordinates of each word's direction on each layer's principal plane."""
        directions = self.directions(vectors)
        return np.stack([plane.project(directions[:, i]) for i, plane in enumerate(self.planes)], axis=1)

    def seats(
        self, vectors: LayerVectors, scores: Float[np.ndarray, "word layer sense"]
    ) -> Float[np.ndarray, "word layer 2"]:
        """Places on the axes of the senses: Σ score · corner, and with two senses what lies across."""
        places = scores @ corners(len(self.senses))
        if self.across is not None:
            places[..., 1] = np.einsum("wld,ld->wl", self.directions(vectors), np.stack(self.across))
        return places

    def decide(self, vector: Float[np.ndarray, "layer d_model"]) -> tuple[Decision, ...]:
        """The decision at every layer for one word."""
        rows = zip(self.scores(vector[None])[0], self.cosines(vector[None])[0], strict=True)
        return tuple(self._decision(layer, *row) for layer, row in enumerate(rows))

    def settled(self, vectors: LayerVectors) -> tuple[int, ...]:
        """For each word the layer from which on its sense stays the same."""
        named = self.scores(vectors).argmax(-1)
        return tuple(settled([self.senses[sense] for sense in row]) for row in named)

    def _decision(
        self, layer: int, scores: Float[np.ndarray, " sense"], cosines: Float[np.ndarray, " sense"]
    ) -> Decision:
        order = np.argsort(-scores, kind="stable")
        margin = float(scores[order[0]] - scores[order[1]])
        return Decision(
            layer,
            self.senses[int(order[0])],
            tuple(map(float, scores)),
            tuple(map(float, cosines)),
            margin,
            self.calibrations[layer].step(margin),
        )


def fit_space(
    model: Transformer, tokenizer: Tokenizer, examples: Sequence[LabelledWord], mode: Mode
) -> SenseSpace:
    """Read the examples under a mask and learn judges, thresholds and planes for every layer.

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
    judges, unseen = zip(*(least_squares.fit(vectors[:, i], labels) for i in layers), strict=True)
    senses = centroids[0].classes
    first = [judge.weights[:, 1] - judge.weights[:, 0] for judge in judges]
    return SenseSpace(
        mode,
        tuple(examples),
        vectors,
        centroids,
        judges,
        np.stack(unseen, axis=1),
        tuple(calibrate(*margins_of(scores, labels, senses)) for scores in unseen),
        aligned([principal_plane(d) for d in directions], directions),
        second_axes(directions, first) if len(senses) == 2 else None,
    )
