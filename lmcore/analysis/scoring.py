"""How likely a text is under the model, token by token, in float64.

log p(text | before) = Σ_t log p(token_t | before, token_1 … token_(t−1)): the chain rule, which a causal
model computes in one pass. −log2 of the same numbers is the surprise in bits, which `lmcore evaluate
perplexity` sums.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from jaxtyping import Float, Int
from torch import Tensor

from lmcore.generation import read
from lmcore.model import Transformer


@dataclass(frozen=True)
class Scored:
    """Tokens with what the model gave each of them, causally. n = number of tokens.

    log_probability: (n,) natural logarithms, float64; rank: (n,) from 1 for the likeliest.
    """

    ids: tuple[int, ...]
    log_probability: Float[Tensor, " n"]
    rank: Int[Tensor, " n"]

    @property
    def probability(self) -> Float[Tensor, " n"]:
        """The p of every token."""
        return self.log_probability.exp()

    @property
    def total(self) -> float:
        """The logarithm of p of all tokens together."""
        return float(self.log_probability.sum())

    @property
    def mean(self) -> float:
        """`total` for each token, 0 for none: a long text is not punished for being long."""
        return self.total / max(1, len(self.ids))

    @property
    def bits(self) -> Float[Tensor, " n"]:
        """Surprise −log2 p of every token."""
        return -self.log_probability / math.log(2)

    @property
    def total_bits(self) -> float:
        """Surprise of all tokens together: as many bits would write the text down with this model."""
        return -self.total / math.log(2)

    @property
    def perplexity(self) -> float:
        """exp(−mean): as uncertain at each token as among so many that are equally likely."""
        return math.exp(-self.mean)


@torch.inference_mode()
def score(model: Transformer, before: Sequence[int], ids: Sequence[int]) -> Scored:
    """Score `ids` after `before`, which begins with the start token.

    Raises LmcoreError `text.too_long` when both together are longer than the context.
    """
    if not before:
        raise ValueError("what stands before begins with the start token")
    if not ids:
        return Scored((), torch.zeros(0, dtype=torch.double), torch.zeros(0, dtype=torch.long))
    final = read(model, [*before, *ids]).final[len(before) - 1 : -1]
    return of_logits(model.unembed(final), ids)


def of_logits(logits: Float[Tensor, "n vocabulary"], ids: Sequence[int]) -> Scored:
    """Score each of `ids` under its own row of logits.

    >>> of_logits(torch.zeros(1, 8), [3]).bits.tolist()
    [3.0]
    """
    own = torch.tensor(ids, device=logits.device)[:, None]
    # some rows at a time: 512 rows of a large vocabulary in float64 would be 65 MB
    normal = torch.cat([part.double().logsumexp(-1) for part in logits.split(64)])
    chosen = logits.gather(-1, own)
    earlier = torch.arange(logits.shape[-1], device=logits.device) < own
    rank = ((logits > chosen) | ((logits == chosen) & earlier)).sum(-1) + 1
    return Scored(tuple(ids), chosen[:, 0].double() - normal, rank)
