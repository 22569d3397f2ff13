"""Heads as pictures: a layers × heads grid of any number, what a head writes, its W_O, where 배 looks."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from dashboard.figures.grid import Grid, Legend, Ramp
from dashboard.figures.pieces import axis_piece
from dashboard.figures.theme import Colours

Names = dict[str, str]


def head_grid(
    values: np.ndarray, form: str, chosen: tuple[int, int], layers: Sequence[str], ramp: Ramp, names: Names
) -> Grid:
    """One number for each head, (layer, head), written as `form` says.

    A sequential ramp runs from 0 to the largest value, a diverging one is symmetric about 0. names: label,
    corner, name, legend.
    """
    known = np.nan_to_num(values)
    most = max(float(np.abs(known).max()), 1e-9)
    shade = known / most if ramp == "sequential" else 0.5 + 0.5 * known / most
    heads = [str(head + 1) for head in range(values.shape[1])]
    text = [[form.format(value) for value in row] for row in values]
    tips = [
        [f"{layer} · {names['corner']} {head}\n{names['name']}\t{value:.5f}" for head, value in zip(heads,
        row, strict=True)] for layer, row in zip(layers, values, strict=True)
    ]  # fmt: skip
    low = form.format(0) if ramp == "sequential" else form.format(-most)
    return Grid(
        kind="numbers", label=names["label"], rows=layers, columns=heads, shade=shade, text=text, tips=tips,
        corner=names["corner"], chosen=chosen, ramp=ramp, legend=Legend(names["legend"], low,
        form.format(most)),
    )  # fmt: skip


def ranked(
    labels: Sequence[str],
    values: Sequence[float],
    chosen: int | None,
    line: float | None,
    colours: Colours,
    names: Names,
) -> go.Figure:
    """Bars in the order given, the first at the top. names: value, and `line`'s name: chance."""
    places = list(range(len(labels)))
    figure = go.Figure(
        go.Bar(
            y=places, x=list(values), orientation="h",
            marker_color=[colours.series[0] if place == chosen else colours.series[4] for place in places],
            text=[f"{value:.3f}" for value in values], textposition="outside", cliponaxis=False,
            hovertemplate="%{x:.5f}<extra></extra>",
        )
    )  # fmt: skip
    if line is not None:
        figure.add_vline(
            line,
            line_color=colours.ink,
            line_dash="dot",
            annotation_text=names["chance"],
            annotation_position="top",
            annotation_font_color=colours.ink,
        )
    shown = [f"<b>{label}</b>" if place == chosen else label for place, label in enumerate(labels)]
    figure.update_yaxes(tickvals=places, ticktext=shown, autorange="reversed", tickfont={"size": 14})
    room = 1.15 * max([*values, line or 0])  # for the number beside the longest bar
    figure.update_xaxes(title=names["value"], range=[min([0, *values]), room or 1], gridcolor=colours.line)
    return figure.update_layout(height=60 + 28 * len(labels), bargap=0.25)


def words(
    raised: Sequence[tuple[str, float]], lowered: Sequence[tuple[str, float]], colours: Colours, names: Names
) -> go.Figure:
    """Tokens that a vector pushes up (blue) and down (orange), strongest at the top and at the bottom.
    names: value.
    """
    rows = [*raised, *reversed(lowered)]
    places = list(range(len(rows)))
    values = [value for _, value in rows]
    figure = go.Figure(
        go.Bar(
            y=places, x=values, orientation="h", text=[f"{value:+.2f}" for value in values],
            textposition="outside", marker_color=[colours.series[0] if value >= 0 else colours.series[1] for
            value in values], cliponaxis=False, hovertemplate="%{x:+.5f}<extra></extra>",
        )
    )  # fmt: skip
    room = 1.5 * max(map(abs, values), default=1)  # a phone needs it for the numbers
    figure.update_yaxes(
        tickvals=places,
        ticktext=[axis_piece(word) for word, _ in rows],
        autorange="reversed",
        tickfont={"size": 15},
    )
    figure.update_xaxes(
        title=names["value"],
        range=[-room, room],
        gridcolor=colours.line,
        zeroline=True,
        zerolinecolor=colours.muted,
    )
    return figure.update_layout(height=60 + 24 * len(rows), bargap=0.25)


def output_matrix(
    matrix: np.ndarray, strengths: np.ndarray, head: int, colours: Colours, names: Names
) -> go.Figure:
    """Above: the chosen head's rows of W_O (d_head, d_model). Below: singular values of every head of the
    layer.

    names: row, column, strength, number, head.
    """
    figure = make_subplots(2, 1, row_heights=[0.5, 0.5], vertical_spacing=0.14)
    most = float(np.abs(matrix).max())
    figure.add_heatmap(
        z=matrix.astype(np.float32), zmin=-most, zmax=most, colorscale=colours.diverging, row=1, col=1,
        colorbar={"len": 0.46, "y": 1, "yanchor": "top", "thickness": 10, "nticks": 3},
        hovertemplate=f"{names['row']} %{{y}} · {names['column']} %{{x}}<br>%{{z:.5f}}<extra></extra>",
    )  # fmt: skip
    for number, row in enumerate(strengths):
        own = number == head
        figure.add_scatter(
            x=list(range(1, len(row) + 1)), y=row, mode="lines", row=2, col=1, zorder=int(own),
            showlegend=own, name=f"{names['head']} {number + 1}",
            line={"color": colours.series[0] if own else colours.line, "width": 3.5 if own else 1.5},
            hovertemplate=f"{names['head']} {number + 1} · %{{x}}<br>%{{y:.4f}}<extra></extra>",
        )  # fmt: skip
    figure.update_yaxes(title=names["row"], autorange="reversed", row=1, col=1)
    figure.update_xaxes(title=names["column"], row=1, col=1)
    figure.update_yaxes(title=names["strength"], rangemode="tozero", gridcolor=colours.line, row=2, col=1)
    figure.update_xaxes(title=names["number"], row=2, col=1)
    return figure.update_layout(height=620, legend={"y": 0.44, "x": 1, "xanchor": "right"})


def look(
    labels: Sequence[str],
    weights: np.ndarray,
    word: int,
    cue: Sequence[int],
    name: str,
    most: float,
    names: Names,
) -> Grid:
    """Where one token looks, as one row over the sentence; the cue is underlined. names: label, weight,
    own, cue.
    """

    def note(place: int) -> str:
        title = f"{labels[word]} → {labels[place]}"
        kind = names["cue"] if place in cue else names["own"] if place == word else ""
        return f"{title}\n{names['weight']}\t{weights[place]:.5f}" + (f"\n{kind}" if kind else "")

    return Grid(
        kind="numbers", label=names["label"], rows=[name], columns=labels, shade=np.sqrt(weights /
        most)[None], text=[[f"{weight:.2f}" for weight in weights]], tips=[[note(place) for place in
        range(len(labels))]], marked=[(0, place) for place in cue], pickable=False,
    )  # fmt: skip
