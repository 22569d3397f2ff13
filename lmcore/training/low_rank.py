"""Low-rank weights (LoRA, Hu et al. 2021, arXiv 2106.09685): a large matrix stays, two thin ones are learned.

    W' = W + (α / r) · A B,     A: (in, r),   B: (r, out),   r ≪ in, out

B starts at zero, so that nothing changes at the start. The model is never written to: `wrap` makes a copy
that shares all of its weights and only adds to the named ones, `merge` a copy with sums of its own.
"""

import copy
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.nn.utils import parametrize

from lmcore.errors import LmcoreError
from lmcore.model import Transformer

MATRICES: Final = ("W_Q", "W_K", "W_V", "W_O", "W_1", "W_2")
"""Kinds of matrices in every block that can be given thin ones; all of them by default."""


@dataclass(frozen=True)
class Thin:
    """A and B for one matrix: A (in, rank), B (rank, out)."""

    A: Float[Tensor, "d_in rank"]
    B: Float[Tensor, "rank d_out"]


@dataclass(frozen=True)
class Adapter:
    """Thin matrices by the name of what they are added to, e.g. `blocks.0.attention.W_Q`, times α / rank."""

    alpha: float
    thin: dict[str, Thin]

    @property
    def rank(self) -> int:
        """Columns of A."""
        return next(iter(self.thin.values())).A.shape[1]

    @property
    def scale(self) -> float:
        """α / r: with it a rate that suits one rank suits others (Hu et al. 2021, 4.1)."""
        return self.alpha / self.rank

    @property
    def n_parameters(self) -> int:
        """How many numbers are learned."""
        return sum(pair.A.numel() + pair.B.numel() for pair in self.thin.values())

    def parameters(self) -> Iterator[Tensor]:
        """What an optimiser moves."""
        for pair in self.thin.values():
            yield from (pair.A, pair.B)

    def delta(self, name: str) -> Float[Tensor, "d_in d_out"]:
        """(α / r) · A B, what is added to the matrix `name`."""
        return self.scale * self.thin[name].A @ self.thin[name].B

    def copied(self) -> "Adapter":
        """The values of this moment, apart from whatever still learns."""
        kept = {n: Thin(p.A.detach().clone(), p.B.detach().clone()) for n, p in self.thin.items()}
        return Adapter(self.alpha, kept)


def adapter(
    model: Transformer, rank: int, alpha: float, seed: int = 0, matrices: Sequence[str] = MATRICES
) -> Adapter:
    """Thin matrices for all blocks' `matrices`: A normal with variance 1 / in, B zero; both learn.

    Raises LmcoreError `low_rank.rank` for a rank that is not from 1 to the smallest side of a matrix, and
    `low_rank.matrix` for a kind of matrix that no block has.
    """
    generator = torch.Generator().manual_seed(seed)
    named = {name: p for name, p in model.named_parameters() if name.rpartition(".")[2] in matrices}
    for kind in matrices:
        if not any(name.endswith(f".{kind}") for name in named):
            raise LmcoreError("low_rank.matrix", "the model has no matrix {name}", name=kind)
    limit = min(min(W.shape) for W in named.values())
    if not 1 <= rank <= limit:
        raise LmcoreError("low_rank.rank", "rank {rank} is not from 1 to {limit}", rank=rank, limit=limit)
    return Adapter(alpha, {name: _thin(W, rank, generator) for name, W in named.items()})


def _thin(W: Tensor, rank: int, generator: torch.Generator) -> Thin:
    rows, columns = W.shape
    A = torch.randn(rows, rank, generator=generator).to(W.device) / math.sqrt(rows)
    return Thin(A.requires_grad_(), torch.zeros(rank, columns, device=W.device).requires_grad_())


class _Added(nn.Module):
    """W ↦ W + (α / r) A B, the form that torch.nn.utils.parametrize asks for."""

    def __init__(self, added: Adapter, name: str) -> None:
        super().__init__()
        self._added = added
        self._name = name

    def forward(self, W: Tensor) -> Tensor:
        return W + self._added.delta(self._name)


def wrap(model: Transformer, added: Adapter) -> Transformer:
    """A copy of `model` that shares its weights and reads the named ones as W + (α / r) A B.

    It follows every change of A and B; removing it is forgetting it.
    """
    shared = copy.deepcopy(model, {id(tensor): tensor for tensor in _tensors(model)})
    for name in added.thin:
        owner, _, own = name.rpartition(".")
        parametrize.register_parametrization(shared.get_submodule(owner), own, _Added(added, name))
    return shared


def merge(model: Transformer, added: Adapter) -> Transformer:
    """A copy of `model` whose named matrices are the sums themselves; the others are shared. Reads faster."""
    replaced = {
        id(W): nn.Parameter(W.detach() + added.delta(name).detach(), requires_grad=False)
        for name, W in model.named_parameters()
        if name in added.thin
    }
    return copy.deepcopy(model, {id(tensor): tensor for tensor in _tensors(model)} | replaced)


def _tensors(model: Transformer) -> Iterator[Tensor]:
    yield from model.parameters()
    yield from model.buffers()
