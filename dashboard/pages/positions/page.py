"""위치: how the model is told where a token stands, and what is lost without it."""

from typing import Final

from dashboard import lesson
from dashboard.pages.positions import schema
from dashboard.pages.positions.methods import methods
from dashboard.pages.positions.rotation import distance, rotation
from dashboard.pages.positions.shuffle import shuffle
from dashboard.pages.positions.waves import waves
from dashboard.shell.sentence_box import sentence_box
from dashboard.store import models
from dashboard.view import state

PARTS: Final[dict[str, lesson.Part]] = {
    "waves": waves,
    "distance": distance,
    "rotation": rotation,
    "methods": methods,
    "shuffle": shuffle,
}


def page() -> None:
    """Draw the page."""
    subject = sentence_box()
    state.use(schema(PARTS, models.of(subject).config))
    part = lesson.choose("positions", "part")
    if subject.text and part:
        PARTS[part](subject)
        lesson.share()
    lesson.intro("positions")
