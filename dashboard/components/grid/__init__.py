"""A table of coloured cells: exact numbers under the pointer, and a cell to be chosen."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

import streamlit as st
from streamlit.components.v2 import component

from dashboard.components.base.bundle import bundle

_FOLDER: Final = Path(__file__).parent

_mount = component(
    "dotbogi.grid",
    html='<div class="grid"></div>',
    css=(_FOLDER / "style.css").read_text(encoding="utf-8"),
    js=bundle(_FOLDER / "index.js"),
)


def grid(payload: bytes, key: str, on_pick: Callable[[int, int], None] | None = None) -> None:
    """Draw `payload` (see dashboard.figures.grid). `on_pick(row, column)` hears of a cell that was chosen."""

    def hear() -> None:
        picked = st.session_state[key].get("pick")
        if on_pick and picked:
            on_pick(int(picked["row"]), int(picked["column"]))

    _mount(key=key, data=payload, on_pick_change=hear)
