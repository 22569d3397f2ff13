"""고르기: pairs to vote on, a pair of the reader's own, or a set that is ready."""

import threading
from typing import Final

import pandas as pd
import streamlit as st
from cachetools import LRUCache, cached

from dashboard import lesson
from dashboard.pages.preferences import LONGEST_TEXT, SOURCES, VOTES, common
from dashboard.pages.preferences.common import Turn, said, text
from dashboard.store import models
from dashboard.view import state
from dashboard.view.subject import Subject
from lmcore.analysis import preference as measuring
from lmcore.checkpoints import Checkpoint
from lmcore.errors import LmcoreError
from lmcore.training import preference
from lmcore.training.preference import Pair

DRAWN: Final = 512
"""Drawn pairs that are kept for everybody; they depend on opening, seed and number only."""

_SIGNS: Final = tuple(".,?!…)”’\"'")
_LONGEST: Final = 200
_STYLE: Final = """
[class*="st-key-preferences_card"] button { min-height: 6.5rem; align-items: center; justify-content: center;
  padding: 1rem; border-width: 2px; border-radius: 0.9rem; }
[class*="st-key-preferences_card"] button p { font-size: 1.2rem; line-height: 1.5; word-break: keep-all;
  overflow-wrap: anywhere; }
@media (max-width: 640px) { [class*="st-key-preferences_card"] button { min-height: 5rem; } }
"""


def part(subject: Subject) -> None:
    """Draw this part."""
    st.html(f"<style>{_STYLE}</style>")
    chosen = st.segmented_control(
        text("set"), SOURCES, format_func=lambda name: text(f"set_{name}"), required=True, wrap=True,
        label_visibility="collapsed", **state.bind("set"),
    )  # fmt: skip
    st.text_input(
        text("opening"), max_chars=LONGEST_TEXT, autocomplete="off",
        **state.bind("opening", default=common.default_opening()),
    )  # fmt: skip
    loaded = models.of(subject)
    found = common.opening(loaded)
    lesson.remarks(found.remarks)
    if chosen == VOTES:
        if found.text:
            _vote(subject, found.text, state.read("seed"))
        _own(loaded, found.text)
        _tally()
    else:
        _ready(chosen or VOTES)


def _vote(subject: Subject, opening: str, seed: int) -> None:
    """Two cards; the one that is tapped is preferred."""
    pair = _drawn(subject, opening, seed, common.ballot().number)
    st.markdown(text("which", opening=said(opening)))
    if pair is None:
        st.info(text("no_pair"), icon=":material/info:")
    else:
        swapped = Pair(opening, pair.rejected, pair.chosen)
        columns = st.columns(2, gap="small")
        for column, vote, name in zip(columns, (pair, swapped), "ab", strict=True):
            label = common.plain(f"… {vote.chosen.strip()}")
            column.button(
                label, key=f"preferences_card_{name}", width="stretch", on_click=_cast, args=(Turn(vote),)
            )
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            text("skip"), icon=":material/skip_next:", on_click=_cast, args=(Turn(None),), type="tertiary"
        )
        st.button(
            text("undo"), icon=":material/undo:", on_click=_undo, type="tertiary",
            disabled=not common.ballot().turns,
        )  # fmt: skip


def _cast(turn: Turn) -> None:
    common.ballot().turns.append(turn)


def _undo() -> None:
    if common.ballot().turns:
        common.ballot().turns.pop()


def _own(loaded: Checkpoint, opening: str) -> None:
    box = st.expander(text("own"), icon=":material/edit:")
    with box, st.form("preferences_own", border=False, clear_on_submit=True):
        left, right = st.columns(2)
        left.text_input(text("own_chosen"), key="preferences_own_chosen", max_chars=_LONGEST)
        right.text_input(text("own_rejected"), key="preferences_own_rejected", max_chars=_LONGEST)
        st.form_submit_button(text("own_add"), on_click=_add, args=(loaded, opening))


def _add(loaded: Checkpoint, opening: str) -> None:
    """A typed pair as a vote; what cannot be one is said at the top of the page."""
    boxes = (st.session_state[f"preferences_own_{name}"] for name in ("chosen", "rejected"))
    chosen, rejected = (_joined(opening, state.received(written)) for written in boxes)
    pair = Pair(opening, chosen, rejected)
    try:
        preference.rows(loaded.tokenizer, pair)
    except LmcoreError as error:
        state.notice(f"errors.{error.code}", **error.values)
    else:
        _cast(Turn(pair, drawn=False))


def _joined(opening: str, typed: str) -> str:
    """A typed continuation with the space before it, unless it begins with a sign."""
    words = " ".join(typed.split())
    return f" {words}" if words and opening and not words.startswith(_SIGNS) else words


def _tally() -> None:
    votes = common.ballot().votes
    learned, held = common.ballot().parted()
    key = "count" if votes else "count_none"
    st.caption(text(key, n=len(votes), learned=len(learned), held=len(held), every=common.EVERY_HELD))
    if votes:
        with st.expander(text("votes", n=len(votes))):
            _table(votes)


def _ready(name: str) -> None:
    learned, held = common.pairs()
    st.markdown(text(f"about_{name}"))
    st.caption(text("ready", learned=len(learned), held=len(held)))
    with st.expander(text("pairs", n=len(learned) + len(held))):
        _table(learned + held, [text("kind_learned")] * len(learned) + [text("kind_held")] * len(held))


def _table(pairs: tuple[Pair, ...], kinds: list[str] | None = None) -> None:
    """Pairs for the eye; the newest vote first."""
    frame = pd.DataFrame(
        [(p.opening, p.chosen.strip(), p.rejected.strip()) for p in pairs],
        columns=[text(f"column_{key}") for key in ("opening", "chosen", "rejected")],
    )
    if kinds:
        frame[text("column_kind")] = kinds
    st.dataframe(frame if kinds else frame[::-1], hide_index=True)


@cached(LRUCache(DRAWN), condition=threading.Condition())
def _drawn(subject: Subject, opening: str, seed: int, number: int) -> Pair | None:
    loaded = models.of(subject)
    return measuring.draw(loaded.model, loaded.tokenizer, opening, seed, number)
