"""신경망: a small network learns before the reader's eyes, and one is asked about what it never saw."""

from collections.abc import Callable
from typing import Final

from dashboard import lesson
from dashboard.pages.neural_network import digits, plane
from dashboard.view import state

PARTS: Final[dict[str, Callable[[], None]]] = {"plane": plane.part, "digits": digits.part}
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
    part = lesson.choose("neural_network", "part", tuple(PARTS))
    if part:
        PARTS[part]()
        lesson.share()
