"""A | B as pictures: a head's weights on either side, their difference, which heads and words change."""

from collections.abc import Sequence
from typing import Final, Literal

import numpy as np
from jaxtyping import Bool, Float

from dashboard.figures.bars import Bar, by_sign
from dashboard.figures.grid import NOTHING, Grid, Legend
from lmcore.analysis.comparison import By, LensDifference, WordDifference

Names = dict[str, str]
Measure = Literal["probability", "rank", "entropy"]

WRITTEN: Final = 11
"""Columns up to which a number stands in every cell."""


def weights(
    values: Float[np.ndarray, "query key"],
    open: Bool[np.ndarray, "query key"],
    labels: Sequence[str],
    most: float,
    chosen: tuple[int, int],
    names: Names,
) -> Grid:
    """One side's weights on a square-root scale up to `most`, which both sides share.

    open: where the mask lets a query look; elsewhere nothing is drawn. names: label, corner, weight, legend.
    """
    return _map(
        values, np.where(open, np.sqrt(values / most), NOTHING), labels, chosen, "{:.2f}", names,
        names["weight"], Legend(names["legend"], "0", f"{most:.2f}"),
    )  # fmt: skip


def difference(
    values: Float[np.ndarray, "query key"],
    open: Bool[np.ndarray, "query key"],
    labels: Sequence[str],
    chosen: tuple[int, int],
    names: Names,
) -> Grid:
    """B − A of the same cells, 0 in the middle of the ramp. names: label, corner, difference, legend."""
    most = _most(values)
    return _map(
        values, np.where(open, signed(values, most), NOTHING), labels, chosen, "{:+.2f}", names,
        names["difference"], Legend(names["legend"], f"{-most:.3f}", f"+{most:.3f}"), diverging=True,
    )  # fmt: skip


def _map(
    values: np.ndarray,
    shade: np.ndarray,
    labels: Sequence[str],
    chosen: tuple[int, int],
    form: str,
    names: Names,
    value: str,
    legend: Legend,
    diverging: bool = False,
) -> Grid:
    known, written = np.isfinite(shade), len(labels) <= WRITTEN
    exact = "{:+.6f}" if diverging else "{:.6f}"
    text = _written(values, known, form) if written else None
    tips = [
        [f"{query} → {key}\n{value}\t{exact.format(number)}" for key, number in zip(labels, row, strict=True)]
        for query, row in zip(labels, values, strict=True)
    ]
    return Grid(
        kind="map", label=names["label"], rows=labels, columns=labels, shade=shade,
        text=text, tips=tips, values=values, corner=names["corner"], legend=legend, chosen=chosen,
        ramp="diverging" if diverging else "sequential",
    )  # fmt: skip


def lens(
    found: LensDifference,
    measure: Measure,
    stages: Sequence[str],
    labels: Sequence[str],
    chosen: tuple[int, int],
    names: Names,
) -> Grid:
    """B − A of what the lens measures; blue is more in B. names: label, corner, value, nothing, legend."""
    values = found.measures[measure].numpy()
    most, form = _most(values), "{:+.3f}" if measure == "probability" else "{:+.2f}"
    known = np.isfinite(values)
    text = _written(values, known, form)
    tips = [
        [
            f"{label} · {stage}\n" + (f"{names['value']}\t{number:+.6f}" if shown else names["nothing"])
            for label, number, shown in zip(labels, row, seen, strict=True)
        ]
        for stage, row, seen in zip(stages, values, known, strict=True)
    ]
    return Grid(
        kind="numbers", label=names["label"], rows=stages, columns=labels, text=text, tips=tips,
        values=values, corner=names["corner"],
        shade=np.where(known, signed(np.nan_to_num(values), most), NOTHING),
        legend=Legend(names["legend"], form.format(-most), form.format(most)), chosen=chosen,
        ramp="diverging",
    )  # fmt: skip


def _written(values: np.ndarray, known: np.ndarray, form: str) -> list[list[str]]:
    """Numbers as `form` says; what rounds to nothing has no sign."""
    nothing = {form.format(zero): form.format(0.0).lstrip("+") for zero in (0.0, -0.0)}
    return [
        [
            nothing.get(text := form.format(number), text) if shown else ""
            for number, shown in zip(row, seen, strict=True)
        ]
        for row, seen in zip(values, known, strict=True)
    ]


def signed(values: np.ndarray, most: float) -> np.ndarray:
    """Shades of a diverging ramp on a root scale: −most 0, nothing 0.5, most 1."""
    return 0.5 + 0.5 * np.sign(values) * np.sqrt(np.abs(values) / most)


def _most(values: np.ndarray) -> float:
    known = np.abs(values[np.isfinite(values)])
    return max(float(known.max(initial=0)), 1e-9)


def side(p: Sequence[float], words: Sequence[str]) -> list[Bar]:
    """One side's probabilities of the words that are likeliest in either."""
    return [Bar(word, float(share), "blue") for word, share in zip(words, p, strict=True)]


def changes(found: WordDifference, ids: Sequence[int], words: Sequence[str], by: By) -> list[Bar]:
    """What gains, most first, then what loses, least first."""
    change = found.change(by)[list(ids)].tolist()
    return [Bar(word, value, by_sign(value)) for word, value in zip(words, change, strict=True)]
