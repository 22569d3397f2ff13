"""Colours and plotly's template, for pages on light and on dark paper.

Pure functions: a page asks `dashboard.lesson.colours()` for the reader's set and hands it to a figure
function. Fonts, text and grid are coloured by Streamlit in the browser, so they follow a change of theme.
"""

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any, Final

import plotly.graph_objects as go

MOST_TICKS: Final = 64
"""Beyond so many tokens an axis names only every second, third … one."""

Scale = list[tuple[float, str]]


@dataclass(frozen=True)
class Colours:
    """One theme's colours, as CSS. `series` (after Okabe and Ito) suits every kind of colour vision."""

    dark: bool
    paper: str
    ink: str
    muted: str
    line: str
    series: tuple[str, ...]
    _sequential: tuple[str, ...]
    _warm: tuple[str, ...]
    _cold: tuple[str, ...]

    @property
    def accent(self) -> str:
        """The colour of what is chosen."""
        return self.series[0]

    @property
    def sequential(self) -> Scale:
        """0 … most: from the paper's own colour in even steps of lightness, as the attention page has it."""
        return _scale(self._sequential)

    @property
    def diverging(self) -> Scale:
        """−most … most: orange, paper, blue. Give the trace zmid=0."""
        return _scale((*reversed(self._warm), self.paper, *self._cold))

    @property
    def soft(self) -> Scale:
        """The first part of `sequential`, on which numbers in the ink's colour can be read in every cell."""
        return _scale(self._sequential[:4])


def _scale(stops: Sequence[str]) -> Scale:
    return [(index / (len(stops) - 1), stop) for index, stop in enumerate(stops)]


# The stops were computed in OKLCH with those of components/attention/colour.js.
LIGHT: Final = Colours(
    False, "#fcfcfa", "#1d2129", "#5c636e", "#dcdedb",
    ("#3453a8", "#b86e0c", "#1b8f6e", "#b4538f", "#3b8fc4", "#c0492f", "#7c812c", "#6b7280"),
    ("#fcfcfa", "#bde6f6", "#89cbef", "#60ade5", "#338eda", "#266fc1", "#2050a7", "#1d367e", "#171f56"),
    ("#f1cc9a", "#e29756", "#c8641a", "#a13802", "#6b200e"),
    ("#a2ddf4", "#67b2ea", "#3a87d6", "#2b5ab2", "#23367b"),
)  # fmt: skip
DARK: Final = Colours(
    True, "#13161c", "#e8e9e6", "#a3a9b3", "#343944",
    ("#8eaaf2", "#f0b04f", "#4cc9a3", "#e08cc2", "#8fd0f5", "#ef8262", "#c3c86a", "#a7adb8"),
    ("#13161c", "#1e2b4a", "#284379", "#2d5ea4", "#347ccb", "#469ee0", "#5ac1f5", "#94dffe", "#ccfcff"),
    ("#552e1d", "#944b1d", "#c9762b", "#f1ab51", "#fbeabe"),
    ("#243865", "#2e61a9", "#3f93d9", "#65c8f8", "#c6f4ff"),
)  # fmt: skip


def colours(dark: bool) -> Colours:
    """The set for dark or for light paper."""
    return DARK if dark else LIGHT


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
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
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
