"""Softmax (2.8), (2.9) step by step in the numbers that a computer has, as the formula stands and kept safe.

As it stands, exp(x / T) leaves the range of the format as soon as a logit is large or T small: above the
largest number it becomes inf, and inf / inf is no number (nan). With the largest exponent subtracted first
every exponential is at most 1; numerator and denominator have both been divided by the same number, so the
result is the same.
"""

from dataclasses import dataclass
from typing import Final, Literal, get_args

import numpy as np
from torch import Tensor

Format = Literal["float16", "float32", "float64"]
FORMATS: Final[tuple[Format, ...]] = get_args(Format)


@dataclass(frozen=True)
class Steps:
    """One way through the formula, every number rounded to `format`. V = vocabulary.

    exponents: (V,), what goes into exp; exponentials: (V,); total: their sum; probabilities: (V,).
    """

    format: Format
    exponents: np.ndarray
    exponentials: np.ndarray
    total: np.floating
    probabilities: np.ndarray

    @property
    def n_inf(self) -> int:
        """Exponentials above the largest number of the format."""
        return int(np.isinf(self.exponentials).sum())

    @property
    def n_zero(self) -> int:
        """Exponentials below the smallest number of the format."""
        return int((self.exponentials == 0).sum())

    @property
    def n_nan(self) -> int:
        """Results that are no number."""
        return int(np.isnan(self.probabilities).sum())


def naive(logits: Tensor, temperature: float, shift: float, format: Format) -> Steps:
    """exp(x_k / T) / Σ_i exp(x_i / T) as it stands, of the logits (V,) with `shift` added to each."""
    with np.errstate(all="ignore"):
        return _finish(_scaled(logits, temperature, shift, format), format)


def stable(logits: Tensor, temperature: float, shift: float, format: Format) -> Steps:
    """The same with the largest exponent subtracted first."""
    with np.errstate(all="ignore"):
        scaled = _scaled(logits, temperature, shift, format)
        return _finish(scaled - scaled.max(), format)


def range_of(format: Format) -> tuple[float, float]:
    """log10 of the smallest number above zero and of the largest that the format has.

    >>> [round(end, 2) for end in range_of("float16")]
    [-7.22, 4.82]
    """
    facts = np.finfo(format)
    # the smallest float64 is too small for the float64 that log10 would make of a reciprocal
    return float(np.log10(facts.smallest_subnormal.astype(np.float64))), float(
        np.log10(facts.max.astype(np.float64))
    )


def _scaled(logits: Tensor, temperature: float, shift: float, format: Format) -> np.ndarray:
    number = np.dtype(format).type
    x = logits.numpy().astype(format) + number(shift)
    return x / number(temperature)


def _finish(exponents: np.ndarray, format: Format) -> Steps:
    exponentials = np.exp(exponents)
    total = exponentials.sum(dtype=format)
    return Steps(format, exponents, exponentials, total, exponentials / total)
