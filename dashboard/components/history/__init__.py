"""A model's training as one picture: the slider moves loss, jobs, words, attention and the next token."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import streamlit as st

from dashboard.components.registration import registered

_KEY: Final = "history"

_mount = registered(Path(__file__).parent, "history")


def picture(payload: bytes, on_change: Callable[[], Any]) -> None:
    """Draw a payload of dashboard.figures.history.

    The browser moves the pictures and the URL by itself; `on_change` hears when the slider has come to rest
    at another snapshot, and when another head was chosen.
    """
    _mount(key=_KEY, data=payload, on_step_change=on_change, on_head_change=on_change)


def asked_for() -> dict[str, Any]:
    """The step and the head that were chosen last in the browser."""
    return dict(st.session_state.get(_KEY) or {})
