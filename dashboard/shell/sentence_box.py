"""The sentence box with its examples and the mask switch."""

from dataclasses import replace
from typing import Final

import streamlit as st

from dashboard import lesson
from dashboard.shell.subject import on_show
from dashboard.store import models
from dashboard.texts import t
from dashboard.view import sentence, state
from dashboard.view.schema import DEFAULT_MODE, DEFAULT_TEXT, MODES
from dashboard.view.subject import Subject
from lmcore.config import Mode

EXAMPLES: Final = (
    "배가 아프다.",
    "배가 항구를 떠난다.",
    "애플, 겨울 배가 맛있단다!",
    "두 배 증가했다.",
    DEFAULT_TEXT,
)
"""The report's sentences: four senses of 배, and the one it splits into tokens."""


def sentence_box(mask: bool = True, default: Mode = DEFAULT_MODE) -> Subject:
    """Draw the sentence box with its examples and, on pages where it matters, the mask switch.

    Returns what the page looks at, its text as the model is to see it (NFC, within the context; "" when there
    is nothing to read, which is then already said). All that was typed stays in the box, whatever the model
    can take.
    """
    typed = state.text()
    mode = state.mode(default)
    _draw_box(typed, mode if mask else None)
    subject = on_show()
    loaded = models.of(subject)
    prepared = sentence.prepare(typed, loaded.tokenizer, loaded.config.context)
    lesson.remarks(prepared.remarks)
    return replace(subject, text=prepared.text, mode=mode)


def _draw_box(typed: str, mode: Mode | None) -> None:
    with st.container(key="sentence_bar", horizontal=True, vertical_alignment="center"):
        state.follow("sentence", typed)
        st.text_input(
            t("sentence.label"),
            key="sentence",
            placeholder=t("sentence.placeholder"),
            label_visibility="collapsed",
            autocomplete="off",
            on_change=lambda: state.set_text(st.session_state["sentence"]),
        )
        if mode is not None:
            _draw_mask_switch(mode)
    st.pills(
        t("sentence.examples"),
        EXAMPLES,
        key="example",
        label_visibility="collapsed",
        on_change=_take_example,
    )


def _draw_mask_switch(mode: Mode) -> None:
    state.follow("mask", mode)
    st.segmented_control(
        t("sentence.mask"),
        MODES,
        format_func=lambda name: t(f"sentence.{name}"),
        key="mask",
        required=True,
        help=t("sentence.mask_help"),
        on_change=lambda: state.write(mode=st.session_state["mask"]),
    )


def _take_example() -> None:
    if chosen := st.session_state["example"]:
        state.set_text(chosen)
    st.session_state["example"] = None
