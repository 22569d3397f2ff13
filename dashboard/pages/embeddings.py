"""임베딩: a token takes its row of W_E, and the rows' places say what the words mean."""

from collections.abc import Callable
from typing import Final

from dashboard import lesson, state
from dashboard.parts.embeddings_analogies import analogies
from dashboard.parts.embeddings_comparison import comparison
from dashboard.parts.embeddings_directions import axes
from dashboard.parts.embeddings_map import vocabulary_map
from dashboard.parts.embeddings_rows import rows
from dashboard.shell import run_app, sentence_box

PARTS: Final[dict[str, Callable[[str], None]]] = {
    "rows": rows,
    "map": vocabulary_map,
    "analogies": analogies,
    "directions": axes,
    "comparison": comparison,
}


def page() -> None:
    """Draw the page."""
    text, _ = sentence_box(mask=False)
    lesson.intro("embeddings")
    state.declare("token", "word", "space", "method", "dims", "camera", "groups", "lasso")
    state.declare("a", "b", "c", "d", "rule", "axis", "plus", "minus", "test", "near")
    part = lesson.part("embeddings", PARTS)
    if text and part:
        PARTS[part](text)
        lesson.share()


if __name__ == "__main__":  # Streamlit opened this file by itself: see shell.run_app
    run_app()
