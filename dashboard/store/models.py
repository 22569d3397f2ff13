"""The checkpoint on show, loaded once for everybody who looks."""

import gc
import sys
import threading
from functools import cache
from pathlib import Path

import torch

from lmcore import checkpoints
from lmcore.checkpoints import Checkpoint

_lock = threading.Lock()


def checkpoint_folder() -> Path:
    """`--checkpoint FOLDER`, else the default."""
    arguments = sys.argv[1:]
    if "--checkpoint" in arguments[:-1]:
        return checkpoints.folder_of(arguments[arguments.index("--checkpoint") + 1])
    return checkpoints.default_folder()


def checkpoint() -> Checkpoint:
    """The model on show. Raises lmcore.errors.CheckpointError when its folder cannot be loaded."""
    with _lock:
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
