"""배우는 과정: training looked back on, lived through, and gone wrong."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from dashboard import lesson
from dashboard.pages.learning import leak, live, schema
from dashboard.pages.learning.history import history
from dashboard.shell.sentence_box import sentence_box
from dashboard.shell.subject import on_show
from dashboard.store import models
from dashboard.view import state

PAGE: Final = "learning"


def page() -> None:
    """Draw the page."""
    state.use(schema(PARTS, live.PARTS, models.of(on_show()).config))
    part = lesson.choose(PAGE, "part")
    if part:
        PARTS[part]()
        lesson.share()
    lesson.intro(PAGE)


def _history() -> None:
    subject = sentence_box()
    if subject.text:
        history(replace(subject, model=models.sibling()))


PARTS: Final[dict[str, Callable[[], None]]] = {
    "history": _history,
    "live": live.part,
    "leak": leak.part,
}
