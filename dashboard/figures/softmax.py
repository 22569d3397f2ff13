"""Exponentials on the number line of a format: where they would lie, and where the format ends."""

from collections.abc import Mapping, Sequence

import numpy as np
import plotly.graph_objects as go

from dashboard.figures.palette import Colours
from dashboard.figures.theme import safe


def number_line(
    labels: Sequence[str],
    plain: np.ndarray,
    stable: np.ndarray,
    ends: tuple[float, float],
    colours: Colours,
    names: Mapping[str, str],
) -> go.Figure:
    """log10 of the exponentials of some tokens, both ways; what lies outside of `ends` becomes inf or 0.

    plain, stable: (n,), exact powers of ten. names: plain, safe, powers.
    """
    figure = go.Figure()
    low, high = ends
    figure.add_vrect(low, high, fillcolor=colours.series[2], opacity=0.1, line_width=0, layer="below")
    for number, (key, powers, symbol) in enumerate((("plain", plain, "diamond"), ("safe", stable, "circle"))):
        outside = (powers > high) | (powers < low)
        figure.add_scatter(
            x=powers,
            y=list(range(len(labels))),
            name=names[key],
            mode="markers+text",
            marker={
                "color": colours.series[1 - number],
                "size": 11,
                "symbol": [f"{symbol}-open" if out else symbol for out in outside],
                "line": {"width": 2, "color": colours.series[1 - number]},
            },
            text=[
                "" if not out else " inf" if power > high else " 0"
                for power, out in zip(powers, outside, strict=True)
            ],
            textposition="middle right",
            textfont={"color": colours.series[1 - number]},
            cliponaxis=False,
            customdata=[safe(label) for label in labels],
            hovertemplate="%{customdata}<br>10<sup>%{x:.2f}</sup>",
        )
    _mark_ends(figure, ends, colours)
    figure.update_yaxes(
        tickvals=list(range(len(labels))), ticktext=[safe(label) for label in labels],
        range=[len(labels) - 0.5, -0.9], gridcolor=colours.line,
    )  # fmt: skip
    points = np.concatenate((plain, stable, [high] if plain.max() > high / 2 else []))
    room = 0.08 * max(np.ptp(points), 4)
    seen = [points.min() - room, points.max() + 2 * room]
    figure.update_xaxes(title=names["powers"], range=seen, tickformat=".4~g")
    return figure.update_layout(height=380)


def _mark_ends(figure: go.Figure, ends: tuple[float, float], colours: Colours) -> None:
    for end in ends:
        figure.add_vline(
            end,
            line_color=colours.series[2],
            line_width=2,
            annotation={"text": f"10<sup>{end:.1f}</sup>", "font": {"color": colours.series[2]}},
            annotation_position="top right" if end > 0 else "top left",
        )
