"""한계: what attention costs in time and memory, and what falls out of a finite context."""

from typing import Final

from dashboard import lesson
from dashboard.pages.limits import cache, memory, parameters, recurrent, schema, time, window
from dashboard.shell.sentence_box import sentence_box
from dashboard.view import state

PARTS: Final[dict[str, lesson.Part]] = {
    "time": time.part,
    "recurrent": recurrent.part,
    "memory": memory.part,
    "parameters": parameters.part,
    "cache": cache.part,
    "window": window.part,
}


def page() -> None:
    """Draw the page."""
    subject = sentence_box()
    state.use(schema(PARTS))
    part = lesson.choose("limits", "part")
    if subject.text and part:
        PARTS[part](subject)
        lesson.share()
    lesson.intro("limits")
