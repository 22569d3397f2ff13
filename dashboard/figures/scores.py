"""How likely each token of a text was: bars of surprise, and two continuations one above the other."""

from collections.abc import Mapping, Sequence

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from dashboard.figures.palette import Colours
from dashboard.figures.theme import safe, token_axis

Names = Mapping[str, str]


def surprises(labels: Sequence[str], bits: np.ndarray, colours: Colours, names: Names) -> go.Figure:
    """Bits of every token in reading order, and a line at their mean. names: bits, mean."""
    figure = go.Figure(
        go.Bar(
            x=list(range(len(labels))), y=bits, customdata=[safe(label) for label in labels],
            marker_color=colours.accent, hovertemplate="%{customdata}<br>%{y:.3f} bit<extra></extra>",
        )
    )  # fmt: skip
    figure.add_hline(
        float(bits.mean()), line_color=colours.series[1], line_dash="dash", line_width=2,
        annotation={
            "text": f"{names['mean']} {bits.mean():.2f}", "font": {"color": colours.series[1]},
            "bgcolor": colours.paper,
        },
        annotation_position="top right",
    )  # fmt: skip
    figure.update_xaxes(**token_axis(labels), range=[-0.6, len(labels) - 0.4], showgrid=False)
    figure.update_yaxes(title=names["bits"], rangemode="tozero")
    return figure.update_layout(height=320, bargap=0.25)


def continuations(
    sides: Sequence[tuple[str, Sequence[str], np.ndarray]], colours: Colours, names: Names
) -> go.Figure:
    """The logarithm of each token's p, hanging from 0: (text, labels, values) for each continuation.

    All on one scale. names: log_p, total, mean.
    """
    titles = [
        f"<b>{safe(text if len(text) <= 30 else text[:30] + '…')}</b><br>{names['total']} {values.sum():.2f}"
        f"  ·  {names['mean']} {values.mean():.2f}"
        for text, _, values in sides
    ]
    figure = make_subplots(rows=len(sides), cols=1, vertical_spacing=0.3, subplot_titles=titles)
    low = min(float(values.min()) for _, _, values in sides)
    for row, (_, labels, values) in enumerate(sides, start=1):
        few = len(values) <= 16
        figure.add_bar(
            x=list(range(len(values))), y=values, row=row, col=1, showlegend=False,
            marker_color=colours.series[row - 1], customdata=[safe(label) for label in labels],
            text=[f"{value:.2f}" for value in values] if few else None, textposition="outside",
            hovertemplate="%{customdata}<br>ln p = %{y:.4f}<extra></extra>", cliponaxis=False,
        )  # fmt: skip
        figure.update_xaxes(
            **token_axis(labels), range=[-0.6, max(len(values), 5) - 0.4], showgrid=False, side="top",
            row=row, col=1,
        )  # fmt: skip
    figure.update_yaxes(title=names["log_p"], range=[low * 1.2 - 0.2, 0])
    figure.update_annotations(x=0, xanchor="left", yshift=26, font={"size": 14})
    return figure.update_layout(height=580, bargap=0.35, margin={"t": 84})
