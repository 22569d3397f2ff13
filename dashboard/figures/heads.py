"""Heads as pictures: a layers × heads grid of any number, its W_O, where 배 looks."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from dashboard.figures.grid import Grid, Legend, Ramp
from dashboard.figures.palette import Colours

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
        values=values, corner=names["corner"], chosen=chosen, ramp=ramp, legend=Legend(names["legend"], low,
        form.format(most)),
    )  # fmt: skip


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
