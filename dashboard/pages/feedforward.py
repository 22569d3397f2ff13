"""순전파 신경망: the hidden units that fire, for which words, to what effect, and the layer without ReLU."""

from dashboard import inside, lesson, links, serving, state
from dashboard.lessons import relu, units
from dashboard.shell import run_app, sentence_box


def page() -> None:
    """Draw the page."""
    text, mode = sentence_box()
    lesson.intro(units.PAGE)
    config = serving.checkpoint().config
    inside.bounded("at", 0, config.context - 1, 0)
    state.read("unit", links.integer(0, config.d_ff - 1), None)
    units.layer()
    relu.linear()
    inside.parts(units.PAGE, {"units": units.draw, "relu": relu.draw}, text, mode)


if __name__ == "__main__":  # Streamlit opened this file by itself: see shell.run_app
    run_app()
