"""The checkpoint and its traces, loaded once for everybody who looks.

Nothing here is per visitor: a `Trace` is frozen, so one copy serves all. The caches are bounded in bytes.
"""

import gc
import sys
import threading
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from functools import cache
from pathlib import Path
from typing import Final

import torch
from cachetools import LRUCache, cached

from lmcore import checkpoints
from lmcore import trace as tracing
from lmcore.checkpoints import Checkpoint
from lmcore.config import Mode
from lmcore.edits import UNEDITED, Edits
from lmcore.trace import Trace

CACHE_BYTES: Final = 512 * 2**20
"""Room for traces: some 40 sentences of 128 tokens, or two of 512, with a model of 6 layers and 8 heads."""

_condition = threading.Condition()


def checkpoint_folder() -> Path:
    """`--checkpoint FOLDER`, else the default."""
    arguments = sys.argv[1:]
    if "--checkpoint" in arguments[:-1]:
        return checkpoints.folder_of(arguments[arguments.index("--checkpoint") + 1])
    return checkpoints.default_folder()


def checkpoint() -> Checkpoint:
    """The model on show. Raises lmcore.errors.CheckpointError when its folder cannot be loaded."""
    with _condition:
        return _load(checkpoint_folder())


@cache
def _load(folder: Path) -> Checkpoint:
    # Two OpenMP threads spin at barriers and cost more than they give once several visitors share two cores.
    torch.set_num_threads(1)
    loaded = checkpoints.load(folder)
    loaded.tokenizer.tokenize("처음 한 번은 느립니다.")
    settle()
    return loaded


def settle() -> None:
    """Take all that lives now out of garbage collection.

    Streamlit collects after every run of every visitor; it need never walk torch, pandas and the model again.
    """
    gc.collect()
    gc.freeze()


def trace(text: str, mode: Mode, edits: Edits = UNEDITED) -> Trace:
    """The trace of a sentence under a mask and edits, computed once however many ask for it at the same time.

    Raises lmcore.errors.LmcoreError, as lmcore.trace.trace does.
    """
    return _trace(checkpoint_folder(), text, mode, edits)


@cached(LRUCache(CACHE_BYTES, getsizeof=lambda trace: size(trace)), condition=threading.Condition())
def _trace(folder: Path, text: str, mode: Mode, edits: Edits) -> Trace:
    loaded = checkpoint()
    return tracing.trace(loaded.model, loaded.tokenizer, text, mode, edits)


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
