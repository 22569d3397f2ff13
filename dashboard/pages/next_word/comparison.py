"""Two side by side: what A and B expect at the same place."""

import streamlit as st

from dashboard.lesson.comparison import Sides
from dashboard.lesson.gains import gains
from dashboard.pages.next_word import common
from dashboard.store import models
from dashboard.texts import t
from lmcore.analysis.comparison import word_difference


def draw(sides: Sides) -> None:
    """The place, then both expectations and what changes between them."""
    loaded = models.of(sides.a)
    at = common.pick_place(sides.a)
    other = min(at, len(common.read(sides.b).tokens))
    if other != at:
        st.caption(t("comparison.place", a=at, b=other))
    logits = (common.logits(sides.a, at), common.logits(sides.b, other))
    gains(loaded.tokenizer, word_difference(*logits), sides.headings)
