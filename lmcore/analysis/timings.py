"""Attention timed stage by stage on the machine at hand, and the curve a + b n + c n² through the times."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import torch
from scipy.optimize import nnls
from torch import Tensor
from torch.nn import functional as F

from lmcore.attention import (
    Attention,
    allowed_pairs,
    concatenate,
    mask_scores,
    scale,
    score,
    softmax_weights,
    weighted_sum,
)
from lmcore.config import Mode
from lmcore.model import Block, Transformer

STAGES: Final = ("project", "score", "softmax", "sum", "output")
"""What one layer of attention does, in order; softmax includes the division by sqrt(d_k) and the mask."""
PAIRWISE: Final = ("score", "softmax", "sum")
"""The stages that look at all n × n pairs: what the fused kernel does in one go."""
FUSED: Final = "fused"
LENGTHS: Final = (16, 32, 64, 96, 128, 192, 256, 320, 384, 448, 512)


@dataclass(frozen=True)
class Sample:
    """One layer for n tokens, once. seconds: processor time of each stage or way of computing it.

    difference: the largest one between two ways that should give the same numbers, as |z explicit − z fused|.
    """

    n: int
    seconds: dict[str, float]
    difference: float


def lengths_within(context: int) -> tuple[int, ...]:
    """The lengths to time that a model can read, its whole context (up to the longest) among them."""
    longest = min(context, LENGTHS[-1])
    return (*(n for n in LENGTHS if n < longest), longest)


def samples(
    model: Transformer, ids: Sequence[int], mode: Mode, lengths: Sequence[int], rounds: int
) -> Iterator[Sample]:
    """Time the first layer at every length, `rounds` times over; a first round warms up and is not given.

    The input is the text's own, repeated until it is long enough.
    """
    attention, rows = inputs(model, ids, lengths)
    return in_rounds(rows, rounds, lambda x: time_layer(attention, x, mode))


def in_rounds(rows: Sequence[Tensor], rounds: int, timed: Callable[[Tensor], Sample]) -> Iterator[Sample]:
    """`timed` of every input, `rounds` times over, after a first round that warms up and is not given.

    Each round goes through all lengths, so that whatever else the machine does falls on all of them alike.
    """
    for number in range(rounds + 1):
        for x in rows:
            sample = timed(x)
            if number:
                yield sample


def inputs(model: Transformer, ids: Sequence[int], lengths: Sequence[int]) -> tuple[Attention, list[Tensor]]:
    """The first layer's attention and what it reads of the text, repeated: (1, n, d_model) a length."""
    block = model.blocks[0]
    assert isinstance(block, Block)
    longest = max(lengths)
    repeated = (list(ids) * (longest // len(ids) + 1))[:longest]
    with torch.inference_mode():
        row = torch.tensor([repeated], device=model.W_E.device)
        x = block.norm_1(model.embed(row) + model.position(longest))
        return block.attention, [x[:, :n].contiguous() for n in lengths]


@torch.inference_mode()
def time_layer(attention: Attention, x: Tensor, mode: Mode) -> Sample:
    """One layer, stage by stage and then with PyTorch's fused kernel, for x of shape (1, n, d_model).

    The time is the processor's for this thread: waiting while the machine does something else is not counted.
    PyTorch has to work on one thread, as the dashboard sets it.
    """
    n = x.shape[1]
    allowed = allowed_pairs(mode, n, n, device=x.device)
    marks = [time.thread_time()]
    q, k, v = attention.queries_keys_values(x)
    marks.append(time.thread_time())
    scores = score(q, k)
    marks.append(time.thread_time())
    weights = softmax_weights(mask_scores(scale(scores, q.shape[-1]), allowed))
    marks.append(time.thread_time())
    z = weighted_sum(weights, v)
    marks.append(time.thread_time())
    _ = concatenate(z) @ attention.W_O
    marks.append(time.thread_time())
    fused = F.scaled_dot_product_attention(q, k, v, is_causal=mode == "causal")
    marks.append(time.thread_time())
    seconds: dict[str, float] = dict(zip((*STAGES, FUSED), np.diff(marks).tolist(), strict=True))
    return Sample(n, seconds, float((fused - z).abs().max()))


@dataclass(frozen=True)
class Times:
    """Times of several rounds: n (length,), seconds (round, length) in ascending order of n."""

    n: np.ndarray
    seconds: np.ndarray

    @property
    def median(self) -> np.ndarray:
        """The middle one of the rounds, which one interruption cannot move."""
        return np.median(self.seconds, axis=0)

    @property
    def quartiles(self) -> tuple[np.ndarray, np.ndarray]:
        """A quarter of the rounds was faster than the first, a quarter slower than the second."""
        low, high = np.quantile(self.seconds, (0.25, 0.75), axis=0)
        return low, high


def times(gathered: Sequence[Sample], stages: Sequence[str]) -> Times:
    """The time of `stages` together, from the rounds that are complete; ValueError when none is."""
    lengths = sorted({sample.n for sample in gathered})
    by_length = [[sum(s.seconds[name] for name in stages) for s in gathered if s.n == n] for n in lengths]
    complete = min(map(len, by_length), default=0)
    if not complete:
        raise ValueError("no round is complete yet")
    return Times(np.array(lengths), np.array([row[:complete] for row in by_length]).T)


@dataclass(frozen=True)
class Fit:
    """T(n) = a + b n + c n², in seconds."""

    a: float
    b: float
    c: float

    def at(self, n: np.ndarray | float) -> np.ndarray | np.floating:
        """T(n)."""
        n = np.asarray(n, dtype=float)
        return self.a + self.b * n + self.c * n**2

    def share(self, n: float) -> float:
        """The part of T(n) that c n² makes up."""
        return float(self.c * n**2 / self.at(n))

    def exponent(self, n: float) -> float:
        """The slope d log T / d log n: T grows like n to this power around n. Between 0 and 2."""
        return float((self.b * n + 2 * self.c * n**2) / self.at(n))


def fit(n: np.ndarray, seconds: np.ndarray) -> Fit:
    """Least squares of the relative error, with no part of a cost below zero (Lawson and Hanson's NNLS).

    Relative, because the absolute errors of the longest text would outweigh all short ones.
    """
    powers = np.stack((np.ones(len(n)), n, np.square(n, dtype=float)), axis=1)
    # columns of about one size, or NNLS takes the smallest for rounding noise
    sizes = powers[-1]
    coefficients, _ = nnls(powers / sizes / seconds[:, None], np.ones(len(n)))
    a, b, c = coefficients / sizes
    return Fit(float(a), float(b), float(c))
