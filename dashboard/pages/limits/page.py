"""한계: what attention costs in time and memory, and what falls out of a finite context."""

from typing import Final

from dashboard import lesson
from dashboard.pages.limits import cache, memory, parameters, time, window
from dashboard.shell.sentence_box import sentence_box
from dashboard.view import state

PARTS: Final[dict[str, lesson.Part]] = {
    "time": time.part,
    "memory": memory.part,
    "parameters": parameters.part,
    "cache": cache.part,
    "window": window.part,
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
    subject = sentence_box()
    lesson.intro("limits")
    state.declare(*_KEYS)
    part = lesson.choose("limits", "part", tuple(PARTS))
    if subject.text and part:
        PARTS[part](subject)
        lesson.share()
