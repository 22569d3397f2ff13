"""A perceptron as pictures: its graph and what it says of every point, for the component; its loss."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, Literal

import numpy as np
import plotly.graph_objects as go

from dashboard.components.base.payload import pack
from dashboard.figures.palette import Colours
from lmcore.analysis.perceptron import Array, Gradients, Network, forward, probabilities
from lmcore.analysis.toy_data import Points

EXTENT: Final = 3.0
_GRID: Final = 61

Shown = Literal["weights", "gradients"]


def _header(kind: str, label_text: str, texts: Mapping[str, str]) -> dict[str, Any]:
    return {"kind": kind, "label_text": label_text, "texts": dict(texts)}


def graph(
    network: Network,
    gradients: Gradients | None,
    point: Array,
    label: int | None,
    shown: Shown,
    label_text: str,
    texts: Mapping[str, str],
) -> bytes:
    """The network for one point: nodes hold what it computed, edges are coloured by what is `shown`.

    Edges run layer by layer, (from, to) in each; nodes layer by layer. Of no gradients there are none to
    show: ValueError. texts: input, hidden, output, orange, blue, layer.
    """
    if shown == "gradients" and gradients is None:
        raise ValueError("no gradients to show")
    sums, outputs = forward(network, point[None])
    header = _header("graph", label_text, texts)
    header |= {"sizes": network.sizes, "label": label, "shown": shown}
    return pack(
        header,
        {
            "weights": np.concatenate([W.ravel() for W in network.weights]),
            "gradients": np.concatenate([W.ravel() for W in gradients.weights]) if gradients else np.empty(0),
            "sums": np.concatenate([a[0] for a in sums]),
            "biases": np.concatenate(network.biases),
            "outputs": np.concatenate([h[0] for h in outputs]),
        },
    )


def surface(
    network: Network,
    data: Points,
    point: Array,
    chosen: int | None,
    label_text: str,
    texts: Mapping[str, str],
) -> bytes:
    """P(blue) everywhere, the data on it, and the point in question. texts: p_blue, point."""
    steps = np.linspace(-EXTENT, EXTENT, _GRID)
    plane = np.stack(np.meshgrid(steps, steps), axis=-1).reshape(-1, 2)
    blue = probabilities(network, plane)[:, 1].reshape(_GRID, _GRID)
    return pack(
        _header("surface", label_text, texts) | {"extent": EXTENT, "chosen": chosen},
        {
            "plane": blue.astype(np.float32),
            "points": data.points.astype(np.float32),
            "labels": data.labels.astype(np.uint8),
            "point": point.astype(np.float32),
        },
    )


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
