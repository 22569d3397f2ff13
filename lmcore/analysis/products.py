"""Dot products in float64: their largest terms, and how two vectors stand to each other."""

import math
from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor


@dataclass(frozen=True)
class Products:
    """Σ_i a_i b_i: its largest terms in the order of i, the sum of the `left` others, and of all."""

    shown: tuple[float, ...]
    rest: float
    left: int
    total: float


def products(a: Float[Tensor, " term"], b: Float[Tensor, " term"], shown: int = 3) -> Products:
    """The terms of a·b.

    >>> products(torch.tensor([1.0, 2.0, 3.0]), torch.tensor([5.0, 0.5, -1.0]), shown=2)
    Products(shown=(5.0, -3.0), rest=1.0, left=1, total=3.0)
    """
    terms = a.detach().double() * b.detach().double()
    largest = terms.abs().argsort(descending=True)[:shown].sort().values
    total = float(terms.sum())
    named = terms[largest]
    return Products(tuple(named.tolist()), total - float(named.sum()), len(terms) - len(largest), total)


@dataclass(frozen=True)
class Angle:
    """Two vectors a and b: a·b, ‖a‖ and ‖b‖, from which cosine, angle and distance follow."""

    dot: float
    first: float
    second: float

    @property
    def cosine(self) -> float:
        """a·b / (‖a‖ ‖b‖); nan where a vector is zero."""
        lengths = self.first * self.second
        return self.dot / lengths if lengths else math.nan

    @property
    def degrees(self) -> float:
        """0 to 180; nan where a vector is zero."""
        cosine = self.cosine
        return cosine if math.isnan(cosine) else math.degrees(math.acos(min(1.0, max(-1.0, cosine))))

    @property
    def distance(self) -> float:
        """‖a − b‖ by the cosine rule."""
        return math.sqrt(max(0.0, self.first**2 + self.second**2 - 2 * self.dot))


def angle(a: Float[Tensor, " term"], b: Float[Tensor, " term"]) -> Angle:
    """How two vectors stand to each other.

    >>> angle(torch.tensor([3.0, 4.0]), torch.tensor([0.0, 2.0]))
    Angle(dot=8.0, first=5.0, second=2.0)
    """
    a, b = a.detach().double(), b.detach().double()
    return Angle(float(torch.dot(a, b)), float(a.norm()), float(b.norm()))
