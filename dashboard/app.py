"""Navigation, and nothing else. Each page is a folder of dashboard.pages whose page.py holds `page()`.

A page is imported when it is first opened, so that no page waits for another one's libraries.
"""

import importlib
from collections.abc import Callable

import streamlit as st

from dashboard import texts
from dashboard.shell import head, navigation, notices
from dashboard.shell.navigation import GROUPS, PAGES
from dashboard.texts import t
from dashboard.view import state


def _opener(name: str) -> Callable[[], None]:
    return lambda: importlib.import_module(f"dashboard.pages.{name}.page").page()


texts.set_language_source(state.language)
st.set_page_config(page_title=t("common.name"), page_icon=str(head.ICON), layout="wide")
st.logo(str(head.ICON))
home, *others = PAGES
# Streamlit serves its default page at "/" only and says at that page's own path that there is no such page.
# So the first page stands here twice: at "/" in the navigation, and at its path for links that name it.
pages = {home: st.Page(_opener(home), title=t(f"{home}.nav"), url_path=f"{home}_first", default=True)}
pages |= {name: st.Page(_opener(name), title=t(f"{name}.nav"), url_path=name) for name in others}
named = st.Page(_opener(home), title=t(f"{home}.nav"), url_path=home, visibility="hidden")
# The first page stands by itself, each other group is a menu.
sections = {
    t(f"common.group_{group}") if group != "start" else "": [pages[name] for name in names]
    for group, names in GROUPS.items()
}
sections[""].append(named)
current = st.navigation(sections, position="top")
name = current.url_path if current.url_path in pages else home
state.begin(name)
state.check_language()
navigation.phone_navigation(pages, name)
head.head(t(f"{name}.title"))
slot = st.container()
notices.guarded(current.run)
state.end()
navigation.page_turner(pages, name)
notices.show_notices(slot)
