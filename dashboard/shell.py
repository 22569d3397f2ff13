"""What every page shares: head, language switch, phone menu, notices, the sentence box, the way on."""

import runpy
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard import sentence, serving, state, texts
from dashboard.pages import GROUPS
from dashboard.texts import LANGUAGES, t
from lmcore.config import Mode
from lmcore.errors import LmcoreError

EXAMPLES: Final = (
    "배가 아프다.",
    "배가 항구를 떠난다.",
    "애플, 겨울 배가 맛있단다!",
    "두 배 증가했다.",
    state.DEFAULT_TEXT,
)
"""The report's sentences: four senses of 배, and the one it splits into tokens."""

APP: Final = Path(__file__).with_name("app.py")
ICON: Final = Path(__file__).parent / "static" / "icon.svg"
_STYLE: Final = Path(__file__).with_suffix(".css").read_text("utf-8")


def run_app() -> None:
    """Run app.py in the place of a page's own file.

    Until app.py has called st.navigation once, Streamlit takes every file of a folder `pages` for a page.
    So a link to a page that is the first thing a new server sees runs that file instead of app.py.
    """
    runpy.run_path(str(APP))


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


def head(title: str) -> None:
    """The page's title and the language switch."""
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.title(title, anchor=False, width="content")
        state.follow("language", texts.language())
        st.segmented_control(
            t("common.language"),
            LANGUAGES,
            format_func=lambda code: t(f"common.language_{code}"),
            key="language",
            required=True,
            label_visibility="collapsed",
            on_change=lambda: state.write(lang=st.session_state["language"]),
        )


def guarded(page: Callable[[], None]) -> None:
    """Run a page; what a reader can mend is said in their language, and the app goes on."""
    try:
        page()
    except LmcoreError as error:
        st.error(error_message(error), icon=":material/error:")


def error_message(error: LmcoreError) -> str:
    """An error of lmcore in the reader's language, or in English where the table has no such code."""
    key = f"errors.{error.code}"
    return t(key, **dict[str, Any](error.values)) if texts.has(key) else str(error)


def show_notices(slot: DeltaGenerator) -> None:
    """Show, at the top of the page, what came up while it ran."""
    for text in state.take_notices():
        slot.warning(text, icon=":material/info:")


def say_what_was_taught() -> None:
    """On pages that show what the model makes of a word's senses: that training told it some of them."""
    if guided := serving.checkpoint().guided_head:
        st.caption(t("common.taught", layer=guided[0], head=guided[1]))


def sentence_box(mask: bool = True, default: Mode = state.DEFAULT_MODE) -> tuple[str, Mode]:
    """Draw the sentence box with its examples and, on pages where it matters, the mask switch.

    Returns the text the model is to see (NFC, within the context; "" when there is nothing to read, which
    is then already said) and the mask mode. All that was typed stays in the box, whatever the model can take.
    """
    typed = state.text()
    mode = state.mode(default)
    _draw_box(typed, mode if mask else None)
    loaded = serving.checkpoint()
    prepared = sentence.prepare(typed, loaded.tokenizer, loaded.config.context)
    for remark in prepared.remarks:
        st.info(t(remark.key, **remark.values), icon=":material/info:")
    return prepared.text, mode


def _draw_box(typed: str, mode: Mode | None) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        state.follow("sentence", typed)
        st.text_input(
            t("sentence.label"),
            key="sentence",
            placeholder=t("sentence.placeholder"),
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
        state.MODES,
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
