"""Frequencies beside probabilities, and how the two come together as draws grow in number."""

from collections.abc import Mapping, Sequence

import numpy as np
import plotly.graph_objects as go

from dashboard.figures.palette import Colours
from dashboard.figures.theme import safe
from lmcore.analysis.draws import Draws


def bars(
    labels: Sequence[str],
    found: Draws,
    low: np.ndarray,
    high: np.ndarray,
    colours: Colours,
    names: Mapping[str, str],
) -> go.Figure:
    """The likeliest tokens: bar = probability, whisker = counts that chance allows, dot = what came.

    A dot outside of its whisker is in the second colour. names: probability, frequency, interval.
    """
    shown = len(labels)
    places, p, counts = list(range(shown)), found.probabilities[:shown], found.counts[:shown]
    shares = counts / found.n
    figure = go.Figure()
    figure.add_bar(
        y=places, x=p, orientation="h", name=names["probability"], marker_color=colours.sequential[2][1],
        hovertemplate=f"{names['probability']}: %{{x:.4%}}<extra></extra>",
    )  # fmt: skip
    middle = (low + high) / 2 / found.n
    figure.add_scatter(
        y=places, x=middle, mode="markers", name=names["interval"], hoverinfo="skip",
        marker={"symbol": "line-ew", "size": 14, "line": {"color": colours.muted, "width": 2}},
        error_x={"array": (high - low) / 2 / found.n, "color": colours.muted, "thickness": 2, "width": 6},
    )  # fmt: skip
    outside = (counts < low) | (counts > high)
    texts = [
        f"{safe(label)}<br>{count:,} / {found.n:,} ({a:,} … {b:,})"
        for label, count, a, b in zip(labels, counts, low, high, strict=True)
    ]
    figure.add_scatter(
        y=places, x=shares, mode="markers", name=names["frequency"], customdata=texts, cliponaxis=False,
        hovertemplate="%{customdata}<extra></extra>",
        marker={
            "size": 11, "symbol": ["diamond" if out else "circle" for out in outside],
            "color": [colours.series[1] if out else colours.series[0] for out in outside],
        },
    )  # fmt: skip
    figure.update_yaxes(
        tickvals=places, ticktext=[safe(label) for label in labels], autorange="reversed", showgrid=False
    )
    figure.update_xaxes(tickformat=".1~%", rangemode="tozero", gridcolor=colours.line)
    return figure.update_layout(height=80 + 30 * shown, bargap=0.35)


def convergence(
    steps: np.ndarray, distances: np.ndarray, expected: np.ndarray, colours: Colours, names: Mapping[str, str]
) -> go.Figure:
    """Total variation after the first n draws, and what chance gives on average; both axes logarithmic."""
    figure = go.Figure()
    for key, values, style in (
        ("distance", distances, {"color": colours.series[0], "width": 3}),
        ("expected", expected, {"color": colours.muted, "width": 2, "dash": "dash"}),
    ):
        figure.add_scatter(
            x=steps, y=values, mode="lines", name=names[key], line=style,
            hovertemplate="n = %{x:,}<br>%{y:.4f}<extra></extra>",
        )  # fmt: skip
    ticks = [10**power for power in range(1, 5) if 10**power <= steps[-1]]
    figure.update_xaxes(
        title=names["n"], type="log", tickvals=ticks, ticktext=[f"{tick:,}" for tick in ticks]
    )
    figure.update_yaxes(
        title=names["distance"], type="log", tickvals=[0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 1]
    )
    return figure.update_layout(height=320)
