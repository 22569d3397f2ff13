"""A perceptron as pictures: its graph, what it says of every point of the plane, its loss."""

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
import plotly.graph_objects as go

from dashboard.figures.theme import Colours
from lmcore.analysis.perceptron import Array, Network, forward, probabilities
from lmcore.analysis.toy_data import Points

LEVELS: Final = 7
"""Steps of strength on each side of zero that an edge can have: one trace each, not one for each edge."""
EXTENT: Final = 3.0
_GRID: Final = 61


def mix(one: str, two: str, share: float) -> str:
    """The colour `share` of the way from one to two, both #rrggbb."""
    parts = [
        round(int(one[i : i + 2], 16) * (1 - share) + int(two[i : i + 2], 16) * share) for i in (1, 3, 5)
    ]
    return "#" + "".join(f"{part:02x}" for part in parts)


def class_colours(colours: Colours) -> tuple[str, str]:
    """The two kinds of points: orange and blue, the two sides of the diverging scale."""
    return colours.series[1], colours.series[0]


def _places(sizes: Sequence[int]) -> list[list[tuple[float, float]]]:
    """Where the nodes stand: a column a layer, each centred."""
    return [[(layer, (size - 1) / 2 - i) for i in range(size)] for layer, size in enumerate(sizes)]


def graph(
    network: Network,
    values: Sequence[Array],
    gradients: Sequence[Array] | None,
    point: Array,
    label: int,
    colours: Colours,
    names: Mapping[str, str],
) -> go.Figure:
    """The network for one point: nodes hold what it computed, edges are coloured by `values`.

    values: weights, or gradients, in the shapes of network.weights. gradients: shown on hover.
    """
    places = _places(network.sizes)
    largest = max(float(np.abs(value).max()) for value in values) or 1.0
    figure = go.Figure()
    _edges(figure, places, values, largest, colours)
    _edge_hover(figure, places, network, gradients, names)
    _nodes(figure, places, network, point, label, colours, names)
    tallest = max(network.sizes)
    figure.update_xaxes(visible=False, range=[-0.45, len(places) - 0.35], fixedrange=True)
    figure.update_yaxes(visible=False, range=[-tallest / 2 - 0.4, tallest / 2 + 0.5], fixedrange=True)
    return figure.update_layout(height=470, showlegend=False, margin={"t": 8})


def _edges(
    figure: go.Figure,
    places: Sequence[Sequence[tuple[float, float]]],
    values: Sequence[Array],
    largest: float,
    colours: Colours,
) -> None:
    orange, blue = class_colours(colours)
    by_level: dict[int, list[tuple[float, float, float, float]]] = {}
    for layer, value in enumerate(values):
        for i, j in np.ndindex(value.shape):
            level = round(LEVELS * float(value[i, j]) / largest) if np.isfinite(value[i, j]) else 0
            by_level.setdefault(level, []).append((*places[layer][i], *places[layer + 1][j]))
    for level in sorted(by_level, key=abs):
        share = abs(level) / LEVELS
        x = [part for x0, _, x1, _ in by_level[level] for part in (x0, x1, None)]
        y = [part for _, y0, _, y1 in by_level[level] for part in (y0, y1, None)]
        colour = mix(colours.line, blue if level > 0 else orange, 0.25 + 0.75 * share if level else 0)
        figure.add_scatter(
            x=x, y=y, mode="lines", line={"color": colour, "width": 0.7 + 5 * share}, hoverinfo="skip"
        )


def _edge_hover(
    figure: go.Figure,
    places: Sequence[Sequence[tuple[float, float]]],
    network: Network,
    gradients: Sequence[Array] | None,
    names: Mapping[str, str],
) -> None:
    """Invisible dots along the edges carry the exact numbers.

    Their distance from the left node differs from edge to edge, so that no two lie on one another.
    """
    x, y, texts = [], [], []
    for layer, W in enumerate(network.weights):
        for i, j in np.ndindex(W.shape):
            (x0, y0), (x1, y1) = places[layer][i], places[layer + 1][j]
            gradient = f"<br>∂loss/∂w = {gradients[layer][i, j]:+.6f}" if gradients else ""
            for share in (0.3 + 0.12 * (j % 2), 0.62 + 0.12 * (i % 2)):
                x.append(x0 + share * (x1 - x0))
                y.append(y0 + share * (y1 - y0))
                edge = f"{names['layer']} {layer + 1} · {i + 1} → {j + 1}"
                texts.append(f"{edge}<br>w = {W[i, j]:+.6f}{gradient}")
    figure.add_scatter(
        x=x,
        y=y,
        mode="markers",
        marker={"size": 12, "opacity": 0},
        text=texts,
        hovertemplate="%{text}<extra></extra>",
    )


def _nodes(
    figure: go.Figure,
    places: Sequence[Sequence[tuple[float, float]]],
    network: Network,
    point: Array,
    label: int,
    colours: Colours,
    names: Mapping[str, str],
) -> None:
    sums, outputs = forward(network, point[None])
    last = len(places) - 1
    ends = class_colours(colours)
    size = 34 if max(network.sizes) <= 9 else 24
    for layer, column in enumerate(places):
        values = outputs[layer][0]
        hover = [
            f"h = {value:+.4f}"
            if not layer
            else f"a = {sums[layer - 1][0][i]:+.4f}<br>h = {value:+.4f}"
            f"<br>b = {network.biases[layer - 1][i]:+.4f}"
            for i, value in enumerate(values)
        ]
        outline = [ends[i] if layer == last else colours.muted for i in range(len(column))]
        figure.add_scatter(
            x=[x for x, _ in column],
            y=[y for _, y in column],
            mode="markers+text",
            marker={
                "size": size,
                "color": colours.paper,
                "line": {
                    "color": outline,
                    "width": [4 if layer == last and i == label else 2 for i in range(len(column))],
                },
            },
            text=[f"{value:.2f}" for value in values],
            textfont={"size": 11 if size > 30 else 9, "color": colours.ink},
            customdata=hover,
            hovertemplate="%{customdata}<extra></extra>",
        )
    heads = [names["input"], *[f"{names['hidden']} {k}" for k in range(1, last)], names["output"]]
    top = max(len(column) for column in places) / 2 + 0.25
    for layer, text in enumerate(heads):
        figure.add_annotation(
            x=layer, y=top, text=text, showarrow=False, font={"color": colours.muted, "size": 12}
        )
    for side, (layer, texts) in {
        "right": (0, ("x₁", "x₂")),
        "left": (last, (names["orange"], names["blue"])),
    }.items():
        for (x, y), text in zip(places[layer], texts, strict=True):
            figure.add_annotation(
                x=x,
                y=y,
                text=text,
                showarrow=False,
                xanchor=side,
                xshift=-24 if side == "right" else 24,
                font={"color": colours.ink, "size": 13},
            )


def surface(
    network: Network,
    data: Points,
    point: Array,
    chosen: int | None,
    colours: Colours,
    names: Mapping[str, str],
) -> go.Figure:
    """P(blue) everywhere, the data on it, and the point in question. Trace 1 holds the data in order."""
    steps = np.linspace(-EXTENT, EXTENT, _GRID)
    plane = np.stack(np.meshgrid(steps, steps), axis=-1).reshape(-1, 2)
    blue = probabilities(network, plane)[:, 1].reshape(_GRID, _GRID).astype(np.float32)
    figure = go.Figure()
    figure.add_heatmap(
        x=steps.astype(np.float32),
        y=steps.astype(np.float32),
        z=blue,
        zmin=0,
        zmax=1,
        colorscale=_soft(colours),
        zsmooth="best",
        showscale=False,
        hovertemplate="(%{x:.2f}, %{y:.2f})<br>" + names["p_blue"] + " %{z:.4f}<extra></extra>",
    )
    ends = class_colours(colours)
    x, y = data.points.T
    figure.add_scatter(
        x=x,
        y=y,
        mode="markers",
        customdata=np.arange(len(x)),
        marker={
            "size": 8,
            "color": [ends[label] for label in data.labels],
            "line": {"color": colours.paper, "width": 1},
        },
        selected={"marker": {"opacity": 1}},
        unselected={"marker": {"opacity": 1}},
        hovertemplate=names["point"] + " %{customdata}<br>(%{x:.3f}, %{y:.3f})<extra></extra>",
    )
    figure.add_contour(
        x=steps,
        y=steps,
        z=blue,
        contours={"start": 0.5, "end": 0.5, "coloring": "none"},
        showscale=False,
        line={"color": colours.ink, "width": 1.5},
        hoverinfo="skip",
    )
    figure.add_scatter(
        x=[point[0]],
        y=[point[1]],
        mode="markers",
        hoverinfo="skip",
        marker={
            "size": 17,
            "color": "rgba(0,0,0,0)" if chosen is not None else colours.ink,
            "symbol": "circle" if chosen is not None else "x",
            "line": {"color": colours.ink, "width": 3 if chosen is not None else 0},
        },
    )
    figure.update_xaxes(range=[-EXTENT, EXTENT], title="x₁", constrain="domain")
    figure.update_yaxes(range=[-EXTENT, EXTENT], title="x₂", scaleanchor="x", constrain="domain")
    return figure.update_layout(height=470, showlegend=False, margin={"t": 8})


def _soft(colours: Colours) -> list[tuple[float, str]]:
    """Orange, paper, blue, pale enough that the points stand out."""
    orange, blue = class_colours(colours)
    return [
        (0, mix(colours.paper, orange, 0.55)),
        (0.5, colours.paper),
        (1, mix(colours.paper, blue, 0.55)),
    ]


def curve(losses: Sequence[float], colours: Colours, names: Mapping[str, str]) -> go.Figure:
    """The loss before each step, and after the last."""
    figure = go.Figure()
    every = max(1, len(losses) // 400)
    steps = sorted({*range(0, len(losses), every), len(losses) - 1})
    figure.add_scatter(
        x=steps,
        y=[losses[step] for step in steps],
        mode="lines",
        line={"color": colours.accent, "width": 2},
        hovertemplate=names["steps"] + " %{x}<br>" + names["loss"] + " %{y:.5f}<extra></extra>",
    )
    figure.add_scatter(
        x=[len(losses) - 1],
        y=[losses[-1]],
        mode="markers+text",
        text=[f"{losses[-1]:.4f}"],
        hoverinfo="skip",
        textposition="top left" if len(losses) > 1 else "top right",
        marker={"size": 9, "color": colours.accent},
        cliponaxis=False,
    )
    figure.update_xaxes(title=names["steps"], range=[0, max(10, len(losses) - 1)])
    figure.update_yaxes(title=names["loss"], rangemode="tozero")
    return figure.update_layout(height=250, showlegend=False)
