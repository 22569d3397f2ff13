"""The pictures of the embedding page, drawn in the browser: the map, a word, rows, a plane, an axis."""

from pathlib import Path
from typing import Any, Final

import streamlit as st

from dashboard.components.registration import registered

_MAP: Final = "embedding_map"

_mount = registered(Path(__file__).parent, "embedding")


def picture(payload: bytes, key: str) -> None:
    """Draw one of the payloads of dashboard.figures.embeddings; what only changes its view asks nothing."""
    _mount(key=key, data=payload)


def vocabulary_map(payload: bytes) -> None:
    """Draw the map. It asks for a chosen word's neighbours and for maps that are not computed yet."""
    _mount(key=_MAP, data=payload, on_word_change=lambda: None, on_method_change=lambda: None)


def asked_for() -> dict[str, Any]:
    """What the map asked for last: `word`, as chosen or typed, and `method`."""
    return dict(st.session_state.get(_MAP) or {})
