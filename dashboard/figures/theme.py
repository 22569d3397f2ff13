"""Plotly's template, for pages on light and on dark paper.

Pure functions: a page asks `dashboard.lesson.colours()` for the reader's set and hands it to a figure
function. Fonts, text and grid are coloured by Streamlit in the browser, so they follow a change of theme.
"""

import functools
from collections.abc import Sequence
from html import escape
from typing import Any, Final

import plotly.graph_objects as go

from dashboard.figures.palette import CLEAR, Colours

MOST_TICKS: Final = 64
"""Beyond so many tokens an axis names only every second, third … one."""


@functools.cache
def template(colours: Colours) -> go.layout.Template:
    """Margins, hover and axes that all figures share; the traces' colours in the order of `series`."""
    axis = {
        "zeroline": False, "automargin": True, "showline": False, "ticks": "",
        "ticklabeloverflow": "allow",  # else plotly measures every label twice, half of the time of a drawing
    }  # fmt: skip
    return go.layout.Template(
        layout={
            "colorway": colours.series,
            "paper_bgcolor": CLEAR,
            "plot_bgcolor": CLEAR,
            "font": {"family": "Dotbogi Sans, sans-serif", "size": 14, "color": colours.ink},
            "margin": {"l": 8, "r": 8, "t": 24, "b": 8},
            "xaxis": axis,
            "yaxis": axis,
            "hovermode": "closest",
            "hoverlabel": {"font": {"family": "Dotbogi Sans, sans-serif", "size": 14}},
            "colorscale": {"sequential": colours.sequential, "diverging": colours.diverging},
            "annotationdefaults": {"font": {"color": colours.ink}},
            "legend": {"orientation": "h", "yanchor": "bottom", "y": 1.02, "x": 0},
        }
    )


def token_axis(labels: Sequence[str], **more: Any) -> dict[str, Any]:
    """An axis with one whole-number place for each token: on a category axis equal tokens would merge.

    >>> token_axis(["배", "가", "배"])["tickvals"]
    [0, 1, 2]
    """
    step = -(-len(labels) // MOST_TICKS) or 1
    places = list(range(0, len(labels), step))
    return {
        "tickmode": "array",
        "autotickangles": [0, -45, -90],
        "tickvals": places,
        "ticktext": [safe(labels[i]) for i in places],
        **more,
    }


def safe(text: str) -> str:
    """A token as plotly's text: it takes <s> for a tag, and shows nothing.

    >>> safe("<s>")
    '&lt;s&gt;'
    """
    return escape(text, quote=False)


def dress(figure: go.Figure, colours: Colours) -> go.Figure:
    """The same figure in the common template. A figure's own layout still wins."""
    return figure.update_layout(template=template(colours), colorway=colours.series)
