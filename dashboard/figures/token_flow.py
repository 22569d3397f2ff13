"""Tokens as running text, each on a colour of its own with a small note below it, as HTML."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from dashboard.figures.palette import Colours


@dataclass(frozen=True)
class Tile:
    """A token: its text, a note below it, a CSS colour behind it, a tip.

    word: a space stands before it; own: framed, because the model wrote it.
    """

    label: str
    note: str = ""
    background: str = "transparent"
    tip: str = ""
    word: bool = False
    own: bool = False


def flow(tiles: Sequence[Tile], label: str) -> str:
    """All tiles one after another; `label` is what a screen reader says of them."""
    spans = "".join(map(_span, tiles))
    return f'<div class="db-flow" role="group" aria-label="{escape(label)}" lang="ko">{spans}</div>'


def _span(tile: Tile) -> str:
    names = " ".join(name for name in ("word", "own") if getattr(tile, name))
    note = f"<small>{escape(tile.note)}</small>" if tile.note else ""
    attributes = f'class="{names}" style="background:{tile.background}" title="{escape(tile.tip)}"'
    return f"<span {attributes}>{escape(tile.label)}{note}</span>"


def shade(share: float, colours: Colours) -> str:
    """A CSS colour along the soft scale, on which the ink can be read: 0 is the paper, 1 its strongest.

    >>> from dashboard.figures.palette import LIGHT
    >>> shade(0.5, LIGHT) == f"color-mix(in oklab, {LIGHT.soft[1][1]} 50%, {LIGHT.soft[2][1]})"
    True
    """
    stops = [stop for _, stop in colours.soft]
    place = min(max(share, 0.0), 1.0) * (len(stops) - 1)
    lower = min(int(place), len(stops) - 2)
    return f"color-mix(in oklab, {stops[lower]} {100 - round(100 * (place - lower))}%, {stops[lower + 1]})"


def scale(low: str, high: str, colours: Colours) -> str:
    """What the shades mean: both ends of the soft scale with their numbers."""
    strip = f"linear-gradient(to right in oklab, {', '.join(stop for _, stop in colours.soft)})"
    inside = f'<span>{escape(low)}</span><b style="background:{strip}"></b><span>{escape(high)}</span>'
    return f'<div class="db-flow-key">{inside}</div>'


def key(entries: Sequence[tuple[str, str]]) -> str:
    """What the colours mean: (CSS colour, words) for each."""
    items = "".join(
        f'<span><i style="background:{colour}"></i>{escape(text)}</span>' for colour, text in entries
    )
    return f'<div class="db-flow-key">{items}</div>'
