"""Flat pictures of a word's vectors: principal axes, which know no labels, and axes of the senses' scores."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from jaxtyping import Float

Directions = Float[np.ndarray, "word d_model"]


@dataclass(frozen=True)
class Plane:
    """Two orthogonal axes (2, d_model) through `mean` (d_model,), and the share of the variance along
    each.
    """

    mean: Float[np.ndarray, " d_model"]
    axes: Float[np.ndarray, "2 d_model"]
    explained: tuple[float, float]

    def project(self, directions: Directions) -> Float[np.ndarray, "word 2"]:
        """Coordinates on the plane."""
        return (directions - self.mean) @ self.axes.T


def principal_plane(directions: Directions) -> Plane:
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


def aligned(planes: Sequence[Plane], directions: Sequence[Directions]) -> tuple[Plane, ...]:
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


def corners(senses: int) -> Float[np.ndarray, "sense 2"]:
    """Where a word lies whose score is 1 for one sense and 0 for the others: a regular polygon's corners.

    Two senses lie left and right, three at the top and below, four at the corners of a square.
    """
    first = {2: np.pi, 4: 0.75 * np.pi}.get(senses, np.pi / 2)
    angles = first - 2 * np.pi * np.arange(senses) / senses
    return np.stack([np.cos(angles), np.sin(angles)], axis=1)


def second_axes(
    directions: Sequence[Directions], first: Sequence[Float[np.ndarray, " d_model"]]
) -> tuple[Float[np.ndarray, " d_model"], ...]:
    """For every layer the strongest principal component across the axis `first`: two senses span only a line,
    and this spreads it. Signs agree from layer to layer.
    """
    found: list[Float[np.ndarray, " d_model"]] = []
    before = None
    for layer, axis in zip(reversed(directions), reversed(first), strict=True):
        along = axis / max(float(np.linalg.norm(axis)), 1e-12)
        centred = layer - layer.mean(0)
        across = np.linalg.svd(centred - np.outer(centred @ along, along), full_matrices=False)[2][0]
        here = centred @ across
        sign = -1.0 if before is not None and here @ before < 0 else 1.0
        before = sign * here
        found.append(sign * across)
    return tuple(reversed(found))
