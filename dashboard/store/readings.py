"""What the pages on the model's inside compute, kept for everybody who looks: bounded, keyed by small
values.
"""

import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import torch
from cachetools import LRUCache, cached
from jaxtyping import Float, Int
from torch import Tensor

from dashboard.store import models, traces
from lmcore.analysis import jobs as measuring
from lmcore.analysis import lens as lenses
from lmcore.analysis import movement as moving
from lmcore.analysis import stream as streaming
from lmcore.analysis import units as hidden_units
from lmcore.config import Mode
from lmcore.edits import UNEDITED, Edits
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


def stream(text: str, mode: Mode) -> Stream:
    """The stream of a text at all stages (see lmcore.analysis.stream.read)."""
    return _stream(models.checkpoint_folder(), text, mode)


def lens(text: str, mode: Mode, halves: bool) -> lenses.Lens:
    """The logit lens of a text after every layer; with `halves` also between attention and feed-forward."""
    return _lens(models.checkpoint_folder(), text, mode, halves)


def reading(text: str, mode: Mode, place: int, edits: Edits = UNEDITED) -> streaming.Reading:
    """The pass that is asked about the token after `place`."""
    return _reading(models.checkpoint_folder(), text, mode, place, edits)


def jobs(mode: Mode) -> measuring.Jobs:
    """The measured jobs of all heads."""
    return _jobs(models.checkpoint_folder(), mode)


def exemplars(mode: Mode) -> hidden_units.Exemplars:
    """Where hidden units fire most."""
    return _exemplars(models.checkpoint_folder(), mode)


def chance_cosine(mode: Mode) -> Float[Tensor, " stage"]:
    """Mean cosine of two different tokens, per stage."""
    return _chance_cosine(models.checkpoint_folder(), mode)


@cached(LRUCache(STREAM_BYTES, getsizeof=traces.size), condition=threading.Condition())
def _stream(folder: Path, text: str, mode: Mode) -> Stream:
    loaded = models.checkpoint()
    tokens = (loaded.tokenizer.start_token(), *loaded.tokenizer.tokenize(text))
    ids = torch.tensor([token.id for token in tokens], device=loaded.model.W_E.device)
    return Stream(tokens, ids, streaming.read(loaded.model, ids, mode, loaded.tokenizer.mask_id))


@cached(LRUCache(STREAM_BYTES, getsizeof=traces.size), condition=threading.Condition())
def _lens(folder: Path, text: str, mode: Mode, halves: bool) -> lenses.Lens:
    read = stream(text, mode)
    values = read.values if halves else read.values[::2]
    return lenses.lens(models.checkpoint().model, values, streaming.next_ids(read.ids))


@cached(LRUCache(READING_BYTES, getsizeof=traces.size), condition=threading.Condition())
def _reading(folder: Path, text: str, mode: Mode, place: int, edits: Edits) -> streaming.Reading:
    loaded = models.checkpoint()
    ids = stream(text, mode).ids
    return streaming.read_place(loaded.model, ids, place, mode, loaded.tokenizer.mask_id, edits)


@cached(LRUCache(SURVEYS), condition=threading.Condition())
def _jobs(folder: Path, mode: Mode) -> measuring.Jobs:
    loaded = models.checkpoint()
    return measuring.measure(loaded.model, loaded.tokenizer, mode)


@cached(LRUCache(SURVEYS), condition=threading.Condition())
def _exemplars(folder: Path, mode: Mode) -> hidden_units.Exemplars:
    loaded = models.checkpoint()
    return hidden_units.exemplars(loaded.model, loaded.tokenizer, mode)


@cached(LRUCache(SURVEYS), condition=threading.Condition())
def _chance_cosine(folder: Path, mode: Mode) -> Float[Tensor, " stage"]:
    loaded = models.checkpoint()
    return moving.chance_cosine(loaded.model, loaded.tokenizer, mode)
