"""토큰: how the sentence is cut, and how it comes back whole."""

from typing import Final

import streamlit as st

from dashboard.figures import tokens as figures
from dashboard.pages.tokens import SCHEMA
from dashboard.shell.sentence_box import sentence_box
from dashboard.store import models
from dashboard.texts import t
from dashboard.view import state
from lmcore.analysis.pieces import Pieces, pieces
from lmcore.tokenizer import Tokenizer

# The report's own split of its sentence, the spaces between words as tokens.
REPORT_TEXT: Final = "얘, 겨울 배가 맛있단다!"
REPORT_SPLIT: Final = ("얘", ",", " ", "겨울", " ", "배", "가", " ", "맛", "있", "단", "다", "!")


def page() -> None:
    """Draw the page."""
    subject = sentence_box(mask=False)
    state.use(SCHEMA)
    tokenizer = models.of(subject).tokenizer
    if subject.text:
        cut = pieces(subject.text, tokenizer)
        shown = _head(cut)
        st.html(figures.sentence(cut, shown) + figures.legend())
        _table(cut)
    _report(tokenizer)


def _head(cut: Pieces) -> tuple[str, ...]:
    """The counts, and the choice of what is shown below the tokens."""
    counts = {
        "tokens": len(cut.tokens),
        "words": len(cut.words),
        "characters": len(cut.text),
        "bytes": sum(len(character.bytes) for character in cut.characters),
        "per_word": len(cut.tokens) / max(1, len(cut.words)),
    }
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.markdown(t("tokens.counts", **counts), width="content")
        return _tiers()


def _tiers() -> tuple[str, ...]:
    chosen = state.read("tiers")
    state.follow("tiers", list(chosen))
    st.segmented_control(
        t("tokens.tiers"),
        figures.TIERS,
        selection_mode="multi",
        format_func=lambda tier: t(f"tokens.tier_{tier}"),
        key="tiers",
        label_visibility="collapsed",
        wrap=True,
        on_change=lambda: state.write(tiers=tuple(st.session_state["tiers"])),
    )
    return chosen


def _table(cut: Pieces) -> None:
    with st.expander(t("tokens.table"), expanded=len(cut.tokens) <= 40):
        st.html(figures.table(cut))
    same = "tokens.lossless" if cut.lossless else "tokens.lossy"
    st.markdown(t(same, count=len(cut.tokens)))


def _report(tokenizer: Tokenizer) -> None:
    st.subheader(t("tokens.report_title"), anchor=False)
    cut = pieces(REPORT_TEXT, tokenizer)
    st.html(
        figures.comparison(
            REPORT_TEXT,
            [
                (t("tokens.report_row"), _spans(REPORT_SPLIT)),
                (t("tokens.our_row"), [(token.start, token.end) for token in cut.tokens]),
            ],
        )
    )
    st.markdown(t("tokens.report_note", report=len(REPORT_SPLIT), ours=len(cut.tokens)))


def _spans(parts: tuple[str, ...]) -> list[tuple[int, int]]:
    ends = [sum(map(len, parts[: count + 1])) for count in range(len(parts))]
    return [(end - len(part), end) for part, end in zip(parts, ends, strict=True)]
