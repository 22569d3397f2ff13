"""Navigation, and nothing else. Each page is a module of dashboard.pages with a function `page()`.

A page is imported when it is first opened, so that no page waits for another one's libraries.
"""

import importlib
from collections.abc import Callable

import streamlit as st

from dashboard import shell, state, texts
from dashboard.pages import EXPLORING, PAGES
from dashboard.texts import t


def _opener(name: str) -> Callable[[], None]:
    return lambda: importlib.import_module(f"dashboard.pages.{name}").page()


texts.set_language_source(state.language)
st.set_page_config(page_title=t("common.name"), page_icon=str(shell.ICON), layout="wide")
st.logo(str(shell.ICON))
home, *others = PAGES
# Streamlit serves its default page at "/" only and says at that page's own path that there is no such page.
# So the first page stands here twice: at "/" in the navigation, and at its path for links that name it.
pages = {home: st.Page(_opener(home), title=t(f"{home}.nav"), url_path=f"{home}_first", default=True)}
pages |= {name: st.Page(_opener(name), title=t(f"{name}.nav"), url_path=name) for name in others}
named = st.Page(_opener(home), title=t(f"{home}.nav"), url_path=home, visibility="hidden")
sections = {
    "": [*(page for name, page in pages.items() if name in EXPLORING), named],
    t("common.lessons"): [page for name, page in pages.items() if name not in EXPLORING],
}
current = st.navigation({title: section for title, section in sections.items() if section}, position="top")
name = current.url_path if current.url_path in pages else home
state.begin(name)
state.check_language()
shell.phone_navigation(pages, name)
shell.head(t(f"{name}.title"))
notices = st.container()
shell.guarded(current.run)
state.end()
shell.page_turner(pages, name)
shell.show_notices(notices)
