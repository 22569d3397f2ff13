"""The small matrices of the page 밑바닥부터, each number written in its cell."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from dashboard.figures.grid import NOTHING, Grid
from dashboard.figures.palette import Colours
from dashboard.figures.theme import safe


def matrix(
    values: np.ndarray,
    rows: Sequence[str],
    columns: Sequence[str],
    label: str,
    *,
    digits: int = 2,
    chosen: int | None = None,
    signed: bool = False,
    most: float | None = None,
) -> Grid:
    """A matrix (row, column) as coloured cells. −inf is left uncoloured and written as such.

    `chosen` is a row to mark; `signed` colours around 0; `most` fixes the end of the scale.
    """
    finite = np.where(np.isfinite(values), values, NOTHING)
    top = most or max(float(np.nanmax(np.abs(finite), initial=0)), 1e-9)
    low = -top if signed else min(0.0, float(np.nanmin(finite, initial=0)))

    def written(digits: int) -> list[list[str]]:
        return [["−∞" if np.isneginf(one) else f"{one:.{digits}f}" for one in row] for row in values]

    tips = [
        [f"{row} · {column}\n{one}" for column, one in zip(columns, exact, strict=True)]
        for row, exact in zip(rows, written(6), strict=True)
    ]
    return Grid(
        "numbers", label, rows, columns, (finite - low) / (top - low), written(digits), tips,
        marked=[] if chosen is None else [(chosen, column) for column in range(len(columns))],
        ramp="diverging" if signed else "sequential", pickable=chosen is not None,
    )  # fmt: skip


def averages(draws: np.ndarray, exact: np.ndarray, colours: Colours, names: dict[str, str]) -> go.Figure:
    """How the mean over 1, 2, 3 … draws of dropout comes near the weights without it: largest difference."""
    counts = np.arange(1, len(draws) + 1)
    running = np.cumsum(draws, axis=0) / counts[:, None, None]
    gaps = np.abs(running - exact).max(axis=(1, 2)).astype(np.float32)
    figure = go.Figure(
        go.Scatter(
            x=counts, y=gaps, mode="lines", line={"color": colours.accent, "width": 2},
            hovertemplate="%{x}: %{y:.4f}<extra></extra>",
        )
    )  # fmt: skip
    figure.update_xaxes(title=names["draws"], type="log", dtick=1)
    figure.update_yaxes(title=names["gap"], rangemode="tozero")
    return figure.update_layout(height=300)


def labels(words: Sequence[str]) -> list[str]:
    """Words for a table's columns, each with its number: two may be the same."""
    return [f"{place + 1} {safe(word)}" for place, word in enumerate(words)]
