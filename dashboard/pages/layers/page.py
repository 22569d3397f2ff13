"""층을 지나며: the residual stream layer by layer, and which parts of the model made the answer."""

from typing import Final

from dashboard import lesson
from dashboard.figures.layers import MEASURES
from dashboard.pages.layers import lens, logit, movement, steps
from dashboard.shell.sentence_box import sentence_box
from dashboard.store import models
from dashboard.view import links, state
from lmcore.config import ModelConfig

PAGE: Final = "layers"


def page() -> None:
    """Draw the page."""
    subject = sentence_box()
    lesson.intro(PAGE)
    _read_link(models.of(subject).config)
    parts = {"lens": lens.draw, "steps": steps.draw, "movement": movement.draw, "logit": logit.draw}
    lesson.parts(PAGE, parts, subject)


def _read_link(config: ModelConfig) -> None:
    """Look at every key, whichever part is on screen, so that nonsense is named in all of them."""
    lesson.bounded("at", 0, config.context - 1, 0)
    lesson.bounded("stage", 0, 2 * config.n_layers, 0)
    for key in ("target", "rival"):
        state.read(key, links.integer(0, config.vocabulary_size - 1), None)
    state.read("part_of", logit.parse_part, None)
    state.read("halves", links.flag, False)
    state.read("colour", links.choice(*MEASURES), MEASURES[0])
    state.read("measure", links.choice(*movement.MEASURES), movement.MEASURES[0])
    movement.phrases()
