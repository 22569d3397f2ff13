"""A small model in training as pictures: its curves, where its heads look, how sure it is of an example."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from dashboard.figures import theme, token_flow
from dashboard.figures.palette import Colours
from dashboard.figures.token_flow import Tile
from lmcore.training.toy import Snapshot

Names = Mapping[str, str]


@dataclass(frozen=True)
class Curve:
    """One run: its name, its place among `Colours.series`, and how far it came."""

    name: str
    colour: int
    looks: Sequence[Snapshot]


def losses(curves: Sequence[Curve], unknowing: float, colours: Colours, names: Names) -> go.Figure:
    """Loss over steps: on held-out items as a line, on the batches learned from as dots; `unknowing`: ln V.

    names: steps, loss, held_out, training, unknowing.
    """
    figure = go.Figure()
    for curve in curves:
        steps, colour = [look.step for look in curve.looks], colours.series[curve.colour]
        for kind, style in (("training", "markers"), ("held_out", "lines")):
            values = [look.loss if kind == "training" else look.held_out for look in curve.looks]
            figure.add_scatter(
                x=steps, y=values, name=curve.name, mode=style, legendgroup=curve.name,
                showlegend=kind == "held_out", opacity=1 if kind == "held_out" else 0.35,
                line={"color": colour, "width": 2.5}, marker={"color": colour, "size": 4},
                hovertemplate=f"{curve.name} · {names[kind]}<br>{names['steps']} %{{x}}<br>"
                f"{names['loss']} %{{y:.4f}}<extra></extra>",
            )  # fmt: skip
    figure.add_hline(
        unknowing, line={"color": colours.muted, "width": 1, "dash": "dash"},
        annotation={"text": names["unknowing"], "font": {"size": 12}, "yanchor": "bottom"},
    )  # fmt: skip
    figure.update_yaxes(title=names["loss"], rangemode="tozero", gridcolor=colours.line)
    return _steps_axis(figure, curves, names).update_layout(height=310)


def accuracies(curves: Sequence[Curve], colours: Colours, names: Names) -> go.Figure:
    """Accuracy over steps. names: steps, accuracy."""
    figure = go.Figure()
    for curve in curves:
        figure.add_scatter(
            x=[look.step for look in curve.looks], y=[look.accuracy for look in curve.looks],
            name=curve.name, mode="lines" if len(curve.looks) > 1 else "markers", showlegend=True,
            line={"color": colours.series[curve.colour], "width": 2.5}, cliponaxis=False,
            hovertemplate=f"{curve.name}<br>{names['steps']} %{{x}}<br>"
            f"{names['accuracy']} %{{y:.1%}}<extra></extra>",
        )  # fmt: skip
    figure.update_yaxes(
        title=names["accuracy"], range=[-0.02, 1.05], tickformat=".0%", gridcolor=colours.line
    )
    return _steps_axis(figure, curves, names).update_layout(height=310)


def _steps_axis(figure: go.Figure, curves: Sequence[Curve], names: Names) -> go.Figure:
    last = max(curve.looks[-1].step for curve in curves)
    return figure.update_xaxes(title=names["steps"], range=[0, max(100, last)], showgrid=False)


def maps(look: Snapshot, symbols: Sequence[str], colours: Colours, names: Names) -> go.Figure:
    """Every head's attention on the example: a row of queries, a column of keys. names: head, query, key."""
    layers, heads = look.attention.shape[:2]
    titles = [
        names["head"].format(layer=layer + 1, head=head + 1)
        for layer in range(layers)
        for head in range(heads)
    ]
    figure = make_subplots(
        layers, heads, subplot_titles=titles, shared_xaxes=True, shared_yaxes=True,
        horizontal_spacing=0.02, vertical_spacing=0.09,
    )  # fmt: skip
    labels = [theme.safe(symbol) for symbol in symbols]
    for layer, head in np.ndindex(layers, heads):
        figure.add_heatmap(
            z=np.sqrt(look.attention[layer, head] / 255), zmin=0, zmax=1, colorscale=colours.sequential,
            showscale=False, row=layer + 1, col=head + 1,
            customdata=_cells(labels, look.attention[layer, head] / 255),
            hovertemplate=f"{names['query']} %{{customdata[0]}}<br>{names['key']} %{{customdata[1]}}<br>"
            "α %{customdata[2]:.2f}<extra></extra>",
        )  # fmt: skip
    axis = {"tickvals": list(range(len(labels))), "ticktext": labels, "tickfont": {"size": 9}, "tickangle": 0}
    figure.update_xaxes(**axis, showticklabels=False, showgrid=False)
    figure.update_yaxes(**axis, showticklabels=False, autorange="reversed", showgrid=False)
    if len(labels) <= 24:
        figure.update_yaxes(showticklabels=True, col=1)
    figure.update_annotations(font={"size": 12}, yshift=-2)
    return figure.update_layout(height=240 * layers + 30, margin={"t": 26})


def _cells(labels: Sequence[str], weights: np.ndarray) -> np.ndarray:
    """(query, key, 3): both tokens' texts and the weight."""
    cells = np.empty((*weights.shape, 3), dtype=object)
    cells[..., 0] = np.array(labels, dtype=object)[:, None]
    cells[..., 1] = np.array(labels, dtype=object)[None, :]
    cells[..., 2] = weights
    return cells


def example(look: Snapshot, symbols: Sequence[str], colours: Colours, probability: str) -> list[Tile]:
    """The example's signs, each with the probability that the model gave to it; none where none can know."""
    tiles = [Tile(symbols[0])]
    for symbol, p in zip(symbols[1:], look.right[:-1].tolist(), strict=True):
        known = not math.isnan(p)
        background = token_flow.shade(p, colours) if known else "transparent"
        tip = f"{probability} {p:.4f}" if known else ""
        shown = symbol if symbol.strip() else "\N{NO-BREAK SPACE}"
        tiles.append(Tile(shown, f"{p:.0%}" if known else "", background, tip))
    return tiles
