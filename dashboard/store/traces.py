"""The traces of sentences, computed once: a `Trace` is frozen, so one copy serves everybody."""

import threading
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Final

import torch
from cachetools import LRUCache, cached

from dashboard.store import models
from dashboard.view.subject import Subject
from lmcore import trace as tracing
from lmcore.trace import Trace

CACHE_BYTES: Final = 512 * 2**20
"""Room for traces: some 40 sentences of 128 tokens, or two of 512, with a model of 6 layers and 8 heads."""


@cached(LRUCache(CACHE_BYTES, getsizeof=lambda trace: size(trace)), condition=threading.Condition())
def trace(subject: Subject) -> Trace:
    """The trace of a subject, computed once however many ask for it at the same time.

    Raises lmcore.errors.LmcoreError, as lmcore.trace.trace does.
    """
    loaded = models.of(subject)
    return tracing.trace(loaded.model, loaded.tokenizer, subject.text, subject.mode, subject.edits)


def size(result: object) -> int:
    """Bytes held by the tensors of a (nested) dataclass, each storage counted once."""
    storages = {
        tensor.untyped_storage().data_ptr(): tensor.untyped_storage().nbytes() for tensor in _tensors(result)
    }
    return sum(storages.values()) + 1


def _tensors(result: object) -> Iterator[torch.Tensor]:
    if isinstance(result, torch.Tensor):
        yield result
    elif isinstance(result, (tuple, list)):
        for item in result:
            yield from _tensors(item)
    elif is_dataclass(result):
        for field in fields(result):
            yield from _tensors(getattr(result, field.name))
