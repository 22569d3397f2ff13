"""밑바닥부터: attention as a chapter of a book builds it, with six words of three editable numbers."""

import inspect
from collections.abc import Callable
from typing import Final

import streamlit as st

from dashboard import lesson
from dashboard.pages.from_scratch import MOST_WORDS, common, schema
from dashboard.pages.from_scratch.heads import heads, questions
from dashboard.pages.from_scratch.mask import causal, dropout
from dashboard.pages.from_scratch.simple import simple, trainable
from dashboard.shell.sentence_box import sentence_box
from dashboard.shell.subject import on_show
from dashboard.store import models
from dashboard.texts import t
from dashboard.view import state
from lmcore.analysis import scratch
from lmcore.config import ModelConfig

PARTS: Final[dict[str, Callable[[common.Words, ModelConfig], None]]] = {
    "simple": simple,
    "trainable": trainable,
    "causal": causal,
    "dropout": dropout,
    "heads": heads,
    "questions": questions,
}


def page() -> None:
    """Draw the page."""
    state.use(schema(PARTS))
    left, right = st.columns([3, 2], gap="large")
    with left:
        lesson.intro("from_scratch")
        source = lesson.choose("from_scratch", "source", label=True)
        part = lesson.choose("from_scratch", "part", label=True)
    if source == "book":
        with right:
            words = _book()
    else:
        words = _sentence()
    if words:
        PARTS[part](words, models.of(on_show()).config)
        _below()


def _book() -> common.Words:
    st.caption(t("from_scratch.inputs"))
    words = common.edited()
    if not words.book:
        st.button(t("from_scratch.reset"), on_click=lambda: state.write(x=None), type="tertiary")
    return words


def _sentence() -> common.Words | None:
    subject = sentence_box(mask=False)
    st.caption(t("from_scratch.sentence_note", most=MOST_WORDS))
    return common.of_sentence(subject) if subject.text else None


def _below() -> None:
    st.download_button(
        t("from_scratch.download"),
        inspect.getsource(scratch),
        "attention_from_scratch.py",
        "text/x-python",
        icon=":material/download:",
        on_click="ignore",
    )
    lesson.share()
