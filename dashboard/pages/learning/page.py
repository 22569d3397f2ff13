"""배우는 과정: training looked back on, lived through, and gone wrong."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from dashboard import lesson
from dashboard.pages.learning import leak, live
from dashboard.pages.learning.history import history
from dashboard.shell.sentence_box import sentence_box
from dashboard.store import models
from dashboard.view import state

PAGE: Final = "learning"
_KEYS: Final = ("step", "head", "at", "task", "off", "seed", "seconds", "look", "opening", "T", "draw")


def page() -> None:
    """Draw the page."""
    lesson.intro(PAGE)
    state.declare(*_KEYS)
    state.text()  # two of the parts have no sentence, but a link may carry one on
    state.mode()
    part = lesson.choose(PAGE, "part", tuple(PARTS))
    if part:
        PARTS[part]()
        lesson.share()


def _history() -> None:
    subject = sentence_box()
    if subject.text:
        history(replace(subject, model=models.sibling()))


PARTS: Final[dict[str, Callable[[], None]]] = {
    "history": _history,
    "live": live.part,
    "leak": leak.part,
}
