"""W_E and what is computed from it, once for everybody who looks. Bounded: one checkpoint at a time."""

import threading
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from cachetools import LRUCache, cached

from dashboard.store import models
from dashboard.view.subject import Subject
from dashboard.work import maps
from lmcore.analysis import embeddings, word_groups
from lmcore.analysis.embeddings import Components, Vocabulary
from lmcore.analysis.vocabulary import Space, WordTable, word_table
from lmcore.checkpoints import Checkpoint
from lmcore.errors import LmcoreError

_COMPONENTS: Final = 3
"""Drawn of those that are left when the strongest are taken out, or of all."""

_locks: Final = {"rows": threading.Lock(), "words": threading.Lock()}


@dataclass(frozen=True)
class Book:
    """One checkpoint's rows of W_E, by name; the larger tables are made when first asked for."""

    loaded: Checkpoint
    rows: Vocabulary

    @cached_property
    def index(self) -> dict[str, int]:
        """Row of each name."""
        return {name: row for row, name in enumerate(self.rows.names)}

    @cached_property
    def fingerprint(self) -> str:
        """A name for these weights, under which maps of them are kept."""
        return maps.fingerprint(self.rows.vectors)

    @cached_property
    def groups(self) -> dict[str, tuple[int, ...]]:
        """Rows of each named group."""
        return word_groups.groups(self.rows.names, self.rows.kinds)

    @cached_property
    def components(self) -> Components:
        """The principal components of all rows: those that all rows share, and the next three."""
        count = round(self.rows.vectors.shape[1] / 100) + _COMPONENTS
        return embeddings.principal_components(self.rows.vectors, count)

    @cached_property
    def _tables(self) -> dict[Space, WordTable]:
        raw = self.rows.table
        return {"raw": raw, "centred": raw.without_common_directions()}

    @cached_property
    def _words(self) -> dict[Space, WordTable]:
        raw = word_table(self.loaded.model, self.loaded.tokenizer)
        return {"raw": raw, "centred": raw.without_common_directions()}

    def table(self, space: Space) -> WordTable:
        """All rows, as they are or without what all rows share."""
        with _locks["rows"]:
            return self._tables[space]

    def words(self, space: Space) -> WordTable:
        """The rows of whole words, the candidates of an analogy."""
        with _locks["words"]:
            return self._words[space]

    def find(self, typed: str) -> int:
        """The row of what a reader typed. Raises LmcoreError with advice when it is no token."""
        return embeddings.find(self.loaded.tokenizer, self.index, typed)

    def word(self, typed: str) -> str:
        """The whole word that a reader typed. Raises LmcoreError with advice when it is none."""
        row = self.find(typed)
        if self.rows.kinds[row] != "word":
            raise LmcoreError("embeddings.not_a_word", "{word} stands only inside words", word=typed.strip())
        return self.rows.names[row]


@cached(LRUCache(1), key=lambda subject: subject.weights, lock=threading.Lock())
def book(subject: Subject) -> Book:
    """The book of the subject's model."""
    loaded = models.of(subject)
    return Book(loaded, embeddings.vocabulary(loaded.model, loaded.tokenizer))
