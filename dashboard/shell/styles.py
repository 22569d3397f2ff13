"""What every page looks like: the palette and all style sheets of the pages, as one element.

Streamlit sends what is longer than 10 KB once and names it by its hash from then on, so that no redraw
carries a style sheet. Components bring their own (see dashboard.components.registration).
"""

from functools import cache
from pathlib import Path

import streamlit as st

from dashboard.figures import palette

_DASHBOARD = Path(__file__).parents[1]


@cache
def sheet() -> str:
    """The palette and the sheets of figures, lessons and shell, each after those it builds on."""
    files = [
        path for room in ("figures", "lesson", "shell") for path in sorted((_DASHBOARD / room).glob("*.css"))
    ]
    return "\n".join([palette.css(), *(path.read_text("utf-8") for path in files)])


def styles() -> None:
    """Bring them, the same on every page."""
    st.html(f"<style>{sheet()}</style>")
