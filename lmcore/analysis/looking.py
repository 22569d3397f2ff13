"""One token looking at the others in one head: every number from its vector to what it takes away."""

import math
from dataclasses import dataclass

import torch
from jaxtyping import Bool, Float
from torch import Tensor

from lmcore.attention import scale
from lmcore.trace import Trace


@dataclass(frozen=True)
class Look:
    """A query of one head, for T tokens, as the model computed it (2.15) – (2.20).

    x: the query's vector after the layer's norm, (d_model,). q: (d_k,); k, v: (T, d_k). scores: q·k; scaled:
    scores / √d_k; open: where the mask lets it look; weights: α; z: Σ α v. undivided: what the softmax would
    make of the scores without the division. entropy, undivided_entropy: bits of both.
    """

    x: Float[Tensor, " d_model"]
    q: Float[Tensor, " d_k"]
    k: Float[Tensor, "token d_k"]
    v: Float[Tensor, "token d_k"]
    scores: Float[Tensor, " token"]
    scaled: Float[Tensor, " token"]
    open: Bool[Tensor, " token"]
    weights: Float[Tensor, " token"]
    z: Float[Tensor, " d_k"]
    undivided: Float[Tensor, " token"]
    entropy: float
    undivided_entropy: float

    @property
    def largest(self) -> float:
        """The largest scaled score that the mask lets through."""
        return float(self.scaled[self.open].max())

    @property
    def total(self) -> float:
        """Σ e^(scaled − largest) over what the mask lets through: the denominator of every weight."""
        return float((self.scaled[self.open].double() - self.largest).exp().sum())

    @property
    def log_sum(self) -> float:
        """The logarithm of Σ e^scaled."""
        return self.largest + math.log(self.total)


def look(trace: Trace, layer: int, head: int, query: int) -> Look:
    """What `query` does in a head; layer and head from 0. All but `undivided` is taken from the trace."""
    stages = trace.layers[layer].attention
    allowed = stages.allowed[0, query]
    scores = stages.scores[head, query].clone()  # not a view, which would hold the scores of all heads
    weights = stages.weights[head, query]
    undivided = scores.double().masked_fill(~allowed, -math.inf).softmax(-1)
    return Look(
        x=trace.layers[layer].attention_input[query],
        q=stages.q[head, query],
        k=stages.k[head],
        v=stages.v[head],
        scores=scores,
        scaled=scale(scores, stages.q.shape[-1]),
        open=allowed,
        weights=weights,
        z=stages.z[head, query],
        undivided=undivided,
        entropy=entropy(weights),
        undivided_entropy=entropy(undivided),
    )


def entropy(weights: Float[Tensor, " token"]) -> float:
    """−Σ α log2 α: 0 bits when one token takes all.

    >>> entropy(torch.tensor([0.5, 0.5])), entropy(torch.tensor([1.0, 0.0]))
    (1.0, 0.0)
    """
    return float(torch.special.entr(weights.double()).sum()) / math.log(2)


def evenness(weights: Float[Tensor, "query key"]) -> float:
    """Mean entropy of the rows over the most that it can be: 1 where all keys weigh the same.

    >>> evenness(torch.full((2, 4), 0.25)), evenness(torch.eye(3))
    (1.0, 0.0)
    """
    most = math.log2(weights.shape[-1])
    return sum(entropy(row) for row in weights) / len(weights) / most if most else 0.0


def strongest_key(found: Look, query: int) -> int:
    """The token looked at most, the start token and the query itself aside where there are others."""
    weights = found.weights.clone()
    weights[[0, query]] = -1
    best = int(weights.argmax())
    return best if weights[best] > 0 else query
