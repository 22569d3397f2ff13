"""A query meets the keys, one step at a time, drawn from one payload."""

from pathlib import Path
from typing import Any, Final

import streamlit as st

from dashboard.components.registration import registered

_KEY: Final = "query_key_value"

_mount = registered(Path(__file__).parent, "steps-player", "strips")


def steps(payload: bytes) -> None:
    """Draw `payload` (see dashboard.figures.query_key_value)."""
    _mount(key=_KEY, data=payload, on_ask_change=lambda: None)


def asked() -> dict[str, Any] | None:
    """What the browser asked for in this run: some of layer, head, query, key, step, and its `number`."""
    return st.session_state.get(_KEY, {}).get("ask")
