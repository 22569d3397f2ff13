"""Which pages there are, in which order, and the ways from one to another."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import streamlit as st

from dashboard.texts import t

_STYLE: Final = Path(__file__).with_name("shell.css").read_text("utf-8")

PAGES: Final = (
    "overview",
    "attention",
    "tokens",
    "embeddings",
    "positions",
    "query_key_value",
    "senses",
    "heads",
    "feedforward",
    "layers",
    "next_word",
    "limits",
    "learning",
    "from_scratch",
    "neural_network",
    "preferences",
)
"""In the order of the navigation; the first is the one a visitor sees first."""

EXPLORING: Final = ("overview", "attention", "tokens", "senses", "next_word")
"""Pages that stand in the navigation by themselves; the others, the lessons, share a menu."""

GROUPS: Final = {
    "start": ("overview",),
    "way": (
        "tokens",
        "embeddings",
        "positions",
        "attention",
        "query_key_value",
        "heads",
        "feedforward",
        "layers",
        "next_word",
    ),
    "beyond": ("senses", "limits"),
    "learning": ("learning", "from_scratch", "neural_network", "preferences"),
}
"""The pages as the phone's menu and the links at the foot list them: the way of the
sentence in its order, then what goes further.
"""


def phone_navigation(pages: Mapping[str, st.Page], current: str) -> None:
    """A menu of all pages on narrow screens, where Streamlit folds its own navigation away.

    Its key holds the page's name: on another page it is another menu, which is closed.
    """
    st.html(f'<style>{_STYLE}:root {{ --upload: "{t("common.upload")}"; }}</style>')
    with (
        st.container(key="phone"),
        st.expander(t(f"{current}.nav"), icon=":material/menu:", key=f"menu_{current}"),
    ):
        for group, names in GROUPS.items():
            st.caption(t(f"common.group_{group}"))
            with st.container(horizontal=True, gap=None):
                for name in names:
                    st.page_link(pages[name])


def page_turner(pages: Mapping[str, st.Page], current: str) -> None:
    """At the foot: the page before and the page after, in the order of the menu."""
    order = [name for names in GROUPS.values() for name in names]
    place = order.index(current)
    with st.container(key="turner", horizontal=True, horizontal_alignment="distribute"):
        for name in order[max(0, place - 1) : place]:
            st.page_link(pages[name], label=f"← {t(f'{name}.nav')}")
        for name in order[place + 1 : place + 2]:
            st.page_link(pages[name], label=f"{t(f'{name}.nav')} →")


def open_page(name: str, query: Mapping[str, str]) -> None:
    """Go to another page of the app, within this session, with `query` as its URL."""
    st.switch_page(st.Page(lambda: None, url_path=name, title=name), query_params=dict(query))
