"""Controls that live in the URL: a choice of parts, a row of buttons, a bounded number."""

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from dashboard.lesson.page import share
from dashboard.texts import t
from dashboard.view import state
from dashboard.view.subject import Subject

Part = Callable[[Subject], None]


def choose(page: str, key: str, label: bool = False) -> Any:
    """A row of buttons `page.key_name`, one for each name of the page's schema, kept in the URL."""
    rule = state.rule(key)
    chosen = st.segmented_control(
        t(f"{page}.{key}"), rule.names or (), format_func=lambda name: t(f"{page}.{key}_{name}"),
        required=True, wrap=True, label_visibility="visible" if label else "collapsed",
        **state.bind(key),
    )  # fmt: skip
    return chosen or rule.default


def parts(page: str, drawn: Mapping[str, Part], subject: Subject) -> None:
    """The page's parts, one at a time, and the link to what is on screen."""
    name = choose(page, "part")
    if subject.text:
        drawn[name](subject)
        share()


def bounded(key: str, low: int, high: int, default: int) -> int:
    """A whole number whose room depends on the sentence: one in the URL out of it is moved to the edge."""
    return min(max(state.read(key, default=default), low), high)


def tied(key: str, value: Any) -> dict[str, Any]:
    """Arguments that tie a widget to the URL's `key`, already read as `value`."""
    widget = f"bound_{key}"
    state.follow(widget, value)
    return {"key": widget, "on_change": lambda: state.write(**{key: st.session_state[widget]})}
