"""The key-value cache at work: what it holds at each step of writing, and the time it saves.

Under the causal mask the keys and values of what was read cannot change (2.15), (2.18). With a cache each
step computes those of one token; without one it computes those of all again.
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from lmcore.generation import Cache, check_length, next_logits, read
from lmcore.model import Transformer


@dataclass(frozen=True)
class Written:
    """A text written greedily after a prompt, and the cache at its end. n = tokens read.

    ids: (n,), the prompt and what was written, but for the last token, which was never read; next: that
    token. prompt: how many of the ids. keys, values: (layer, n) norms of each token's vectors over all heads.
    n_bytes: what the cache held after the prompt and after each step.
    """

    ids: tuple[int, ...]
    next: int
    prompt: int
    keys: Float[Tensor, "layer n"]
    values: Float[Tensor, "layer n"]
    n_bytes: tuple[int, ...]


@dataclass(frozen=True)
class Step:
    """The time of one token, n tokens being read when it was chosen.

    cached, anew: processor seconds with the cache and without. same: both chose the same token. difference:
    the largest |logit with − logit without|.
    """

    n: int
    cached: float
    anew: float
    same: bool
    difference: float


@torch.inference_mode()
def write(model: Transformer, prompt: Sequence[int], count: int, end: int) -> Written:
    """Write `count` tokens after `prompt` (the start token first), the likeliest each time but for `end`.

    Fewer where the context is full. Raises LmcoreError for a prompt longer than the context.
    """
    check_length(len(prompt), model.config)
    cache, ids, sizes = Cache(model.config, model.W_E.device), list(prompt), []
    logits = _read(model, ids, cache)
    sizes.append(cache.n_bytes)
    for _ in range(min(count, model.config.context - len(prompt))):
        ids.append(_best(logits, end))
        logits = _read(model, ids[-1:], cache)
        sizes.append(cache.n_bytes)
    held = [_norms(stored, cache.length) for stored in (cache.keys, cache.values)]
    return Written(tuple(ids), _best(logits, end), len(prompt), held[0], held[1], tuple(sizes))


@torch.inference_mode()
def steps(model: Transformer, prompt: Sequence[int], count: int, rounds: int, end: int) -> Iterator[Step]:
    """Write as `write` does, each token with the cache and at once again without, `rounds` times over.

    Both ways take turns token by token, so that whatever else the machine does meets both alike. A first
    step warms up and is not given. The time is the processor's for this thread.
    """
    check_length(len(prompt), model.config)
    for number in range(rounds + 1):
        cache, ids = Cache(model.config, model.W_E.device), list(prompt)
        _read(model, ids[:-1], cache) if len(ids) > 1 else None
        for _ in range(min(count, model.config.context - len(prompt) + 1) if number else 1):
            start = time.thread_time()
            logits = _read(model, ids[-1:], cache)
            middle = time.thread_time()
            again = _read(model, ids, Cache(model.config, model.W_E.device))
            anew = time.thread_time() - middle
            if number:
                same = _best(logits, end) == _best(again, end)
                yield Step(len(ids), middle - start, anew, same, float((logits - again).abs().max()))
            ids.append(_best(logits, end))


def ratio(measured: Sequence[Step]) -> float:
    """How many times longer a token takes without the cache: medians of each length, summed, divided."""
    cached, anew = medians(measured)
    return float(anew.sum() / cached.sum())


def medians(measured: Sequence[Step]) -> tuple[np.ndarray, np.ndarray]:
    """Median seconds with and without the cache for each n, in ascending order of n."""
    lengths = sorted({step.n for step in measured})
    groups = [[step for step in measured if step.n == n] for n in lengths]
    cached = [float(np.median([step.cached for step in group])) for group in groups]
    return np.array(cached), np.array([float(np.median([step.anew for step in group])) for group in groups])


def _read(model: Transformer, ids: Sequence[int], cache: Cache) -> Float[Tensor, " vocabulary"]:
    return next_logits(model, read(model, ids, cache=cache))


def _best(logits: Float[Tensor, " vocabulary"], end: int) -> int:
    """The likeliest token that does not end the text."""
    first, second = logits.topk(2).indices.tolist()
    return second if first == end else first


def _norms(stored: Float[Tensor, "layer 1 head context d_head"], n: int) -> Float[Tensor, "layer n"]:
    return stored[:, 0, :, :n].pow(2).sum((1, 3)).sqrt()
