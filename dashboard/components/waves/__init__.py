"""The table of positions as two heat maps, and the waves of one pair of its dimensions."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

import streamlit as st

from dashboard.components.registration import registered

_KEY: Final = "waves"

_mount = registered(Path(__file__).parent, "waves")


def waves(payload: bytes, on_pick: Callable[[int, int], None]) -> None:
    """Draw `payload` (see dashboard.figures.positions.waves). `on_pick(pair, place)`: a cell was chosen."""

    def hear() -> None:
        if picked := st.session_state[_KEY].get("pick"):
            on_pick(int(picked["pair"]), int(picked["place"]))

    _mount(key=_KEY, data=payload, on_pick_change=hear)
