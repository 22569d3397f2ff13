"""Controls that live in the URL: a choice of parts, a row of buttons, a bounded number."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar, cast

import streamlit as st

from dashboard.lesson.page import share
from dashboard.texts import t
from dashboard.view import links, state
from dashboard.view.subject import Subject

Name = TypeVar("Name", bound=str)
Part = Callable[[Subject], None]


def choose(
    page: str, key: str, names: Sequence[Name], default: Name | None = None, label: bool = False
) -> Name:
    """A row of buttons `page.key_name`, kept in the URL."""
    first = default or names[0]
    chosen = st.segmented_control(
        t(f"{page}.{key}"), names, format_func=lambda name: t(f"{page}.{key}_{name}"), required=True,
        wrap=True, label_visibility="visible" if label else "collapsed",
        **state.bind(key, links.choice(*names), first),
    )  # fmt: skip
    return cast("Name", chosen or first)


def parts(page: str, drawn: Mapping[str, Part], subject: Subject) -> None:
    """The page's parts, one at a time, and the link to what is on screen."""
    name = choose(page, "part", tuple(drawn))
    if subject.text:
        drawn[name](subject)
        share()


def bounded(key: str, low: int, high: int, default: int, limit: int | None = None) -> int:
    """A whole number from the URL whose room depends on the sentence: one out of it is moved to the edge."""
    value = state.read(key, links.integer(low, high if limit is None else limit), default)
    return min(max(value, low), high)


def tied(key: str, value: Any) -> dict[str, Any]:
    """Arguments that tie a widget to the URL's `key`, already read as `value`."""
    widget = f"bound_{key}"
    state.follow(widget, value)
    return {"key": widget, "on_change": lambda: state.write(**{key: st.session_state[widget]})}
