"""What the pages on the model's inside share: a place in the sentence, a part of the page, a grid with its
table.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar, cast

import pandas as pd
import streamlit as st
from jaxtyping import Float
from torch import Tensor

from dashboard import lesson, links, serving, state
from dashboard.components.grid import grid as draw_grid
from dashboard.figures import bars
from dashboard.figures import grid as grids
from dashboard.figures.bars import Bar
from dashboard.figures.grid import Grid
from dashboard.figures.tokens import visible
from dashboard.texts import t
from lmcore.analysis.writes import words_of
from lmcore.config import Mode
from lmcore.tokenizer import SPACE, Token

Name = TypeVar("Name", bound=str)
Part = Callable[[str, Mode], None]


def choose(
    page: str, key: str, names: Sequence[Name], default: Name | None = None, label: bool = False
) -> Name:
    """A row of buttons `page.key_name`, kept in the URL."""
    first = default or names[0]
    chosen = st.segmented_control(
        t(f"{page}.{key}"), names, format_func=lambda name: t(f"{page}.{key}_{name}"), required=True,
        wrap=True, label_visibility="visible" if label else "collapsed",
        **state.bind(key, links.choice(*names), first),
    )  # fmt: skip
    return cast("Name", chosen or first)


def parts(page: str, drawn: Mapping[str, Part], text: str, mode: Mode) -> None:
    """The page's parts, one at a time, and the link to what is on screen."""
    name = choose(page, "part", tuple(drawn))
    if text:
        drawn[name](text, mode)
        lesson.share()


def bounded(key: str, low: int, high: int, default: int, limit: int | None = None) -> int:
    """A whole number from the URL whose room depends on the sentence: one out of it is moved to the edge."""
    value = state.read(key, links.integer(low, high if limit is None else limit), default)
    return min(max(value, low), high)


def names(page: str, *keys: str) -> dict[str, str]:
    """Strings of a page for a figure."""
    return {key: t(f"{page}.{key}") for key in keys}


def piece(id: int) -> str:
    """A token of the vocabulary as it is drawn: ▁ stays, what would be invisible is named."""
    return "".join(map(visible, serving.checkpoint().tokenizer.piece(id)))


def labels(tokens: Sequence[Token]) -> list[str]:
    """The tokens of a sentence as they are drawn."""
    return ["".join(map(visible, token.piece)) for token in tokens]


def said(piece: str) -> str:
    """A token in running text: in quotation marks, without the sign for a space."""
    return lesson.quoted(piece.replace(SPACE, "") or piece)


def default_place(tokens: Sequence[Token]) -> int:
    """배 if the sentence has it, else the token before the last, whose next one is known."""
    found = [place for place, token in enumerate(tokens) if token.piece.removeprefix(SPACE) == "배"]
    return found[0] if found else max(0, len(tokens) - 2)


def place(tokens: Sequence[Token]) -> int:
    """The place `at` in the URL, within the sentence."""
    context = serving.checkpoint().config.context
    return bounded("at", 0, len(tokens) - 1, default_place(tokens), context - 1)


def pick_place(page: str, tokens: Sequence[Token]) -> int:
    """The sentence as tiles; the chosen one is kept in the URL."""
    at = place(tokens)
    shown = grids.tiles(labels(tokens), at, t("inside.pick"))
    st.markdown(f":gray[{t('inside.pick')}]")
    draw_grid(grids.payload(shown), f"{page}_tiles", lambda _, column: state.write(at=column))
    return at


def stages(halves: bool) -> list[str]:
    """임베딩, 1층, 2층 …; with `halves` attention and feed-forward of each layer."""
    layers = range(1, serving.checkpoint().config.n_layers + 1)
    kinds = ("after_attention", "after_feedforward") if halves else ("layer",)
    return [t("inside.embedding"), *(t(f"inside.{kind}", n=layer) for layer in layers for kind in kinds)]


def scientific(value: float) -> str:
    """A very small number for a formula: −1.2 · 10⁻⁷ in LaTeX."""
    mantissa, exponent = f"{value:.1e}".split("e")
    return rf"{mantissa}\cdot10^{{{int(exponent)}}}"


def grid_figure(
    shown: Grid,
    key: str,
    table: Callable[[], pd.DataFrame],
    caption: str = "",
    on_pick: Callable[[int, int], None] | None = None,
) -> None:
    """A grid with its caption, the table in its place on request, and all numbers as CSV."""
    lesson.framed(lambda: draw_grid(grids.payload(shown), f"grid_{key}", on_pick), key, table, caption)


def bars_figure(
    drawn: Sequence[Bar], value: str, key: str, table: lesson.Table, caption: str = "", **look: Any
) -> None:
    """Bars (see dashboard.figures.bars.html) with their caption, table and CSV."""
    page = bars.html(drawn, value, **look)
    lesson.framed(lambda: st.html(page), key, table, caption)


def words_figure(vector: Float[Tensor, " d_model"], key: str, value: str, caption: str) -> None:
    """The tokens that a vector pushes up most and pulls down most (see lmcore.analysis.writes.words_of)."""
    found = words_of(serving.checkpoint().model, vector)
    raised, lowered = (
        [(piece(id), change) for id, change in zip(ids.tolist(), changes.tolist(), strict=True)]
        for ids, changes in ((found.raised, found.raised_by), (found.lowered, found.lowered_by))
    )
    rows = [*raised, *reversed(lowered)]
    drawn = [Bar(word, change, bars.by_sign(change)) for word, change in rows]
    bars_figure(drawn, value, key, pd.DataFrame(rows, columns=["token", value]), caption, form="+.2f")


def draw(shown: Grid, key: str) -> None:
    """A grid by itself, without a table."""
    draw_grid(grids.payload(shown), f"grid_{key}")


def tied(key: str, value: Any) -> dict[str, Any]:
    """Arguments that tie a widget to the URL's `key`, already read as `value`."""
    widget = f"bound_{key}"
    state.follow(widget, value)
    return {"key": widget, "on_change": lambda: state.write(**{key: st.session_state[widget]})}
