"""The checkpoints that are looked at, each loaded once for everybody who looks."""

import gc
import os
import sys
import threading
from typing import Final

import torch
from cachetools import LRUCache, cached

from dashboard.view.subject import Subject
from lmcore import checkpoints, history
from lmcore.checkpoints import Checkpoint

MOST: Final = 32
"""Checkpoints in memory: the one on show, and all steps of a history (8 MB each for 2 million parameters)."""

_SIBLING: Final = "small"


def default() -> str:
    """The model that this server shows: `--checkpoint FOLDER`, else the default folder."""
    arguments = sys.argv[1:]
    if "--checkpoint" in arguments[:-1]:
        return arguments[arguments.index("--checkpoint") + 1]
    return str(checkpoints.default_folder())


def sibling() -> str:
    """The smaller model whose training was kept step by step: $DOTBOGI_HISTORY, else `small`."""
    return os.environ.get("DOTBOGI_HISTORY") or _SIBLING


def of(subject: Subject) -> Checkpoint:
    """The subject's model. Raises lmcore.errors.CheckpointError when it cannot be loaded."""
    return _load(subject.model, subject.step)


@cached(LRUCache(MOST), condition=threading.Condition())
def _load(model: str, step: int | None) -> Checkpoint:
    # Two OpenMP threads spin at barriers and cost more than they give once several visitors share two cores.
    torch.set_num_threads(1)
    loaded = history.load(model, step)
    loaded.tokenizer.tokenize("처음 한 번은 느립니다.")
    settle()
    return loaded


def settle() -> None:
    """Take all that lives now out of garbage collection.

    Streamlit collects after every run of every visitor; it need never walk torch, pandas and the model again.
    """
    gc.collect()
    gc.freeze()
