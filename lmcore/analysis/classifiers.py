"""Two simple judges of a space of labelled vectors: the nearest centroid and a linear probe.

Both are fixed beforehand, so that a figure says something about the vectors and not about tuning.
"""

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

Vectors = Float[np.ndarray, "word d_model"]
Labels = np.ndarray
Predict = Callable[[Vectors], Labels]
Fit = Callable[[Vectors, Labels], Predict]

REGULARISATION = 0.01
"""C of the probe. With 256 standardised dimensions and a few hundred sentences it is nearly flat from 0.003
to 0.1."""
_USUAL = (1e-15, 1e15)  # lengths whose squares float32 holds


@dataclass(frozen=True)
class Centroids:
    """The mean of all vectors, and of each class the mean of its centred vectors' directions.

    `origin` (d_model,) is the mean of the classes' means, so a frequent class does not pull it. Residual
    streams share a large common part that says nothing about a sense; cosines are taken around `origin`.
    """

    classes: tuple[str, ...]
    origin: Float[np.ndarray, " d_model"]
    directions: Float[np.ndarray, "class d_model"]

    @classmethod
    def fit(cls, vectors: Vectors, labels: Sequence[str] | Labels) -> "Centroids":
        """Centroids of labelled vectors."""
        labels = np.asarray(labels)
        classes = sorted(set(labels.tolist()))
        origin = np.mean([vectors[labels == name].mean(0) for name in classes], axis=0)
        directions = unit(vectors - origin)
        return cls(
            tuple(classes), origin, unit(np.stack([directions[labels == name].mean(0) for name in classes]))
        )

    def cosines(self, vectors: Vectors) -> Float[np.ndarray, "word class"]:
        """Cosine of each vector with each centroid, seen from the origin."""
        return cosine(vectors - self.origin, self.directions)

    def predict(self, vectors: Vectors) -> Labels:
        """The class of the nearest centroid."""
        return np.array(self.classes)[self.cosines(vectors).argmax(1)]


def unit(vectors: Float[np.ndarray, "*word d_model"]) -> Float[np.ndarray, "*word d_model"]:
    """Vectors of length 1; a zero vector stays zero.

    The squares of a length overflow from 1e154 on and vanish below 1e-162, so vectors that are not of usual
    size are first multiplied by a power of two, which changes no digit of them.
    """
    with np.errstate(over="ignore", under="ignore"):
        length = np.linalg.norm(vectors, axis=-1, keepdims=True)
    if not (_USUAL[0] < length.min(initial=1) and length.max(initial=1) < _USUAL[1]):
        vectors = np.ldexp(vectors, -np.frexp(np.abs(vectors).max(-1, keepdims=True))[1])
        length = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return vectors / np.where(length > 0, length, 1)


def cosine(first: Float[np.ndarray, "*a d_model"], second: Float[np.ndarray, "*b d_model"]) -> np.ndarray:
    """cos(a, b) = a · b / (|a| |b|) of every vector with every one of the others; 0 where one is zero.

    Rounding can carry a cosine past 1, where no angle is: it is held within [−1, 1].
    """
    return np.asarray((unit(first) @ unit(second).T).clip(-1, 1))


def nearest_centroid(vectors: Vectors, labels: Labels) -> Predict:
    """Fit the nearest centroid by cosine."""
    return Centroids.fit(vectors, labels).predict


def linear_probe(vectors: Vectors, labels: Labels) -> Predict:
    """Fit a logistic regression on standardised dimensions (Alain and Bengio 2016), with a fixed penalty."""
    model = make_pipeline(StandardScaler(), LogisticRegression(C=REGULARISATION, max_iter=2000))
    with warnings.catch_warnings():
        # a space without structure (layer 0: one vector plus positions) need not converge to be judged
        warnings.simplefilter("ignore", ConvergenceWarning)
        model.fit(vectors, labels)
    return model.predict


JUDGES: dict[str, Fit] = {"centroid": nearest_centroid, "probe": linear_probe}


def folds(labels: Labels, seed: int = 0, most: int = 5) -> list[tuple[np.ndarray, np.ndarray]]:
    """Stratified (fit, test) indices; as many folds as the rarest class has examples, at most `most`.

    Raises:
        ValueError: a class has a single example.
    """
    rarest = int(np.unique(labels, return_counts=True)[1].min())
    if rarest < 2:
        raise ValueError("a class has a single example")
    splitter = StratifiedKFold(min(most, rarest), shuffle=True, random_state=seed)
    return list(splitter.split(np.zeros(len(labels)), labels))


def cross_validated(fit: Fit, vectors: Vectors, labels: Labels, seed: int = 0) -> Labels:
    """For every vector the answer of a judge fitted without its fold."""
    answers = np.empty_like(labels)
    for known, held_out in folds(labels, seed):
        answers[held_out] = fit(vectors[known], labels[known])(vectors[held_out])
    return answers
