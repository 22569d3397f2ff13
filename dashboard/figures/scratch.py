"""The small matrices of the page 밑바닥부터, each number written in its cell."""

from collections.abc import Sequence
from typing import Final

import numpy as np
import plotly.graph_objects as go

from dashboard.figures.theme import Colours, safe, token_axis

WRITTEN: Final = 8
"""Up to so many columns the numbers stand in the cells; beyond, they are shown on pointing."""


def matrix(
    values: np.ndarray,
    rows: Sequence[str],
    columns: Sequence[str],
    colours: Colours,
    *,
    digits: int = 2,
    chosen: int | None = None,
    signed: bool = False,
    most: float | None = None,
) -> go.Figure:
    """A matrix (row, column) as coloured cells. −inf is left uncoloured and written as such.

    `chosen` is a row to frame; `signed` colours around 0; `most` fixes the end of the scale.
    """
    finite = np.where(np.isfinite(values), values, np.nan).astype(np.float32)
    top = most or max(float(np.nanmax(np.abs(finite), initial=0)), 1e-9)
    written = [["−∞" if np.isneginf(one) else f"{one:.{digits}f}" for one in row] for row in values]
    figure = go.Figure(
        go.Heatmap(
            z=finite, zmin=-top if signed else min(0.0, float(np.nanmin(finite, initial=0))), zmax=top,
            colorscale=colours.soft_diverging if signed else colours.soft, showscale=False, xgap=1, ygap=1,
            textfont={"color": colours.ink},
            text=written, texttemplate="%{text}" if len(columns) <= WRITTEN else "",
            hovertemplate="%{y} · %{x}<br>%{z:.6f}<extra></extra>",
        )
    )  # fmt: skip
    if chosen is not None:
        figure.add_shape(
            type="rect", x0=-0.5, x1=len(columns) - 0.5, y0=chosen - 0.5, y1=chosen + 0.5,
            line={"color": colours.series[1], "width": 3},
        )  # fmt: skip
    figure.update_xaxes(**token_axis(columns), side="top", range=[-0.5, len(columns) - 0.5], showgrid=False)
    figure.update_yaxes(**token_axis(rows), range=[len(rows) - 0.5, -0.5], showgrid=False)
    return figure.update_layout(height=80 + 38 * max(1, len(rows)), margin={"t": 56, "b": 4})


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
