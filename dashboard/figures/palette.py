"""Every colour of the dashboard, for light and for dark paper; no other file holds one.

Plotly takes `Colours` (see dashboard.figures.theme). Style sheets and scripts take the variables of `css()`,
as `var(--db-line)`, `var(--db-series-2)` or `var(--db-sequential)`: the shell's sheet and that of every
component bring them. Only `.streamlit/config.toml`, which Streamlit reads before any code runs, repeats some
colours; a test compares.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

Scale = list[tuple[float, str]]

CLEAR: Final = "rgba(0,0,0,0)"
"""No colour at all, as plotly wants it."""

# Okabe and Ito's colours, which colour-blind readers can tell apart, ours first: (on light, on dark paper).
SERIES: Final = (
    ("#3453a8", "#8eaaf2"), ("#b86e0c", "#f0b04f"), ("#1b8f6e", "#4cc9a3"), ("#b4538f", "#e08cc2"),
    ("#3b8fc4", "#8fd0f5"), ("#c0492f", "#ef8262"), ("#7c812c", "#c3c86a"), ("#6b7280", "#a7adb8"),
)  # fmt: skip

SENSES: Final = (SERIES[5], SERIES[2], SERIES[0], SERIES[1], SERIES[3], SERIES[7])
"""A word's senses, in their order."""

INKS: Final = {
    "paper": ("#fcfcfa", "#13161c"),
    "wash": ("#f1f2f0", "#1d2129"),  # behind what can be typed into
    "ink": ("#1d2129", "#e8e9e6"),
    "muted": ("#5c636e", "#a3a9b3"),
    "line": ("#dcdedb", "#343944"),
    "grey": ("#8b929e", "#7d838e"),
    "accent": SERIES[0],  # what is chosen: 쪽빛 (indigo), on dark paper seen by lamp light
    "link": ("#3453a8", "#a9bef5"),
    "warm": ("#a85a06", "#e9a54a"),  # what truly follows; can be read as text, unlike the orange of SERIES
    "good": ("#1b7a5e", "#4cc9a3"),
    "bad": ("#b3432a", "#ef8262"),
    "bidirectional": SERIES[0],
    "causal": ("#6d7226", "#c3c86a"),  # a mask is no sense: a hue that no sense has
    "on-light": ("#14171d", "#14171d"),  # ink on a cell of any colour, whichever stands out more
    "on-dark": ("#fcfcfa", "#fcfcfa"),
    "shadow": ("rgb(0 0 0 / 18%)", "rgb(0 0 0 / 45%)"),
}

# Computed in OKLCH: from the paper on, in even steps of lightness, so that they read the same in grey.
_SEQUENTIAL: Final = (
    ("#fcfcfa", "#bde6f6", "#89cbef", "#60ade5", "#338eda", "#266fc1", "#2050a7", "#1d367e", "#171f56"),
    ("#13161c", "#1e2b4a", "#284379", "#2d5ea4", "#347ccb", "#469ee0", "#5ac1f5", "#94dffe", "#ccfcff"),
)
_WARM: Final = (
    ("#f1cc9a", "#e29756", "#c8641a", "#a13802", "#6b200e"),
    ("#552e1d", "#944b1d", "#c9762b", "#f1ab51", "#fbeabe"),
)
_COLD: Final = (
    ("#a2ddf4", "#67b2ea", "#3a87d6", "#2b5ab2", "#23367b"),
    ("#243865", "#2e61a9", "#3f93d9", "#65c8f8", "#c6f4ff"),
)


@dataclass(frozen=True)
class Colours:
    """One theme's colours, as CSS. `series` suits every kind of colour vision."""

    dark: bool
    paper: str
    ink: str
    muted: str
    line: str
    series: tuple[str, ...]
    _sequential: tuple[str, ...]
    _diverging: tuple[str, ...]

    @property
    def accent(self) -> str:
        """The colour of what is chosen."""
        return self.series[0]

    @property
    def sequential(self) -> Scale:
        """0 … most: from the paper's own colour in even steps of lightness."""
        return _scale(self._sequential)

    @property
    def diverging(self) -> Scale:
        """−most … most: orange, paper, blue. Give the trace zmid=0."""
        return _scale(self._diverging)

    @property
    def soft(self) -> Scale:
        """The first part of `sequential`, on which numbers in the ink's colour can be read in every cell."""
        return _scale(self._sequential[:4])


def _scale(stops: Sequence[str]) -> Scale:
    return [(index / (len(stops) - 1), stop) for index, stop in enumerate(stops)]


def _set(dark: bool) -> Colours:
    paper, ink, muted, line = (INKS[name][dark] for name in ("paper", "ink", "muted", "line"))
    diverging = (*reversed(_WARM[dark]), paper, *_COLD[dark])
    series = tuple(pair[dark] for pair in SERIES)
    return Colours(dark, paper, ink, muted, line, series, _SEQUENTIAL[dark], diverging)


LIGHT: Final = _set(False)
DARK: Final = _set(True)


def colours(dark: bool) -> Colours:
    """The set for dark or for light paper."""
    return DARK if dark else LIGHT


def mix(one: str, two: str, share: float) -> str:
    """The colour `share` of the way from one to two, both #rrggbb."""
    pairs = [(int(one[i : i + 2], 16), int(two[i : i + 2], 16)) for i in (1, 3, 5)]
    return "#" + "".join(f"{round(a * (1 - share) + b * share):02x}" for a, b in pairs)


def css(place: str = ":root") -> str:
    """All colours as CSS variables of `place` that follow the theme.

    `--db-sequential` and `--db-diverging` are backgrounds, of which components/base/theme.js reads the stops.
    """
    pairs = dict(INKS)
    pairs |= {f"series-{number}": pair for number, pair in enumerate(SERIES)}
    pairs |= {f"sense-{number}": pair for number, pair in enumerate(SENSES)}
    lines = [f"--db-{name}: {_both(*pair)};" for name, pair in pairs.items()]
    for name in ("sequential", "diverging"):
        light, dark = ([stop for _, stop in getattr(set, name)] for set in (LIGHT, DARK))
        stops = ", ".join(map(_both, light, dark))
        lines.append(f"--db-{name}: linear-gradient(to right, {stops});")
    return f"{place} {{ {' '.join(lines)} }}"


def _both(light: str, dark: str) -> str:
    return f"light-dark({light}, {dark})"
