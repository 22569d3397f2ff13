"""All heads, one head, one cell: the attention page's picture, drawn in the browser from one payload."""

from pathlib import Path
from typing import Any, Final

import streamlit as st

from dashboard.components.registration import registered

_KEY: Final = "attention"

_mount = registered(Path(__file__).parent, "attention", "strips")


def attention(payload: bytes) -> None:
    """Draw `payload` (see dashboard.figures.attention); the view stays in the browser and in the URL."""
    _mount(key=_KEY, data=payload, on_wanted_change=lambda: None)


def asked_for() -> dict[str, Any] | None:
    """The head, counted from 1, whose exact numbers the browser asked for last; None before it ever asked."""
    return st.session_state.get(_KEY, {}).get("wanted")
