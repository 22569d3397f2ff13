"""A small recurrent network beside one layer of attention: what must wait for what, and how long both take.

h_t = tanh(x_t W_x + h_{t−1} W_h) (Elman 1990): the vector of token t needs that of token t − 1, so n tokens
take n steps, whatever the machine. A row of attention needs only the inputs, so all n rows can be computed at
once (Vaswani et al. 2017, table 1: sequential operations).
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import torch
from jaxtyping import Float, Int
from torch import Tensor

from lmcore.analysis.timings import Sample, in_rounds, inputs
from lmcore.attention import (
    Allowed,
    Attention,
    allowed_pairs,
    attention_weights,
    concatenate,
    weighted_sum,
)
from lmcore.config import Mode
from lmcore.model import Transformer

Reader = Literal["recurrent", "attention"]
READERS: Final[tuple[Reader, ...]] = ("recurrent", "attention")


@dataclass(frozen=True)
class Recurrent:
    """W_x, W_h (d, d): random, as before any training: asked is how it computes, not what it knows."""

    W_x: Float[Tensor, "d d"]
    W_h: Float[Tensor, "d d"]

    @classmethod
    def random(cls, d: int, seed: int = 0) -> "Recurrent":
        """Normal numbers / √d, so that vectors keep about their length."""
        generator = torch.Generator().manual_seed(seed)
        W_x, W_h = (torch.randn(d, d, generator=generator) / d**0.5 for _ in range(2))
        return cls(W_x, W_h)

    def read(self, x: Float[Tensor, "n d"]) -> Float[Tensor, "n d"]:
        """All hidden vectors, one after the other. What does not wait, x W_x, is done at once for all."""
        h, states = torch.zeros(x.shape[1]), []
        for inner in x @ self.W_x:
            h = torch.tanh(inner + h @ self.W_h)
            states.append(h)
        return torch.stack(states)


def attend_row(
    attention: Attention, x: Float[Tensor, "1 n d"], allowed: Allowed, row: int
) -> Float[Tensor, "1 1 d"]:
    """One row of attention by itself, which asks for no other row's result."""
    q, k, v = attention.queries_keys_values(x)
    one = slice(row, row + 1)
    weights = attention_weights(q[:, :, one], k, allowed[:, :, one])
    return concatenate(weighted_sum(weights, v)) @ attention.W_O


def ready_at(n: int) -> dict[Reader, Int[Tensor, " n"]]:
    """The step, from 1, after which the vector of each of n tokens is there, in one layer."""
    return {"recurrent": torch.arange(1, n + 1), "attention": torch.ones(n, dtype=torch.int64)}


def waits(n: int, layers: int) -> dict[Reader, int]:
    """Steps that must wait for one another: a recurrent layer may begin one token behind the one below it."""
    return {"recurrent": n + layers - 1, "attention": layers}


def samples(
    model: Transformer, ids: Sequence[int], mode: Mode, lengths: Sequence[int], rounds: int
) -> Iterator[Sample]:
    """Time both readers at every length, `rounds` times over; a first round warms up and is not given.

    Both read the same embeddings of the text, repeated until it is long enough. seconds: those of the
    processor for this thread; difference: of the last row of attention, alone and among all.
    """
    attention, rows = inputs(model, ids, lengths)
    network = Recurrent.random(model.config.d_model)
    return in_rounds(rows, rounds, lambda x: _time(network, attention, x, mode))


@torch.inference_mode()
def _time(network: Recurrent, attention: Attention, x: Float[Tensor, "1 n d"], mode: Mode) -> Sample:
    n = x.shape[1]
    allowed = allowed_pairs(mode, n, n, device=x.device)
    marks = [time.thread_time()]
    network.read(x[0])
    marks.append(time.thread_time())
    whole = attention.stages(x, allowed).output
    marks.append(time.thread_time())
    alone = attend_row(attention, x, allowed, n - 1)
    seconds: dict[str, float] = {"recurrent": marks[1] - marks[0], "attention": marks[2] - marks[1]}
    return Sample(n, seconds, float((whole[:, -1:] - alone).abs().max()))
