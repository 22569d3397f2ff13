"""The frame of a figure: the table in its place on request, all numbers as CSV, its caption."""

import re
from collections.abc import Callable, Sequence
from html import escape
from typing import Any, Final

import pandas as pd
import plotly.graph_objects as go
import streamlit as st
from jaxtyping import Float
from torch import Tensor

from dashboard.components.grid import grid as draw_grid
from dashboard.figures import bars, palette, theme
from dashboard.figures import grid as grids
from dashboard.figures.bars import Bar
from dashboard.figures.grid import Grid
from dashboard.lesson.words import piece
from dashboard.texts import t
from lmcore.analysis.writes import words_of
from lmcore.checkpoints import Checkpoint

Table = pd.DataFrame | Callable[[], pd.DataFrame]

_CHART: Final = {
    "displaylogo": False,
    "modeBarButtons": [["toImage"]],
    "toImageButtonOptions": {"format": "png", "scale": 2},
    "scrollZoom": False,
}
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_NUMBER: Final = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", re.IGNORECASE | re.ASCII)


def colours() -> palette.Colours:
    """The colours of the theme on the reader's screen."""
    return palette.colours(st.context.theme.type == "dark")


def figure(fig: go.Figure, key: str, table: Table, caption: str = "", alt: str = "") -> None:
    """Draw a figure in the common template, with a table in its place on request and the numbers as CSV.

    `table` holds every number drawn; give a function when it is large, it is then made only when wanted.
    """
    _framed(theme.dress(fig, colours()), key, table, caption, alt)


@st.fragment
def _framed(fig: go.Figure, key: str, table: Table, caption: str, alt: str) -> None:
    config: dict[str, Any] = _CHART | {
        "toImageButtonOptions": _CHART["toImageButtonOptions"] | {"filename": key}  # type: ignore[operator]
    }
    framed(
        lambda: st.plotly_chart(fig, key=f"chart_{key}", config=config, alt=alt or caption or None),
        key,
        table,
        caption,
        vector=True,
    )


def framed(
    draw: Callable[[], object], key: str, table: Table, caption: str = "", *, vector: bool = False
) -> None:
    """What `draw` draws, with its caption, the table in its place on request, and the menu to save it.

    `vector`: it is drawn by plotly, and can be saved as SVG too.
    """
    with st.container(key=f"lesson_figure_{key}", gap="xsmall"):
        # The switch stands below what it switches, and is asked before it is drawn: nothing is pushed down
        with st.container():
            if st.session_state.get(f"table_{key}"):
                st.dataframe(_made(table), hide_index=True)
            else:
                draw()
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="right"):
            st.caption(caption)
            st.toggle(t("lesson.table"), key=f"table_{key}", width="content")
            st.html(_menu(("png", "svg", "link") if vector else ("png", "link")), width="content")
            st.download_button(
                "CSV", lambda: csv(_made(table)), f"{key}.csv", "text/csv", key=f"csv_{key}",
                type="tertiary", on_click="ignore", help=t("export.csv"),
            )  # fmt: skip


def _menu(kinds: Sequence[str]) -> str:
    """The same menu as under the components' pictures; dashboard.components.saving hears it."""
    shown = {"link": t("export.link_short")}
    buttons = "".join(
        f'<button type="button" data-export="{kind}" data-copied="{escape(t("export.copied"))}" '
        f'title="{escape(t(f"export.{kind}"))}" aria-label="{escape(t(f"export.{kind}"))}">'
        f"{shown.get(kind, kind.upper())}</button>"
        for kind in kinds
    )
    name = escape(t("export.menu"))
    return f'<div class="db-export" role="group" aria-label="{name}">{buttons}</div>'


def _made(table: Table) -> pd.DataFrame:
    return table() if callable(table) else table


def csv(table: pd.DataFrame) -> bytes:
    """A table as CSV with a byte order mark, without which spreadsheets take Hangul for something else."""
    safe = table.rename(columns=_harmless).map(_harmless)
    return safe.to_csv(index=False, lineterminator="\r\n").encode("utf-8-sig")


def _harmless(cell: Any) -> Any:
    """A text that begins like a formula gets an apostrophe, so that no spreadsheet runs it; numbers stay."""
    if not isinstance(cell, str) or not cell.startswith(_FORMULA) or _NUMBER.fullmatch(cell):
        return cell
    return f"'{cell}"


def grid_figure(
    shown: Grid,
    key: str,
    table: Callable[[], pd.DataFrame],
    caption: str = "",
    on_pick: Callable[[int, int], None] | None = None,
) -> None:
    """A grid with its caption, the table in its place on request, and all numbers as CSV."""
    framed(lambda: draw_grid(grids.payload(shown), f"grid_{key}", on_pick), key, table, caption)


def bars_figure(
    drawn: Sequence[Bar], value: str, key: str, table: Table, caption: str = "", **look: Any
) -> None:
    """Bars (see dashboard.figures.bars.html) with their caption, table and CSV."""
    page = bars.html(drawn, value, **look)
    framed(lambda: st.html(page), key, table, caption)


def words_figure(
    loaded: Checkpoint, vector: Float[Tensor, " d_model"], key: str, value: str, caption: str
) -> None:
    """The tokens that a vector pushes up most and pulls down most (see lmcore.analysis.writes.words_of)."""
    found, tokenizer = words_of(loaded.model, vector), loaded.tokenizer
    raised, lowered = (
        [(piece(tokenizer, id), change) for id, change in zip(ids.tolist(), changes.tolist(), strict=True)]
        for ids, changes in ((found.raised, found.raised_by), (found.lowered, found.lowered_by))
    )
    rows = [*raised, *reversed(lowered)]
    drawn = [Bar(word, change, bars.by_sign(change)) for word, change in rows]
    bars_figure(drawn, value, key, pd.DataFrame(rows, columns=["token", value]), caption, form="+.2f")


def bare_grid(shown: Grid, key: str) -> None:
    """A grid by itself, without a table."""
    draw_grid(grids.payload(shown), f"grid_{key}")
