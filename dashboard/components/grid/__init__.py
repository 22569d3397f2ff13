"""A table of coloured cells: exact numbers under the pointer, and a cell to be chosen."""

from collections.abc import Callable
from pathlib import Path

import streamlit as st

from dashboard.components.registration import registered

_mount = registered(Path(__file__).parent, "grid")


def grid(payload: bytes, key: str, on_pick: Callable[[int, int], None] | None = None) -> None:
    """Draw `payload` (see dashboard.figures.grid). `on_pick(row, column)` hears of a cell that was chosen."""

    def hear() -> None:
        picked = st.session_state[key].get("pick")
        if on_pick and picked:
            on_pick(int(picked["row"]), int(picked["column"]))

    _mount(key=key, data=payload, on_pick_change=hear)
