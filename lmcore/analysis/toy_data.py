"""Points in the plane of two kinds, which a line cannot part."""

from dataclasses import dataclass
from typing import Any, Final, Literal, get_args

import numpy as np
from sklearn.datasets import make_circles, make_moons

Name = Literal["moons", "circles", "spirals", "xor"]
NAMES: Final[tuple[Name, ...]] = get_args(Name)


@dataclass(frozen=True)
class Points:
    """points: (point, 2), centred and of unit spread; labels: (point,), 0 or 1."""

    points: np.ndarray
    labels: np.ndarray


def points(name: Name, seed: int, count: int = 200, noise: float = 0.12) -> Points:
    """A data set, the same for the same seed."""
    random = np.random.default_rng(seed)
    x: Any
    labels: Any
    if name == "moons":
        x, labels = make_moons(count, noise=noise, random_state=seed)
    elif name == "circles":
        x, labels = make_circles(count, noise=noise * 0.7, factor=0.45, random_state=seed)
    elif name == "spirals":
        x, labels = _spirals(random, count, noise)
    else:
        x = random.uniform(-1, 1, (count, 2))
        x += 0.1 * np.sign(x)  # a gap along the axes, so that nobody stands on the border
        labels = (x[:, 0] * x[:, 1] > 0).astype(int)
    return Points((x - x.mean(0)) / x.std(0), np.asarray(labels, dtype=int))


def _spirals(random: np.random.Generator, count: int, noise: float) -> tuple[np.ndarray, np.ndarray]:
    labels = np.arange(count) % 2
    turn = np.sqrt(random.uniform(0.02, 1, count))
    angle = 3 * np.pi * turn + np.pi * labels
    x = turn[:, None] * np.stack((np.cos(angle), np.sin(angle)), axis=1)
    return x + noise * 0.25 * random.normal(size=x.shape), labels
