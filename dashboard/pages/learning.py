"""배우는 과정: training looked back on, lived through, and gone wrong."""

from collections.abc import Callable
from typing import Final

from dashboard import lesson, state
from dashboard.parts import learning_leak, learning_live
from dashboard.parts.learning_history import history
from dashboard.shell import run_app, sentence_box

PAGE: Final = "learning"
_KEYS: Final = ("step", "head", "at", "task", "off", "seed", "seconds", "look", "opening", "T", "draw")


def page() -> None:
    """Draw the page."""
    lesson.intro(PAGE)
    state.declare(*_KEYS)
    state.text()  # two of the parts have no sentence, but a link may carry one on
    state.mode()
    part = lesson.part(PAGE, PARTS)
    if part:
        PARTS[part]()
        lesson.share()


def _history() -> None:
    text, mode = sentence_box()
    if text:
        history(text, mode)


PARTS: Final[dict[str, Callable[[], None]]] = {
    "history": _history,
    "live": learning_live.part,
    "leak": learning_leak.part,
}


if __name__ == "__main__":  # Streamlit opened this file by itself: see shell.run_app
    run_app()
