"""The view that the browser keeps by itself: what it must know to do so, and what it reports when asked."""

from collections.abc import Callable
from typing import Any, Final
from urllib.parse import parse_qsl

import streamlit as st

from dashboard.view import state

_REPORT: Final = "_report"


def opened() -> dict[str, Any]:
    """What a component needs to keep its part of the view in the URL (see components/base/view.js).

    `report` is None, or how many milliseconds lie at least between two reports of the view to Python.
    """
    return {"keys": state.schema().sent(), "report": st.session_state.get(_REPORT)}


def ask_for_reports(pause: int | None = 500) -> None:
    """From the next run on the browser reports every change of its view, or with None no more."""
    st.session_state[_REPORT] = pause


def reader(told: str) -> Callable[..., Any]:
    """A `state.read` for a view that the browser told of, as a query string; nonsense is left out."""
    values = dict(parse_qsl(told))

    def read(key: str, parse: Callable[[str], Any] | None = None, default: Any = state.ABSENT) -> Any:
        rule = state.rule(key)
        try:
            value = rule.parse(values[key])
            return parse(values[key]) if parse else value
        except (KeyError, ValueError):
            return rule.default if default is state.ABSENT else default

    return read


def reported(component: str) -> dict[str, Any]:
    """The view that a component reported last, every key of it; {} before any report."""
    told = (st.session_state.get(component) or {}).get("view")
    if told is None:
        return {}
    read = reader(told)
    return {key: read(key) for key in state.schema().browser}
