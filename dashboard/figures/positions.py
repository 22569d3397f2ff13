"""Positions as pictures: waves and table, products by distance, clocks, scores of moved tokens."""

from collections.abc import Sequence
from typing import Final

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from dashboard.components.base.payload import pack
from dashboard.figures.palette import Colours
from lmcore import positions
from lmcore.analysis.position_methods import METHODS, MovedScores
from lmcore.analysis.positions import Products

Array = np.ndarray

CLOCKS: Final = (0, 1, 2, 3, 4, 6, 8, 12)
"""Sixteenths of the way through the frequencies: the pairs that are drawn as clocks."""


def waves(
    table: Array, pair: int, place: int, labels: Sequence[str], label: str, texts: dict[str, str]
) -> bytes:
    """The table (position, d_model) and one pair of its dimensions, for the component.

    `labels` are the reader's tokens, which stand at the first positions. texts: dimension, position.
    """
    header = {
        "pair": pair, "place": place, "labels": list(labels), "label": label, "texts": texts,
    }  # fmt: skip
    frequency = positions.angular_frequencies(table.shape[1])[pair : pair + 1].numpy()
    return pack(header, {"table": table.astype(np.float32), "frequency": frequency})


def gram(table: Array, colours: Colours, names: dict[str, str]) -> go.Figure:
    """PE_p · PE_q for all pairs of places."""
    product = (table @ table.T).astype(np.float32)
    figure = go.Figure(
        go.Heatmap(
            z=product, colorscale=colours.sequential, colorbar={"thickness": 10},
            hovertemplate="p = %{y}, q = %{x}<br>%{z:.2f}<extra></extra>",
        )
    )  # fmt: skip
    figure.update_xaxes(title=names["position"])
    figure.update_yaxes(title=names["position"], autorange="reversed")
    return figure.update_layout(height=380)


def by_distance(curve: Products, distance: int, colours: Colours, names: dict[str, str]) -> go.Figure:
    """The product by distance; every p gives the same curve, so the band is as thin as the line."""
    k = np.arange(len(curve.mean))
    mean, low, high = (part.numpy().astype(np.float32) for part in (curve.mean, curve.low, curve.high))
    figure = go.Figure()
    figure.add_scatter(
        x=np.concatenate((k, k[::-1])), y=np.concatenate((high, low[::-1])), fill="toself", mode="none",
        fillcolor=colours.line, hoverinfo="skip", showlegend=False,
    )  # fmt: skip
    figure.add_scatter(
        x=k, y=mean, mode="lines", line={"color": colours.accent, "width": 2}, showlegend=False,
        hovertemplate="k = %{x}<br>%{y:.2f}<extra></extra>",
    )  # fmt: skip
    figure.add_scatter(
        x=[distance], y=[mean[distance]], mode="markers+text", text=[f"k = {distance}: {mean[distance]:.2f}"],
        textposition="top right" if distance < len(k) / 2 else "top left", cliponaxis=False,
        marker={"color": colours.series[1], "size": 10}, hoverinfo="skip", showlegend=False,
    )  # fmt: skip
    figure.update_xaxes(title=names["distance"])
    figure.update_yaxes(title="PE·PE", rangemode="tozero")
    return figure.update_layout(height=380)


def clock_pairs(pairs: int) -> list[int]:
    """The pairs to draw: few in a small model, never one twice."""
    return sorted({share * pairs // 16 for share in CLOCKS})


def clocks(table: Array, place: int, steps: int, chosen: int, colours: Colours) -> go.Figure:
    """Each frequency as a clock hand at `place` (grey) and `steps` later; at twelve the angle is 0."""
    drawn = clock_pairs(table.shape[1] // 2)
    drawn = drawn if chosen in drawn else sorted([*drawn[:-1], chosen])
    wavelengths = 2 * np.pi / positions.angular_frequencies(table.shape[1]).numpy()
    figure = go.Figure()
    for number, pair in enumerate(drawn):
        x, y = 2.5 * (number % 4), -3.1 * (number // 4)
        edge = colours.accent if pair == chosen else colours.line
        figure.add_shape(
            type="circle", x0=x - 1, x1=x + 1, y0=y - 1, y1=y + 1, line={"color": edge, "width": 2}
        )
        _hand(figure, table[place, 2 * pair : 2 * pair + 2], (x, y), colours.muted, f"p = {place}")
        later = table[place + steps, 2 * pair : 2 * pair + 2]
        _hand(figure, later, (x, y), colours.series[1], f"p = {place + steps}")
        figure.add_annotation(
            x=x,
            y=y - 1.38,
            showarrow=False,
            text=f"<b>i = {pair}</b><br>{_length(wavelengths[pair])}",
            font_size=11,
        )
    rows = -(-len(drawn) // 4)
    figure.update_xaxes(visible=False, range=[-1.3, 8.8], fixedrange=True)
    figure.update_yaxes(visible=False, range=[-3.1 * (rows - 1) - 1.9, 1.2], scaleanchor="x", fixedrange=True)
    return figure.update_layout(height=230 * rows + 20, showlegend=False)


def _hand(figure: go.Figure, pair: Array, centre: tuple[float, float], colour: str, name: str) -> None:
    (x, y), (sine, cosine) = centre, (float(value) for value in pair)
    figure.add_scatter(
        x=[x, x + sine], y=[y, y + cosine], mode="lines+markers", line={"color": colour, "width": 3},
        marker={"size": [0, 9], "opacity": 1, "color": colour, "line": {"width": 0}},
        hovertemplate=f"{name}<br>(sin, cos) = ({sine:.4f}, {cosine:.4f})<extra></extra>",
    )  # fmt: skip


def _length(wavelength: float) -> str:
    return f"λ = {wavelength:.1f}" if wavelength < 100 else f"λ = {wavelength:,.0f}"


def moved(
    scores: MovedScores, distance: int, colours: Colours, titles: tuple[str, str], names: dict[str, str]
) -> go.Figure:
    """The score of two tokens moved together, and apart, under each method; one below the other."""
    figure = make_subplots(2, 1, vertical_spacing=0.2, subplot_titles=titles)
    cases = (
        (scores.together, np.arange(len(next(iter(scores.together.values()))))),
        (scores.apart, scores.distances.numpy()),
    )
    for row, (by_method, x) in enumerate(cases, start=1):
        for number, method in enumerate(METHODS):
            figure.add_scatter(
                x=x, y=by_method[method].numpy(), mode="lines", name=names[method], legendgroup=method,
                line={  # where rotary and no positions agree, the one lies wide below the other
                    "color": colours.series[number], "width": (2, 6, 2)[number],
                    "dash": ("solid", "solid", "dot")[number],
                }, opacity=(1, 0.55, 1)[number],
                showlegend=row == 1, hovertemplate="%{x}: %{y:.4f}", row=row, col=1,
            )  # fmt: skip
    figure.add_vline(distance, line_color=colours.muted, line_dash="dot", line_width=1, row=2, col=1)  # type: ignore[arg-type]
    figure.update_xaxes(title=names["moved_by"], row=1, col=1)
    figure.update_xaxes(title=names["distance"], row=2, col=1)
    figure.update_yaxes(title="q·k / √d<sub>k</sub>")
    return figure.update_layout(height=560, legend={"y": 1.09}, margin={"t": 64})
