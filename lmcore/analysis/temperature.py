"""What temperature does to a distribution: its entropy and how many tokens each cut leaves, T by T, (2.9)."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from lmcore.sampling import Sampling, distribution, entropy

TEMPERATURES: Final = tuple(float(f"{10 ** (step / 20):.3g}") for step in range(-40, 41))
"""From 0.01 to 100 in equal ratios, as the limits of `Sampling` have it."""
_ROWS: Final = 16  # temperatures at once: 16 · 16,000 numbers of 8 bytes are 2 MB


@dataclass(frozen=True)
class Sweep:
    """For every temperature (n,): entropy in bits, the likeliest token's probability, and what is left.

    nucleus: tokens that top-p alone keeps; likely: those that min-p alone keeps.
    """

    temperatures: np.ndarray
    entropy: np.ndarray
    largest: np.ndarray
    nucleus: np.ndarray
    likely: np.ndarray


@dataclass(frozen=True)
class Kept:
    """What one cut leaves at one temperature: tokens, their share of the softmax, their entropy in bits."""

    count: int
    mass: float
    entropy: float


def sweep(
    logits: Float[Tensor, " vocabulary"], top_p: float, min_p: float, temperatures: tuple[float, ...]
) -> Sweep:
    """Softmax over the whole vocabulary at every temperature, in float64."""
    ranked = logits.double().sort(descending=True).values
    exponents = ranked - ranked[0]
    parts = [
        _rows(exponents, torch.tensor(rows, dtype=torch.double), top_p, min_p)
        for rows in np.array_split(np.array(temperatures), -(-len(temperatures) // _ROWS))
    ]
    columns = [np.concatenate(column) for column in zip(*parts, strict=True)]
    return Sweep(np.array(temperatures), *columns)


def _rows(
    exponents: Float[Tensor, " vocabulary"], temperatures: Float[Tensor, " n"], top_p: float, min_p: float
) -> tuple[np.ndarray, ...]:
    p = (exponents / temperatures[:, None]).softmax(-1)
    bits = torch.special.entr(p).sum(-1) / np.log(2)
    sums = p.cumsum(-1)
    # as lmcore.sampling cuts: the first place whose running sum reaches its share of the whole sum
    nucleus = torch.tensor([len(exponents)])
    if top_p < 1:
        nucleus = (sums < top_p * sums[:, -1:]).sum(-1) + 1
    likely = (p >= min_p * p[:, :1]).sum(-1).clamp(min=1)
    return bits.numpy(), p[:, 0].numpy(), nucleus.expand(len(p)).numpy(), likely.numpy()


def cuts(logits: Float[Tensor, " vocabulary"], sampling: Sampling) -> dict[str, Kept]:
    """What top-k, top-p and min-p keep, each by itself, and all together."""
    alone = {name: getattr(sampling, name) for name in ("top_k", "top_p", "min_p")}
    found = {
        name: _kept(logits, Sampling(temperature=sampling.temperature, **{name: value}))
        for name, value in alone.items()
    }
    return found | {"together": _kept(logits, sampling)}


def _kept(logits: Float[Tensor, " vocabulary"], sampling: Sampling) -> Kept:
    chances = distribution(logits, sampling)
    return Kept(chances.n_kept, chances.kept_mass, entropy(chances.probabilities))
