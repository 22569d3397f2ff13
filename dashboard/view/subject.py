"""What is looked at: a model that reads a text. Everything computed for a page is a function of one."""

from dataclasses import dataclass

from lmcore.config import Mode
from lmcore.edits import UNEDITED, Edits


@dataclass(frozen=True)
class Subject:
    """A model, a step of its training, a text, a mask and edits; hashable, so that it is the key of caches.

    model: a checkpoint's name or folder (see lmcore.checkpoints.folder_of). step: one of its history's, None
    for its final weights. text: what it reads, "" when there is nothing to read. edits: changes to the pass.
    """

    model: str
    step: int | None = None
    text: str = ""
    mode: Mode = "bidirectional"
    edits: Edits = UNEDITED

    @property
    def weights(self) -> "Subject":
        """The model alone, with nothing to read: the key of what depends on its weights only."""
        return Subject(self.model, self.step)
