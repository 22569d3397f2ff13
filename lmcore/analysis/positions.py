"""What the report says of positions, computed: (2.11) – (2.13), shifts as rotations, products by distance.

A row of the table P is read as d/2 pairs (sin, cos), one for each frequency ω_i = 1/10000^(2i/d).
"""

import math
from dataclasses import dataclass
from typing import Final

import torch
from jaxtyping import Float
from torch import Tensor

from lmcore import positions
from lmcore.trace import Trace

REPORT_POSITION: Final = 2
REPORT_PAIR: Final = (0.002, 0.998)
"""What the report's (2.12) prints for the first two dimensions of PE at position 2."""

Table = Float[Tensor, "position d_model"]


@dataclass(frozen=True)
class Shift:
    """A shift by `steps` positions as one 2×2 matrix for each frequency, tried on a whole table.

    matrices: (pair, 2, 2), float64; difference: the largest |R PE_p − PE_{p+steps}| over all p.
    """

    steps: int
    matrices: Float[Tensor, "pair 2 2"]
    difference: float


@dataclass(frozen=True)
class Products:
    """PE_p · PE_{p+k} by distance k, over all p of a table.

    mean, low, high: (distance,) of the products at each k; formula: Σ_i cos(k ω_i), what (2.11) makes them.
    """

    mean: Float[Tensor, " distance"]
    low: Float[Tensor, " distance"]
    high: Float[Tensor, " distance"]
    formula: Float[Tensor, " distance"]

    @property
    def spread(self) -> float:
        """The largest difference between two products at the same distance."""
        return float((self.high - self.low).max())


@dataclass(frozen=True)
class Slip:
    """The report's (2.12) beside (2.11).

    length_squared: of the printed pair; sin² + cos² is 1 for every angle. pair: the frequency whose sine at
    this position comes nearest to the printed 0.002; there: its (sin, cos).
    """

    printed: tuple[float, float]
    computed: tuple[float, float]
    length_squared: float
    pair: int
    there: tuple[float, float]


def wavelengths(d_model: int) -> Float[Tensor, " pair"]:
    """Positions in one turn of each pair: 2π · 10000^(2i/d)."""
    return 2 * math.pi / positions.angular_frequencies(d_model)


def pairs(table: Table) -> Float[Tensor, "position pair 2"]:
    """The rows of a table as (sin, cos) of each frequency."""
    return table.double().unflatten(-1, (-1, 2))


def shift(table: Table, steps: int) -> Shift:
    """The addition theorem as matrices, executed on every row that has a partner `steps` further on.

    sin(a + b) = sin a cos b + cos a sin b and cos(a + b) = cos a cos b − sin a sin b, so
    (sin, cos)(a + b) = [[cos b, sin b], [−sin b, cos b]] (sin, cos)(a), the same matrix for every a.
    """
    angles = steps * positions.angular_frequencies(table.shape[1])
    cos, sin = angles.cos(), angles.sin()
    matrices = torch.stack((cos, sin, -sin, cos), dim=-1).unflatten(-1, (2, 2))
    rows = pairs(table)
    start, end = (rows[:-steps], rows[steps:]) if steps > 0 else (rows[-steps:], rows[: len(rows) + steps])
    turned = torch.einsum("iab,pib->pia", matrices, start)
    return Shift(steps, matrices, float((turned - end).abs().max()))


@dataclass(frozen=True)
class Turn:
    """One pair (sin, cos) of a position: before a shift, turned by its matrix, and in the table there."""

    before: tuple[float, float]
    turned: tuple[float, float]
    there: tuple[float, float]


def turn(table: Table, shift: Shift, place: int, pair: int) -> Turn:
    """What `shift` does to one pair of the row at `place`."""
    before, there = (pairs(table[[at]])[0, pair] for at in (place, place + shift.steps))
    turned = shift.matrices[pair] @ before
    return Turn(*((float(two[0]), float(two[1])) for two in (before, turned, there)))


@dataclass(frozen=True)
class AtDistance:
    """cos(k ω_i) of every frequency, whose sum is PE_0 · PE_k, and that product from the table."""

    cosines: Float[Tensor, " pair"]
    product: float


def at_distance(table: Table, distance: int) -> AtDistance:
    """The product of two rows `distance` apart, by either way."""
    cosines = (distance * positions.angular_frequencies(table.shape[1])).cos()
    return AtDistance(cosines, float(torch.dot(table[0].double(), table[distance].double())))


def mean_lengths(trace: Trace) -> tuple[float, float]:
    """Mean length of the position vectors of a sentence, and of its scaled embeddings."""
    return float(trace.position.norm(dim=-1).mean()), float(trace.embedding.norm(dim=-1).mean())


def products(table: Table, most: int) -> Products:
    """PE_p · PE_{p+k} for k = 0 … most and every p for which both stand in the table."""
    gram = table.double() @ table.double().T
    diagonals = [gram.diagonal(distance) for distance in range(min(most, len(table) - 1) + 1)]
    distances = torch.arange(len(diagonals), dtype=torch.float64)
    formula = (distances[:, None] * positions.angular_frequencies(table.shape[1])).cos().sum(-1)
    mean, low, high = (
        torch.stack([pick(diagonal) for diagonal in diagonals])
        for pick in (torch.mean, torch.amin, torch.amax)
    )
    return Products(mean, low, high, formula)


def slip(d_model: int) -> Slip:
    """Put (2.12) right by (2.11): at position 2 the first pair is (sin 2, cos 2), since 10000⁰ = 1."""
    rows = pairs(positions.sinusoidal(REPORT_POSITION + 1, d_model))[REPORT_POSITION]
    nearest = int((rows[:, 0] - REPORT_PAIR[0]).abs().argmin())
    first, there = rows[0].tolist(), rows[nearest].tolist()
    length = REPORT_PAIR[0] ** 2 + REPORT_PAIR[1] ** 2
    return Slip(REPORT_PAIR, (first[0], first[1]), length, nearest, (there[0], there[1]))
