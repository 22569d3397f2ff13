"""A small network as a graph, and what it says of every point of the plane."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

import streamlit as st

from dashboard.components.registration import registered

_GRAPH: Final = "perceptron_graph"
_SURFACE: Final = "perceptron_surface"

_mount = registered(Path(__file__).parent, "perceptron")


def graph(payload: bytes) -> None:
    """Draw `dashboard.figures.perceptron.graph`."""
    _mount(key=_GRAPH, data=payload)


def surface(payload: bytes, on_pick: Callable[[int], None]) -> None:
    """Draw `dashboard.figures.perceptron.surface`. `on_pick` hears of a point of the data that was chosen."""

    def hear() -> None:
        if (point := st.session_state[_SURFACE].get("pick")) is not None:
            on_pick(int(point))

    _mount(key=_SURFACE, data=payload, on_pick_change=hear)
