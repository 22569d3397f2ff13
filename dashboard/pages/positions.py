"""위치: how the model is told where a token stands, and what is lost without it."""

from collections.abc import Callable
from typing import Final

from dashboard import lesson, state
from dashboard.parts.positions_methods import methods
from dashboard.parts.positions_rotation import distance, rotation
from dashboard.parts.positions_shuffle import shuffle
from dashboard.parts.positions_waves import waves
from dashboard.shell import run_app, sentence_box
from lmcore.config import Mode

PARTS: Final[dict[str, Callable[[str, Mode], None]]] = {
    "waves": waves,
    "distance": distance,
    "rotation": rotation,
    "methods": methods,
    "shuffle": shuffle,
}


def page() -> None:
    """Draw the page."""
    text, mode = sentence_box()
    lesson.intro("positions")
    state.declare("part", "pair", "p", "shift", "query", "key", "layer", "head", "seed", "off")
    part = lesson.part("positions", PARTS)
    if text and part:
        PARTS[part](text, mode)
        lesson.share()


if __name__ == "__main__":  # Streamlit opened this file by itself: see shell.run_app
    run_app()
