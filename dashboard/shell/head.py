"""The head of every page: its title and the language switch, which on a phone stands in the menu."""

from pathlib import Path
from typing import Final

import streamlit as st

from dashboard import texts
from dashboard.texts import LANGUAGES, t
from dashboard.view import state

ICON: Final = Path(__file__).parents[1] / "static" / "icon.svg"


def head(title: str) -> None:
    """The page's title and the language switch."""
    with st.container(
        key="head", horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"
    ):
        st.title(title, anchor=False, width="content")
        language_switch("language")


def language_switch(key: str) -> None:
    """Korean or English."""
    state.follow(key, texts.language())
    st.segmented_control(
        t("common.language"),
        LANGUAGES,
        format_func=lambda code: t(f"common.language_{code}"),
        key=key,
        required=True,
        label_visibility="collapsed",
        on_change=lambda: state.write(lang=st.session_state[key]),
    )
