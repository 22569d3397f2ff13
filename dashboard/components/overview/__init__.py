"""The whole model at a glance: a sentence from its tokens to the next word, drawn from one payload."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import streamlit as st

from dashboard.components.registration import registered

_KEY: Final = "overview"

_mount = registered(Path(__file__).parent, "overview")


def overview(payload: bytes, on_ask: Callable[[dict[str, Any]], None]) -> str | None:
    """Draw `payload` (see dashboard.figures.overview).

    `on_ask` hears of another token or head: {"at": 3} or {"head": "2"}. Returns the name of the link, of
    those in the payload, that the reader has just followed.
    """

    def hear() -> None:
        if asked := st.session_state[_KEY].get("ask"):
            on_ask(asked)

    result = _mount(key=_KEY, data=payload, on_ask_change=hear, on_open_change=lambda: None)
    return result.get("open")
