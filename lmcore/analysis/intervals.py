"""How sure a share can be."""

import math
from dataclasses import dataclass

Z_95 = 1.959963984540054
"""The normal distribution has 95 % between −z and z."""


@dataclass(frozen=True)
class Share:
    """A share of right answers with its 95 % interval; `n` answers were judged."""

    accuracy: float
    low: float
    high: float
    n: int


def wilson(right: int, n: int) -> Share:
    """The share right / n with Wilson's score interval (Wilson 1927), which stays inside [0, 1] for small n.

        (p + z²/2n ± z √(p(1−p)/n + z²/4n²)) / (1 + z²/n)

    >>> wilson(8, 10)  # doctest: +ELLIPSIS
    Share(accuracy=0.8, low=0.49016..., high=0.94331..., n=10)

    Raises:
        ValueError: nothing was judged, or more was right than judged.
    """
    if not 0 <= right <= n or n == 0:
        raise ValueError(f"{right} right of {n}")
    p, zz = right / n, Z_95**2
    centre = p + zz / (2 * n)
    spread = Z_95 * math.sqrt(p * (1 - p) / n + zz / (4 * n * n))
    # rounding must not put an end a hair outside of the share itself
    low = max(0.0, min(p, (centre - spread) / (1 + zz / n)))
    high = min(1.0, max(p, (centre + spread) / (1 + zz / n)))
    return Share(p, low, high, n)
