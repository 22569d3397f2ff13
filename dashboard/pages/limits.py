"""한계: what attention costs in time and memory, and what falls out of a finite context."""

from collections.abc import Callable
from typing import Final

from dashboard import lesson, state
from dashboard.parts import limits_cache, limits_memory, limits_parameters, limits_time, limits_window
from dashboard.shell import run_app, sentence_box
from lmcore.config import Mode

PARTS: Final[dict[str, Callable[[str, Mode], None]]] = {
    "time": limits_time.part,
    "memory": limits_memory.part,
    "parameters": limits_parameters.part,
    "cache": limits_cache.part,
    "window": limits_window.part,
}
_KEYS: Final = (
    "view",
    "n",
    "m",
    "tokens",
    "L",
    "d",
    "h",
    "f",
    "V",
    "c",
    "table",
    "biases",
    "model",
    "width",
    "groups",
    "w",
    "place",
    "by",
)


def page() -> None:
    """Draw the page."""
    text, mode = sentence_box()
    lesson.intro("limits")
    state.declare(*_KEYS)
    part = lesson.part("limits", PARTS)
    if text and part:
        PARTS[part](text, mode)
        lesson.share()


if __name__ == "__main__":  # Streamlit opened this file by itself: see shell.run_app
    run_app()
