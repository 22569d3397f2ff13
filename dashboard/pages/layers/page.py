"""층을 지나며: the residual stream layer by layer, and which parts of the model made the answer."""

from typing import Final

from dashboard import lesson
from dashboard.pages.layers import lens, logit, movement, schema, steps
from dashboard.shell.sentence_box import sentence_box
from dashboard.store import models
from dashboard.view import state

PAGE: Final = "layers"


def page() -> None:
    """Draw the page."""
    subject = sentence_box()
    parts = {"lens": lens.draw, "steps": steps.draw, "movement": movement.draw, "logit": logit.draw}
    state.use(schema(parts, models.of(subject).config))
    state.read("part_of", logit.parse_part)
    lesson.parts(PAGE, parts, subject)
    lesson.intro(PAGE)
