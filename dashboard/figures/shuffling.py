"""What shuffling the words of a text changes, as pictures."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

from dashboard.figures.palette import Colours
from dashboard.figures.theme import safe, token_axis

Array = np.ndarray


def changes(
    with_positions: Array, without: Array, labels: Sequence[str], colours: Colours, names: dict[str, str]
) -> go.Figure:
    """How far each token's output moved when the words were shuffled, in shares of its own length."""
    x = np.arange(len(labels))
    figure = go.Figure()
    for number, (key, values) in enumerate((("on", with_positions), ("off", without))):
        figure.add_bar(
            x=x, y=values.astype(np.float32), name=names[key], marker_color=colours.series[number],
            customdata=[safe(label) for label in labels], hovertemplate="%{customdata}: %{y:.2e}",
        )  # fmt: skip
    figure.update_xaxes(**token_axis(labels))
    figure.update_yaxes(title=names["change"], rangemode="tozero", tickformat=".0%")
    return figure.update_layout(height=300, bargap=0.25, bargroupgap=0.05)


def attention(
    weights: Array, labels: Sequence[str], most: float, colours: Colours, names: dict[str, str]
) -> go.Figure:
    """One head's weights (query, key), coloured by their square root so that small ones are seen too."""
    length = max(1, len(labels))
    figure = go.Figure(
        go.Heatmap(
            z=np.sqrt(weights).astype(np.float32), zmin=0, zmax=max(float(most), 1e-9) ** 0.5,
            showscale=False, colorscale=colours.sequential, customdata=weights.astype(np.float32),
            hovertemplate="%{y} → %{x}<br>α = %{customdata:.4f}<extra></extra>",
        )
    )  # fmt: skip
    every: dict[str, Any] = token_axis(labels)
    figure.update_xaxes(
        **every, title=names["key"], constrain="domain", tickangle=-60, range=[-0.5, length - 0.5]
    )
    figure.update_yaxes(
        **every, title=names["query"], scaleanchor="x", constrain="domain", range=[length - 0.5, -0.5]
    )
    return figure.update_layout(height=420)


def next_tokens(
    before: Array, after: Array, labels: Sequence[str], colours: Colours, names: dict[str, str]
) -> go.Figure:
    """Probabilities of the next token after the words in their own order and in another."""
    figure = go.Figure()
    for number, (key, values) in enumerate((("before", before), ("after", after))):
        figure.add_bar(
            x=np.arange(len(labels)), y=values.astype(np.float32), name=names[key],
            marker_color=colours.series[(5, 4)[number]], customdata=[safe(label) for label in labels],
            hovertemplate="%{customdata}: %{y:.4f}",
        )  # fmt: skip
    figure.update_xaxes(**token_axis(labels))
    figure.update_yaxes(title=names["probability"], rangemode="tozero")
    return figure.update_layout(height=280, bargap=0.25, bargroupgap=0.05)
