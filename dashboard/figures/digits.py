"""Digits a classifier never saw, as pictures: its answers, its probabilities, how sure it is."""

from collections.abc import Mapping
from typing import Final

import numpy as np
import plotly.graph_objects as go

from dashboard.figures.palette import CLEAR, Colours, mix
from lmcore.analysis.unseen import Unseen

_SIDE: Final = 8  # pixels of a digit


def confidence(result: Unseen, colours: Colours, names: Mapping[str, str]) -> go.Figure:
    """How sure the network is: the share of images in each tenth of the largest probability."""
    figure = go.Figure()
    for key, p, colour in (
        ("seen", result.seen, colours.series[0]),
        ("unseen", result.unseen, colours.series[1]),
    ):
        counts, edges = np.histogram(p.max(-1), bins=np.linspace(0, 1, 21))
        figure.add_bar(
            x=(edges[:-1] + edges[1:]) / 2,
            y=counts / len(p),
            name=names[key],
            marker={"color": colour},
            customdata=counts,
            hovertemplate="%{x:.3f} ± 0.025<br>%{customdata} (%{y:.1%})",
        )
    chance = 1 / len(result.classes)
    figure.add_vline(
        chance,
        line_color=colours.muted,
        line_dash="dot",
        annotation={"text": names["chance"], "font": {"color": colours.muted}},
        annotation_position="top right",
    )
    figure.update_xaxes(title=names["sure"], range=[0, 1], tickformat=".0%")
    figure.update_yaxes(title=names["images"], tickformat=".0%")
    return figure.update_layout(height=320, bargap=0.05, barmode="group")


def gallery(result: Unseen, chosen: int, colours: Colours, columns: int = 8, rows: int = 4) -> go.Figure:
    """The first images of the digit left out, each with the answer and how sure the network is of it."""
    count = min(columns * rows, len(result.unseen_images))
    gap, step_y = 2, _SIDE + 4
    canvas = np.full((rows * step_y, columns * (_SIDE + gap)), np.nan, dtype=np.float32)
    figure = go.Figure()
    centres = []
    for number in range(count):
        row, column = divmod(number, columns)
        top, left = row * step_y, column * (_SIDE + gap)
        canvas[top : top + _SIDE, left : left + _SIDE] = result.unseen_images[number].reshape(_SIDE, _SIDE)
        centres.append((left + _SIDE / 2 - 0.5, top + _SIDE + 1.5))
    figure.add_heatmap(
        z=canvas,
        zmin=0,
        zmax=1,
        hoverinfo="skip",
        showscale=False,
        colorscale=[(0, mix(colours.paper, colours.line, 0.35)), (1, colours.ink)],
    )
    p = result.unseen.max(-1)
    x, y = zip(*centres, strict=True)
    figure.add_scatter(
        x=x,
        y=y,
        mode="text",
        hoverinfo="skip",
        text=[f"<b>{result.answers[k]}</b> {p[k]:.0%}" for k in range(count)],
        textfont={"size": 12, "color": colours.ink},
    )
    figure.add_scatter(
        x=x,
        y=[place - _SIDE / 2 - 2 for place in y],
        mode="markers",
        marker={"size": 46, "symbol": "square", "color": CLEAR},
        customdata=[f"{number} · {result.answers[number]} ({p[number]:.4f})" for number in range(count)],
        hovertemplate="%{customdata}<extra></extra>",
    )
    if chosen < count:
        row, column = divmod(chosen, columns)
        top, left = row * step_y, column * (_SIDE + gap)
        figure.add_shape(
            type="rect",
            x0=left - 1,
            x1=left + _SIDE,
            y0=top - 1,
            y1=top + _SIDE,
            line={"color": colours.series[1], "width": 3},
        )
    figure.update_xaxes(visible=False, fixedrange=True)
    # pixels are square, however wide the page
    figure.update_yaxes(visible=False, autorange="reversed", fixedrange=True, scaleanchor="x")
    return figure.update_layout(height=rows * 105, showlegend=False, margin={"t": 4, "b": 4})


def answer_bars(result: Unseen, chosen: int, colours: Colours, names: Mapping[str, str]) -> go.Figure:
    """The softmax for one image: a bar for every digit the network knows, none for the one it does not."""
    p = result.unseen[chosen]
    best = int(p.argmax())
    figure = go.Figure(
        go.Bar(
            x=list(result.classes),
            y=p,
            text=[f"{100 * value:.1f}" for value in p],  # the axis says per cent; a phone has no room for it
            textposition="outside",
            constraintext="none",
            cliponaxis=False,
            marker={"color": [colours.series[1] if i == best else colours.muted for i in range(len(p))]},
            hovertemplate="%{x}<br>%{y:.6f}<extra></extra>",
        )
    )
    figure.add_annotation(
        x=result.left_out,
        y=0,
        text=names["no_output"],
        showarrow=False,
        textangle=-90,
        yanchor="bottom",
        font={"color": colours.muted, "size": 12},
    )
    figure.update_xaxes(tickvals=list(range(10)), range=[-0.6, 9.6])
    figure.update_yaxes(tickformat=".0%", range=[0, 1.12], tickvals=[0, 0.5, 1])
    return figure.update_layout(height=420, margin={"t": 12})
