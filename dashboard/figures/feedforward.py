"""Hidden units as pictures: all of a layer as a field of dots, and a distribution with and without ReLU."""

import math
from collections.abc import Sequence
from html import escape

import numpy as np
import plotly.graph_objects as go

from dashboard.figures.grid import NOTHING, Grid, Legend
from dashboard.figures.pieces import axis_piece
from dashboard.figures.theme import Colours
from dashboard.figures.tokens import visible

Names = dict[str, str]


def field(hidden: np.ndarray, chosen: int, names: Names) -> Grid:
    """Every unit of a layer as a dot, row after row; a unit that does not fire is empty.

    The shade is the square root of the value's share of the largest. names: label, unit, value, off, legend.
    """
    width = math.isqrt(len(hidden) - 1) + 1 if len(hidden) > 1 else 1
    rows = -(-len(hidden) // width)
    padded = np.zeros(width * rows)
    padded[: len(hidden)] = hidden
    most = max(float(hidden.max()), 1e-9)
    shade = np.where(padded > 0, np.sqrt(padded / most), NOTHING).reshape(rows, width)

    def note(unit: int) -> str:
        if unit >= len(hidden):
            return ""
        state = f"{names['value']}\t{padded[unit]:.4f}" if padded[unit] > 0 else names["off"]
        return f"{names['unit']} {unit}\n{state}"

    return Grid(
        kind="dots", label=names["label"], rows=[""] * rows, columns=[""] * width, shade=shade,
        tips=[[note(row * width + column) for column in range(width)] for row in range(rows)],
        chosen=divmod(chosen, width), legend=Legend(names["legend"], "0", f"{most:.2f}"),
    )  # fmt: skip


def unit_bars(
    units: Sequence[int], values: Sequence[float], chosen: int, colours: Colours, names: Names
) -> go.Figure:
    """The units that fire most, the strongest at the top. names: unit, value."""
    places = list(range(len(units)))
    labels = [f"{names['unit']} {unit}" for unit in units]
    figure = go.Figure(
        go.Bar(
            y=places, x=list(values), orientation="h", text=[f"{value:.2f}" for value in values],
            textposition="outside", marker_color=[colours.series[0] if unit == chosen else colours.series[4]
            for unit in units], cliponaxis=False, hovertemplate="%{x:.5f}<extra></extra>",
        )
    )  # fmt: skip
    shown = [
        f"<b>{label}</b>" if unit == chosen else label for label, unit in zip(labels, units, strict=True)
    ]
    figure.update_yaxes(tickvals=places, ticktext=shown, autorange="reversed", tickfont={"size": 14})
    room = 1.2 * max(values, default=1)  # for the number at the end of the longest bar, on a phone too
    figure.update_xaxes(title=names["value"], range=[0, room], gridcolor=colours.line)
    return figure.update_layout(height=60 + 28 * len(units), bargap=0.25)


def _shown(character: str) -> str:
    """A space stays one, other invisible characters are named."""
    return character if character == " " else visible(character)


def sentences(rows: Sequence[tuple[str, tuple[int, int], float, float]]) -> str:
    """Sentences with the token at which a unit fires: (text, span of the token, value, share of the
    largest).
    """
    lines = []
    for text, (start, end), value, share in rows:
        parts = (text[:start], text[start:end], text[end:])
        before, word, after = (escape("".join(map(_shown, part))) for part in parts)
        shade = f"color-mix(in oklab, light-dark(#2f4fa3, #8eaaf2) {45 * share:.0f}%, transparent)"
        marked = f'{before}<mark style="background:{shade}">{word}</mark>{after}'
        lines.append(f'<li><b>{value:.2f}</b><span lang="ko">{marked}</span></li>')
    return f'<ol class="db-fires">{"".join(lines)}</ol>'


STYLE = """<style>
.db-fires { list-style: none; margin: 0 !important; padding: 0 !important; font-size: 1rem; }
.db-fires li {
  display: flex; gap: 0.9rem; padding: 0.4rem 0; margin: 0; word-break: keep-all;
  border-bottom: 1px solid color-mix(in srgb, currentColor 14%, transparent);
}
.db-fires b {
  font-variant-numeric: tabular-nums; min-width: 2.8rem; text-align: right; font-weight: 500; opacity: 0.75;
}
.db-fires mark { color: inherit; border-radius: 0.25rem; padding: 0.1rem 0.2rem; font-weight: 650; }
</style>"""


def compared(
    words: Sequence[str],
    before: np.ndarray,
    after: np.ndarray,
    actual: int | None,
    colours: Colours,
    names: Names,
) -> go.Figure:
    """Probabilities of some tokens with ReLU and without, side by side. names: probability, with, without."""
    places = list(range(len(words)))
    figure = go.Figure()
    for values, name, colour in (
        (before, names["with"], colours.series[0]),
        (after, names["without"], colours.series[1]),
    ):
        figure.add_bar(
            y=places, x=values, orientation="h", name=name, marker_color=colour,
            text=[f"{p:.3f}" for p in values], textposition="outside", cliponaxis=False,
            hovertemplate=f"{name} %{{x:.6f}}<extra></extra>",
        )  # fmt: skip
    shown = [f"<b>{axis_piece(w)}</b>" if place == actual else axis_piece(w) for place, w in enumerate(words)]
    figure.update_yaxes(tickvals=places, ticktext=shown, autorange="reversed", tickfont={"size": 15})
    figure.update_xaxes(title=names["probability"], rangemode="tozero", gridcolor=colours.line)
    return figure.update_layout(height=80 + 42 * len(words), bargap=0.25, barmode="group")


def costs(
    bits: Sequence[float], chosen: Sequence[int], layers: Sequence[str], colours: Colours, names: Names
) -> go.Figure:
    """What leaving ReLU out of one layer at a time does to the distribution. names: bits."""
    figure = go.Figure(
        go.Bar(
            x=list(layers), y=list(bits), marker_color=[colours.series[1] if i in chosen else
            colours.series[7] for i in range(len(bits))], text=[f"{value:.2f}" for value in bits],
            textposition="outside", cliponaxis=False, hovertemplate="%{y:.5f}<extra></extra>",
        )
    )  # fmt: skip
    figure.update_yaxes(title=names["bits"], rangemode="tozero", gridcolor=colours.line)
    return figure.update_layout(height=360, bargap=0.35)
