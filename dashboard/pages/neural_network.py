"""신경망: a small network learns before the reader's eyes, and one is asked about what it never saw."""

from collections.abc import Callable
from typing import Final

from dashboard import lesson, state
from dashboard.parts import neural_digits, neural_plane
from dashboard.shell import run_app

PARTS: Final[dict[str, Callable[[], None]]] = {"plane": neural_plane.part, "digits": neural_digits.part}
_KEYS: Final = (
    "data",
    "act",
    "depth",
    "units",
    "rate",
    "seed",
    "steps",
    "edges",
    "far",
    "point",
    "digit",
    "image",
)


def page() -> None:
    """Draw the page."""
    lesson.intro("neural_network")
    state.declare(*_KEYS)
    state.text()  # this page has no sentence, but a link may carry one on
    state.mode()
    part = lesson.part("neural_network", PARTS)
    if part:
        PARTS[part]()
        lesson.share()


if __name__ == "__main__":  # Streamlit opened this file by itself: see shell.run_app
    run_app()
