"""순전파 신경망: the hidden units that fire, for which words, to what effect, and the layer without ReLU."""

from dashboard import lesson
from dashboard.pages.feedforward import relu, units
from dashboard.shell.sentence_box import sentence_box
from dashboard.store import models
from dashboard.view import links, state


def page() -> None:
    """Draw the page."""
    subject = sentence_box()
    lesson.intro(units.PAGE)
    config = models.of(subject).config
    lesson.bounded("at", 0, config.context - 1, 0)
    state.read("unit", links.integer(0, config.d_ff - 1), None)
    units.layer(config)
    relu.linear(config)
    lesson.parts(units.PAGE, {"units": units.draw, "relu": relu.draw}, subject)
