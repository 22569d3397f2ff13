"""The smaller sibling's training, snapshot by snapshot, loaded and read once for everybody who looks.

All snapshots stay in memory as float32: some 150 MB for 18 models of 2 million parameters. What was computed
for sentences is bounded.
"""

import os
import threading
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import torch
from cachetools import LRUCache, cached
from jaxtyping import Float
from torch import Tensor

from dashboard.store import models, traces
from lmcore import history
from lmcore.analysis import embeddings, learning, word_groups
from lmcore.analysis.learning import Expected, JobHistory, Paths
from lmcore.checkpoints import Checkpoint
from lmcore.config import Mode
from lmcore.errors import CheckpointError
from lmcore.tokenizer import Token

SIBLING: Final = "small"
WINDOW: Final = 24
"""Tokens whose attention is drawn; of a longer sentence those around the chosen place."""
CANDIDATES: Final = 8
GROUPS: Final = ("kinship", "numbers", "countries", "time", "particles")
MOST_READ: Final = 64 * 2**20
MOST_EXPECTED: Final = 512
_lock = threading.Lock()


@dataclass(frozen=True)
class History:
    """Every snapshot of one checkpoint, in order, with its loss curve."""

    folder: Path
    steps: tuple[int, ...]
    snapshots: tuple[Checkpoint, ...]
    losses: history.Losses

    @property
    def last(self) -> Checkpoint:
        """The model at the end, whose tokenizer is that of all."""
        return self.snapshots[-1]

    def tokens(self, text: str) -> tuple[Token, ...]:
        """A sentence's tokens, the start token first."""
        tokenizer = self.last.tokenizer
        return (tokenizer.start_token(), *tokenizer.tokenize(text))


@dataclass(frozen=True)
class Words:
    """Words on the map, at every snapshot: rows of W_E, their names, groups as places in this list."""

    rows: tuple[int, ...]
    names: tuple[str, ...]
    groups: dict[str, tuple[int, ...]]
    paths: Paths


def folder() -> Path:
    """$DOTBOGI_HISTORY, else checkpoints/small."""
    return history.folder_of(os.environ.get("DOTBOGI_HISTORY") or SIBLING)


def sibling() -> History:
    """The history on show. Raises CheckpointError when there is none."""
    with _lock:
        return _load(folder())


@cache
def _load(kept: Path) -> History:
    torch.set_num_threads(1)
    steps = history.steps(kept)
    if not steps:
        raise CheckpointError("history.none", "{folder} holds no history", folder=kept)
    loaded = History(kept, steps, tuple(history.load(kept, step) for step in steps), history.losses(kept))
    models.settle()
    return loaded


def job_history(mode: Mode) -> JobHistory:
    """The measured jobs of all heads at all snapshots."""
    return _job_history(folder(), mode)


@cached(LRUCache(4), lock=threading.Lock())
def _job_history(kept: Path, mode: Mode) -> JobHistory:
    return learning.job_history(kept, mode)


def weights(text: str, mode: Mode, shown: slice) -> Float[Tensor, "step layer head query key"]:
    """Every head's weights among the tokens `shown`, at every snapshot."""
    return _weights(folder(), text, mode, shown.start, shown.stop)


@cached(LRUCache(MOST_READ, getsizeof=traces.size), condition=threading.Condition())
def _weights(kept: Path, text: str, mode: Mode, start: int, stop: int) -> Tensor:
    found = sibling()
    shown = slice(start, stop)
    each = (learning.attention(one.model, one.tokenizer, text, mode, shown) for one in found.snapshots)
    return torch.stack(list(each))


def expected(text: str, mode: Mode, place: int) -> tuple[Expected, ...]:
    """What each snapshot expects after a place."""
    return _expected(folder(), text, mode, place)


@cached(LRUCache(MOST_EXPECTED), condition=threading.Condition())
def _expected(kept: Path, text: str, mode: Mode, place: int) -> tuple[Expected, ...]:
    found = sibling()
    ids = torch.tensor([token.id for token in found.tokens(text)], device=found.last.model.W_E.device)
    return tuple(
        learning.expected(one.model, one.tokenizer, ids, place, mode, CANDIDATES) for one in found.snapshots
    )


def words(text: str) -> Words:
    """The named groups and the sentence's own words ("own") on the map."""
    rows, names, groups = _grouped(folder())
    vocabulary = _vocabulary(folder())
    index = {row: place for place, row in enumerate(rows)}
    sentence = dict.fromkeys(token.id for token in sibling().tokens(text)[1:])
    fresh = [row for row in sentence if row not in index and vocabulary.kinds[row] != "byte"]
    index |= {row: len(rows) + number for number, row in enumerate(fresh)}
    own = tuple(index[row] for row in sentence if row in index)
    everything = (*rows, *fresh)
    places = learning.paths([one.model.W_E[list(everything)] for one in sibling().snapshots], len(rows))
    named = (*names, *(vocabulary.names[row] for row in fresh))
    return Words(everything, named, groups | {"own": own}, places)


@cached(LRUCache(1), lock=threading.Lock())
def _vocabulary(kept: Path) -> embeddings.Vocabulary:
    return embeddings.vocabulary(sibling().last.model, sibling().last.tokenizer)


@cache
def _grouped(kept: Path) -> tuple[tuple[int, ...], tuple[str, ...], dict[str, tuple[int, ...]]]:
    """Rows of the groups without repetition, their names, and each group's places among them."""
    vocabulary = _vocabulary(kept)
    groups = word_groups.groups(vocabulary.names, vocabulary.kinds)
    rows: dict[int, str] = {}
    for group in GROUPS:
        for row in groups.get(group, ()):
            rows.setdefault(row, group)
    places = {group: tuple(place for place, row in enumerate(rows) if rows[row] == group) for group in GROUPS}
    return tuple(rows), tuple(vocabulary.names[row] for row in rows), places
