"""Which pages there are, in which order, and the ways from one to another."""

from collections.abc import Mapping
from typing import Final

import streamlit as st

from dashboard.shell.head import language_switch
from dashboard.shell.styles import styles
from dashboard.texts import t, under

GROUPS: Final = {
    "start": ("overview",),
    "way": (
        "tokens",
        "embeddings",
        "positions",
        "query_key_value",
        "attention",
        "heads",
        "feedforward",
        "layers",
        "next_word",
    ),
    "meaning": ("senses",),
    "learning": ("learning", "limits", "neural_network", "from_scratch", "preferences"),
}
"""The pages in the order of every menu and of the links at the foot: a sentence's way first, then what goes
further. The first is the one a visitor sees first.
"""

PAGES: Final = tuple(name for names in GROUPS.values() for name in names)


def phone_navigation(pages: Mapping[str, st.Page], current: str) -> None:
    """A menu of all pages on narrow screens, where Streamlit folds its own navigation away.

    Its key holds the page's name: on another page it is another menu, which is closed.
    """
    styles()
    st.html(f"<style>{_marked(current)}:root {{ {_words()} }}</style>")
    with (
        st.container(key="phone"),
        st.expander(t(f"{current}.nav"), icon=":material/menu:", key=f"menu_{current}"),
    ):
        for group, names in GROUPS.items():
            st.caption(t(f"common.group_{group}"))
            with st.container(horizontal=True, gap=None):
                for name in names:
                    st.page_link(pages[name])
        language_switch("language_phone")


def _words() -> str:
    """Strings that style sheets and the menus of all pictures (components/base/export.js) take."""
    words = {"upload": t("common.upload")} | {f"export-{key}": text for key, text in under("export.").items()}
    return " ".join(f'--{name}: "{text}";' for name, text in words.items())


def _marked(current: str) -> str:
    """The style that marks the group of the page on screen in the menu above: Streamlit marks only pages."""
    place = next(number for number, names in enumerate(GROUPS.values(), 1) if current in names)
    section = f'[data-testid="stTopNav"] > :nth-child({place}) [data-testid="stTopNavSection"]'
    look = "background: color-mix(in srgb, currentColor 12%, transparent); border-radius: 0.5rem;"
    return f"{section} {{ {look} }}"


def page_turner(pages: Mapping[str, st.Page], current: str) -> None:
    """At the foot: the page before, the place in the order of the menu, and the page after."""
    place = PAGES.index(current)
    with st.container(
        key="turner", horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"
    ):
        for name in PAGES[max(0, place - 1) : place]:
            st.page_link(pages[name], label=f"← {t(f'{name}.nav')}", width="content")
        st.markdown(f":gray[{place + 1} / {len(PAGES)}]", width="content")
        for name in PAGES[place + 1 : place + 2]:
            st.page_link(pages[name], label=f"{t(f'{name}.nav')} →", width="content")


def open_page(name: str, query: Mapping[str, str]) -> None:
    """Go to another page of the app, within this session, with `query` as its URL."""
    st.switch_page(st.Page(lambda: None, url_path=name, title=name), query_params=dict(query))
