"""Horizontal bars as an HTML table: names, lengths and numbers, which any screen reader can read out."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Literal

from lmcore.tokenizer import SPACE

Tone = Literal["blue", "pale", "orange", "grey", "ink"]


@dataclass(frozen=True)
class Bar:
    """One bar. No name: it belongs to the one above, in a group."""

    name: str
    value: float
    tone: Tone = "blue"
    bold: bool = False


def by_sign(value: float) -> Tone:
    """What raises is blue, what lowers is orange, as in every diverging scale."""
    return "blue" if value >= 0 else "orange"


def html(
    bars: Sequence[Bar],
    value: str,
    form: str = ".3f",
    line: tuple[str, float] | None = None,
    legend: Sequence[tuple[str, Tone]] = (),
    most: float = 0.0,
) -> str:
    """All bars on one scale that holds 0, the first at the top; numbers as `form` says, exact on pointing.

    value: what is measured. line: a name and where it stands, dotted through all bars. legend: what tones
    mean. most: the scale reaches at least to it, so that two tables can share one.
    """
    known = [bar.value for bar in bars if math.isfinite(bar.value)] + ([line[1]] if line else [])
    low, high = min([0.0, *known]), max([most, *known])
    reach = (high - low) or 1.0

    def share(number: float) -> str:
        return f"{100 * number / reach:.2f}%"

    parts = "".join(f'<span><i class="{tone}"></i>{escape(name)}</span>' for name, tone in legend)
    marker = ""
    if line:
        marker = f'<i class="line" style="left:{share(line[1] - low)}"></i>'
        parts += f'<span><i class="line"></i>{escape(line[0])} {format(line[1], form)}</span>'
    rows = []
    for bar in bars:
        size = bar.value if math.isfinite(bar.value) else 0.0
        start = share(min(0.0, size) - low)
        place = f"left:{start};width:{share(abs(size))}"
        end = f"right:calc(100% - {start})" if size < 0 else f"left:{share(size - low)}"
        number = format(bar.value, form).replace("-", "−") if math.isfinite(bar.value) else "–"
        kinds = " ".join(["first"] * bool(bar.name) + ["bold"] * bar.bold)
        rows.append(
            f'<tr class="{kinds}"><th scope="row" lang="ko">{_name(bar.name)}</th>'
            f'<td title="{bar.value:.6f}" data-value="{float(bar.value)!r}"><div>{marker}'
            f'<i class="{bar.tone}" style="{place}"></i>'
            f'<b style="{end}">{number}</b></div></td></tr>'
        )
    sides = " both" if low < 0 else ""
    return (
        f'<table class="db-bars{sides}" style="--zero:{share(-low)}">'
        f"<caption>{escape(value)}{parts}</caption><tbody>{''.join(rows)}</tbody></table>"
    )


def _name(name: str) -> str:
    """A token with its sign for a space small."""
    return escape(name).replace(SPACE, f"<small>{SPACE}</small>")
