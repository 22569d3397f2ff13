"""A model's training, snapshot by snapshot, loaded and read once for everybody who looks.

Here a subject's step is left out: what is asked is asked of all steps. All snapshots stay in memory as
float32: some 150 MB for 18 models of 2 million parameters. What was computed for sentences is bounded.
"""

import threading
from collections.abc import Hashable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import torch
from cachetools import LRUCache, cached
from jaxtyping import Float
from torch import Tensor

from dashboard.store import models, traces
from dashboard.view.subject import Subject
from lmcore import checkpoints, history
from lmcore.analysis import embeddings, learning, word_groups
from lmcore.analysis.learning import Expected, JobHistory, Paths
from lmcore.checkpoints import Checkpoint
from lmcore.errors import CheckpointError
from lmcore.tokenizer import Token

WINDOW: Final = 24
"""Tokens whose attention is drawn; of a longer sentence those around the chosen place."""
CANDIDATES: Final = 8
GROUPS: Final = ("kinship", "numbers", "countries", "time", "particles")
MOST_READ: Final = 64 * 2**20
MOST_EXPECTED: Final = 512


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


def _model(subject: Subject, *_: object) -> Hashable:
    return subject.model


def steps(model: str) -> tuple[int, ...]:
    """The steps of which a model has snapshots, in order; () for one without a history."""
    return history.steps(model)


@cached(LRUCache(1), key=_model, condition=threading.Condition())
def of(subject: Subject) -> History:
    """The history of the subject's model. Raises CheckpointError when there is none."""
    kept, found = checkpoints.folder_of(subject.model), steps(subject.model)
    if not found:
        raise CheckpointError("history.none", "{folder} holds no history", folder=kept)
    snapshots = tuple(models.of(Subject(subject.model, step)) for step in found)
    return History(kept, found, snapshots, history.losses(kept))


@cached(LRUCache(4), key=lambda subject: (subject.model, subject.mode), condition=threading.Condition())
def jobs(subject: Subject) -> JobHistory:
    """The measured jobs of all heads at all snapshots."""
    return learning.job_history(checkpoints.folder_of(subject.model), subject.mode)


def weights(subject: Subject, shown: slice) -> Float[Tensor, "step layer head query key"]:
    """Every head's weights among the tokens `shown`, at every snapshot."""
    return _weights(replace(subject, step=None), shown.start, shown.stop)


@cached(LRUCache(MOST_READ, getsizeof=traces.size), condition=threading.Condition())
def _weights(subject: Subject, start: int, stop: int) -> Tensor:
    shown = slice(start, stop)
    each = (
        learning.attention(one.model, one.tokenizer, subject.text, subject.mode, shown)
        for one in of(subject).snapshots
    )
    return torch.stack(list(each))


@cached(LRUCache(MOST_EXPECTED), condition=threading.Condition())
def expected(subject: Subject, place: int) -> tuple[Expected, ...]:
    """What each snapshot expects after a place."""
    found = of(subject)
    ids = torch.tensor([token.id for token in found.tokens(subject.text)], device=found.last.model.W_E.device)
    return tuple(
        learning.expected(one.model, one.tokenizer, ids, place, subject.mode, CANDIDATES)
        for one in found.snapshots
    )


def words(subject: Subject) -> Words:
    """The named groups and the sentence's own words ("own") on the map."""
    rows, names, groups = _grouped(subject)
    found, vocabulary = of(subject), _vocabulary(subject)
    index = {row: place for place, row in enumerate(rows)}
    sentence = dict.fromkeys(token.id for token in found.tokens(subject.text)[1:])
    fresh = [row for row in sentence if row not in index and vocabulary.kinds[row] != "byte"]
    index |= {row: len(rows) + number for number, row in enumerate(fresh)}
    own = tuple(index[row] for row in sentence if row in index)
    everything = (*rows, *fresh)
    places = learning.paths([one.model.W_E[list(everything)] for one in found.snapshots], len(rows))
    named = (*names, *(vocabulary.names[row] for row in fresh))
    return Words(everything, named, groups | {"own": own}, places)


@cached(LRUCache(1), key=_model, condition=threading.Condition())
def _vocabulary(subject: Subject) -> embeddings.Vocabulary:
    last = of(subject).last
    return embeddings.vocabulary(last.model, last.tokenizer)


@cached(LRUCache(1), key=_model, condition=threading.Condition())
def _grouped(subject: Subject) -> tuple[tuple[int, ...], tuple[str, ...], dict[str, tuple[int, ...]]]:
    """Rows of the groups without repetition, their names, and each group's places among them."""
    vocabulary = _vocabulary(subject)
    groups = word_groups.groups(vocabulary.names, vocabulary.kinds)
    rows: dict[int, str] = {}
    for group in GROUPS:
        for row in groups.get(group, ()):
            rows.setdefault(row, group)
    places = {group: tuple(place for place, row in enumerate(rows) if rows[row] == group) for group in GROUPS}
    return tuple(rows), tuple(vocabulary.names[row] for row in rows), places
