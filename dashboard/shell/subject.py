"""What a page looks at before the reader has said anything: the model that this server shows."""

from dashboard.store import models
from dashboard.view.subject import Subject


def on_show() -> Subject:
    """The model with nothing to read. Pages with a sentence take theirs from `sentence_box`."""
    return Subject(models.default())
