"""순전파 신경망: the hidden units that fire, for which words, to what effect, and the layer without ReLU."""

from dashboard import lesson
from dashboard.pages.feedforward import relu, schema, units
from dashboard.shell.sentence_box import sentence_box
from dashboard.store import models
from dashboard.view import state


def page() -> None:
    """Draw the page."""
    subject, parts = sentence_box(), {"units": units.draw, "relu": relu.draw}
    state.use(schema(parts, models.of(subject).config))
    lesson.parts(units.PAGE, parts, subject)
    lesson.intro(units.PAGE)
