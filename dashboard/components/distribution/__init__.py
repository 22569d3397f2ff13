"""What comes next: the whole vocabulary's distribution, computed and drawn in the browser from its logits."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import streamlit as st

from dashboard.components.registration import registered

_KEY: Final = "distribution"

_mount = registered(Path(__file__).parent, "distribution")


def distribution(payload: bytes, on_use: Callable[[], None]) -> None:
    """Draw `payload` (see dashboard.figures.next_word); `on_use` runs when what was written is taken over."""
    _mount(
        key=_KEY,
        data=payload,
        on_look_change=lambda: None,
        on_write_change=lambda: None,
        on_use_change=on_use,
    )


def asked(what: str) -> dict[str, Any] | None:
    """What the browser asked for in this run, or None.

    `look` (at another place), `write` (with `count`) and `use` (what is written as the sentence) all carry
    `view`, the view as a query string, and `number`, which the answer repeats.
    """
    return st.session_state.get(_KEY, {}).get(what)
