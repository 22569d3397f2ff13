"""What the pages on the model's inside compute, kept for everybody who looks: bounded, keyed by subjects."""

import threading
from collections.abc import Hashable
from dataclasses import dataclass, replace
from typing import Final

import torch
from cachetools import LRUCache, cached
from jaxtyping import Float, Int
from torch import Tensor

from dashboard.store import models, traces
from dashboard.view.subject import Subject
from lmcore.analysis import jobs as measuring
from lmcore.analysis import lens as lenses
from lmcore.analysis import movement as moving
from lmcore.analysis import stream as streaming
from lmcore.analysis import units as hidden_units
from lmcore.edits import UNEDITED
from lmcore.tokenizer import Token

STREAM_BYTES: Final = 128 * 2**20
READING_BYTES: Final = 256 * 2**20
SURVEYS: Final = 8
"""Measurements over the stored sample that are kept: two masks of a few checkpoints."""


@dataclass(frozen=True)
class Stream:
    """A sentence's tokens, and its residual stream while each place does not see what follows it."""

    tokens: tuple[Token, ...]
    ids: Int[Tensor, " token"]
    values: Float[Tensor, "stage token d_model"]


@cached(LRUCache(STREAM_BYTES, getsizeof=traces.size), condition=threading.Condition())
def stream(subject: Subject) -> Stream:
    """The stream of an unedited pass at all stages (see lmcore.analysis.stream.read)."""
    loaded = models.of(subject)
    tokens = (loaded.tokenizer.start_token(), *loaded.tokenizer.tokenize(subject.text))
    ids = torch.tensor([token.id for token in tokens], device=loaded.model.W_E.device)
    return Stream(tokens, ids, streaming.read(loaded.model, ids, subject.mode, loaded.tokenizer.mask_id))


@cached(LRUCache(STREAM_BYTES, getsizeof=traces.size), condition=threading.Condition())
def lens(subject: Subject, halves: bool) -> lenses.Lens:
    """The logit lens after every layer; with `halves` also between attention and feed-forward."""
    read = stream(subject)
    values = read.values if halves else read.values[::2]
    return lenses.lens(models.of(subject).model, values, streaming.next_ids(read.ids))


@cached(LRUCache(READING_BYTES, getsizeof=traces.size), condition=threading.Condition())
def reading(subject: Subject, place: int) -> streaming.Reading:
    """The pass that is asked about the token after `place`; edits to layers and positions are heeded."""
    loaded, ids = models.of(subject), stream(replace(subject, edits=UNEDITED)).ids
    mask, mode = loaded.tokenizer.mask_id, subject.mode
    return streaming.read_place(loaded.model, ids, place, mode, mask, subject.edits)


def _survey(subject: Subject) -> Hashable:
    """What a measurement over the stored sample depends on."""
    return subject.weights, subject.mode


@cached(LRUCache(SURVEYS), key=_survey, condition=threading.Condition())
def jobs(subject: Subject) -> measuring.Jobs:
    """The measured jobs of all heads."""
    loaded = models.of(subject)
    return measuring.measure(loaded.model, loaded.tokenizer, subject.mode)


@cached(LRUCache(SURVEYS), key=_survey, condition=threading.Condition())
def exemplars(subject: Subject) -> hidden_units.Exemplars:
    """Where hidden units fire most."""
    loaded = models.of(subject)
    return hidden_units.exemplars(loaded.model, loaded.tokenizer, subject.mode)


@cached(LRUCache(SURVEYS), key=_survey, condition=threading.Condition())
def chance_cosine(subject: Subject) -> Float[Tensor, " stage"]:
    """Mean cosine of two different tokens, per stage."""
    loaded = models.of(subject)
    return moving.chance_cosine(loaded.model, loaded.tokenizer, subject.mode)
