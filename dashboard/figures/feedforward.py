"""Hidden units as pictures: all of a layer as a field of dots, and the sentences that fire one."""

import math
from collections.abc import Sequence
from html import escape

import numpy as np

from dashboard.figures.grid import NOTHING, Grid, Legend
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
        shade = f"color-mix(in oklab, var(--db-accent) {45 * share:.0f}%, transparent)"
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
