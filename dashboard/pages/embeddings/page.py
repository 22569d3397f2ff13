"""임베딩: a token takes its row of W_E, and the rows' places say what the words mean."""

from typing import Final

from dashboard import lesson
from dashboard.pages.embeddings import schema
from dashboard.pages.embeddings.analogies import analogies
from dashboard.pages.embeddings.comparison import comparison
from dashboard.pages.embeddings.directions import axes
from dashboard.pages.embeddings.examples import PRESETS
from dashboard.pages.embeddings.map import vocabulary_map
from dashboard.pages.embeddings.rows import rows
from dashboard.shell.sentence_box import sentence_box
from dashboard.store import models
from dashboard.view import state

PARTS: Final[dict[str, lesson.Part]] = {
    "rows": rows,
    "map": vocabulary_map,
    "analogies": analogies,
    "directions": axes,
    "comparison": comparison,
}


def page() -> None:
    """Draw the page."""
    subject = sentence_box(mask=False)
    state.use(schema(PARTS, PRESETS, models.of(subject).config))
    part = lesson.choose("embeddings", "part")
    if subject.text and part:
        PARTS[part](subject)
        lesson.share()
    lesson.intro("embeddings")
