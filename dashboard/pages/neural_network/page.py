"""신경망: a small network learns before the reader's eyes, and one is asked about what it never saw."""

from collections.abc import Callable
from typing import Final

from dashboard import lesson
from dashboard.pages.neural_network import digits, plane, schema
from dashboard.view import state

PARTS: Final[dict[str, Callable[[], None]]] = {"plane": plane.part, "digits": digits.part}


def page() -> None:
    """Draw the page."""
    state.use(schema(PARTS))
    part = lesson.choose("neural_network", "part")
    if part:
        PARTS[part]()
        lesson.share()
    lesson.intro("neural_network")
