"""How a lesson ends: the link to what is on screen, and what the page is about."""

import streamlit as st

from dashboard.components.saving import saving
from dashboard.components.share import share_button
from dashboard.texts import has, t


def intro(page: str) -> None:
    """What the page is about, below its picture: its strings `intro_1`, `intro_2` … Brings the menus' ear."""
    with st.container(key="lesson_saving"):
        saving()
    with st.container(key="lesson_intro", gap="small"):
        st.caption(t("lesson.about"))
        number = 1
        while has(f"{page}.intro_{number}"):
            st.markdown(t(f"{page}.intro_{number}"))
            number += 1


def share() -> None:
    """A button that copies the link to what is on screen: the URL is the view (see dashboard.view.state)."""
    share_button(t("export.link"), t("export.copied"))
