"""잊기: a window of w tokens; what stands before it cannot change the prediction, and this is tried out."""

from functools import lru_cache
from typing import Final

import pandas as pd
import streamlit as st

from dashboard import lesson
from dashboard.figures import window as figures
from dashboard.lesson import Line
from dashboard.store import models
from dashboard.texts import t
from dashboard.view import sentence, state
from dashboard.view.subject import Subject
from lmcore.analysis import forgetting
from lmcore.analysis.forgetting import Change
from lmcore.tokenizer import Token, Tokenizer

_SHOWN: Final = 40
"""Tokens at the end of the text whose influence is computed: each takes a pass of its own."""
_TOP: Final = 6


def part(subject: Subject) -> None:
    """Draw this part. It reads the end of the text, as a chat does, under the causal mask."""
    loaded, model = models.of(subject), subject.weights
    whole = state.text()[: sentence.LONGEST]
    tokens = loaded.tokenizer.tokenize(whole)
    if len(tokens) < 2:
        st.info(t("limits.too_short"), icon=":material/info:")
        return
    ids, room = tuple(token.id for token in tokens), loaded.config.context - 1
    lesson.equation("2.18", r"z_i=\sum_{j=n-w+1}^{i}\alpha_{ij}V_j,\qquad n-w<i\le n")
    columns = st.columns(3, gap="medium")
    with columns[0]:
        window = _window(len(tokens), room)
    with columns[1]:
        place = _place(tokens)
    with columns[2]:
        by = _replacement()
    if tokens[place].piece.startswith("▁"):
        by = f" {by}"  # the space before the old word stays
    changed = tuple(forgetting.replaced(ids, place, place + 1, loaded.tokenizer.encode(by)))
    _predict(model, ids, changed, window, gone=place < len(ids) - window)
    _picture(model, tokens, window, place, room)
    if len(tokens) > room:
        st.caption(t("limits.beyond_context", tokens=len(tokens), room=room, lost=len(tokens) - room))
    said = {
        "token": lesson.quoted(lesson.label(tokens[place])),
        "by": lesson.quoted(by.strip()),
        "place": place + 1,
    }
    st.markdown(t("limits.compare", **said))
    _compare(loaded.tokenizer, [_change(model, ids, changed, size) for size in (window, room)])


def _window(count: int, room: int) -> int:
    most = min(count, room)
    value = state.read("w", default=max(1, min(4, most - 1)))
    state.follow("bound_w", min(value, most))
    return st.slider(
        t("limits.window"),
        1,
        most,
        key="bound_w",
        on_change=lambda: state.write(w=st.session_state["bound_w"]),
    )


def _place(tokens: tuple[Token, ...]) -> int:
    last = len(tokens) - 1
    value = state.read("place", default=min(2, last))
    first = max(0, len(tokens) - _SHOWN)
    state.follow("bound_place", min(max(value, first), last))
    return st.select_slider(
        t("limits.place"),
        range(first, last + 1) if first < last else range(last + 1),
        format_func=lambda place: f"{place + 1} · {lesson.label(tokens[place])}",
        key="bound_place",
        on_change=lambda: state.write(place=st.session_state["bound_place"]),
    )


def _replacement() -> str:
    typed = st.text_input(
        t("limits.replacement"),
        max_chars=40,
        autocomplete="off",
        **state.bind("by"),
    )
    return (typed or "").strip() or state.rule("by").default


@lru_cache(64)
def _change(model: Subject, ids: tuple[int, ...], changed: tuple[int, ...], window: int) -> Change:
    loaded = models.of(model)
    return forgetting.change(loaded.model, loaded.tokenizer, ids, changed, window)


@lru_cache(64)
def _influence(model: Subject, ids: tuple[int, ...], window: int) -> list[float]:
    loaded = models.of(model)
    places = range(max(0, len(ids) - _SHOWN), len(ids))
    return forgetting.influence(loaded.model, loaded.tokenizer, ids, window, places)


def _predict(model: Subject, ids: tuple[int, ...], changed: tuple[int, ...], window: int, gone: bool) -> None:
    def answer() -> int:
        change = _change(model, ids, changed, window)
        return 0 if change.largest == 0 else (1 if change.moved < 0.05 else 2)

    lesson.predict(
        "limits_window",
        t("limits.window_question", w=window),
        [t("limits.moves_nothing"), t("limits.moves_little"), t("limits.moves_much")],
        answer,
        (ids, changed, window),
        t("limits.window_answer_gone" if gone else "limits.window_answer_seen"),
    )


def _picture(model: Subject, tokens: tuple[Token, ...], window: int, place: int, room: int) -> None:
    """The end of the text, each token under what it moves, through the window and without it."""
    ids, gone = tuple(token.id for token in tokens), max(0, len(tokens) - window)
    windowed, whole = _influence(model, ids, window), _influence(model, ids, room)
    first = len(ids) - len(windowed)
    labels = lesson.labels(tokens[first:])
    names = lesson.names("limits", "whole", "windowed", "moved")
    drawn = figures.html(labels, gone - first, place - first, windowed, whole, names, more=first > 0)

    def table() -> pd.DataFrame:
        inside = [place >= gone for place in range(first, len(ids))]
        keys = ("token", "in_window", "windowed", "whole")
        columns = (labels, inside, windowed, whole)
        return pd.DataFrame({t(f"limits.{key}"): column for key, column in zip(keys, columns, strict=True)})

    lesson.framed(
        lambda: st.html(drawn), "limits_window", table,
        t("limits.window_caption", shown=len(labels)),
    )  # fmt: skip
    st.caption(t("limits.tiles_caption", gone=gone, seen=len(tokens) - gone))


def _compare(tokenizer: Tokenizer, changes: list[Change]) -> None:
    """The predictions before and after, through the window and without it."""
    left, right = st.columns(2)
    for column, key, change in zip((left, right), ("windowed", "whole"), changes, strict=True):
        with column, st.container(border=True):
            largest = "0" if change.largest == 0 else f"{change.largest:.4f}"
            st.metric(f"{t(f'limits.{key}')} · {t('limits.largest')}", largest)
            st.dataframe(_top(tokenizer, change), hide_index=True)
    limited = changes[0]
    best = int(limited.before.argmax())
    lesson.origin(
        Line(t("limits.origin_before"), rf"\ell_{{{best}}}", f"{limited.before[best].item():.6f}"),
        Line(t("limits.origin_after"), rf"\ell'_{{{best}}}", f"{limited.after[best].item():.6f}"),
        Line(t("limits.origin_largest"), r"\max_k|\ell'_k-\ell_k|", f"{limited.largest:g}"),
        Line(t("limits.origin_moved"), r"\tfrac12\sum_k|p'_k-p_k|", f"{limited.moved:.6f}"),
        about=t("limits.window_about", passes=2),
        expanded=False,
    )


def _top(tokenizer: Tokenizer, change: Change) -> pd.DataFrame:
    before, after = change.probabilities
    best = before.topk(min(_TOP, len(before))).indices.tolist()
    return pd.DataFrame(
        {
            t("limits.next"): [lesson.piece(tokenizer, id) for id in best],
            t("limits.before"): [f"{before[id].item():.4%}" for id in best],
            t("limits.after"): [f"{after[id].item():.4%}" for id in best],
        }
    )
