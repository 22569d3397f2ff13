"""What each attention head does in one text, in five numbers read off its weights.

Clark et al. 2019 ("What does BERT look at?") and Voita et al. 2019 tell heads apart by such numbers: how
spread their attention is, how far they look, and how much goes to the token before, to the word itself, to
the start token. A number describes what was measured in this text; it does not prove what a head is for.
"""

import math
from dataclasses import dataclass

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor

from lmcore.trace import Trace

Weights = Float[Tensor, "head query key"]
PerHead = Float[Tensor, " head"]


@dataclass(frozen=True)
class HeadStatistics:
    """Means over the queries of one text, the start token's own row left out. All shapes (layer, head).

    entropy: bits, 0 (one key) … log2(tokens) (all alike).
    distance: tokens between query and key, over the keys other than the start token, which stands for
        "nothing" and would otherwise swallow the mean; nan when all weight is on it.
    previous: share on the token just before, over the queries that have a real one before them; nan without.
    same_word: share on tokens of the query's own word (어절), itself included.
    start: share on the start token <s>, the attention sink (Xiao et al. 2024).
    """

    entropy: Float[Tensor, "layer head"]
    distance: Float[Tensor, "layer head"]
    previous: Float[Tensor, "layer head"]
    same_word: Float[Tensor, "layer head"]
    start: Float[Tensor, "layer head"]


def head_statistics(trace: Trace) -> HeadStatistics:
    """The five numbers of every head of `trace`."""
    words = torch.tensor([token.word for token in trace.tokens])
    layers = [layer.attention.weights for layer in trace.layers]
    return HeadStatistics(
        entropy=torch.stack([entropy(weights) for weights in layers]),
        distance=torch.stack([distance(weights) for weights in layers]),
        previous=torch.stack([previous_share(weights) for weights in layers]),
        same_word=torch.stack([same_word_share(weights, words) for weights in layers]),
        start=torch.stack([start_share(weights) for weights in layers]),
    )


def most_telling(trace: Trace) -> tuple[int, int]:
    """Layer and head, from 0, whose words point most clearly at a word further off than their neighbours.

    The mean over queries of the largest excess of a weight over its column's mean, the start token and keys
    next to the query left out: most heads of a trained model rest on these or on a full stop that every word
    looks at, and say little about a sentence at first sight.
    """
    places = torch.arange(len(trace.tokens))
    far = (places[:, None] - places[None, :]).abs() > 1
    far[:, 0] = False
    rows = [_rows(layer.attention.weights) for layer in trace.layers]
    kept = _rows(far)
    scores = torch.stack([((w - w.mean(-2, keepdim=True)) * kept).amax(-1).mean(-1) for w in rows])
    layer, head = divmod(int(scores.argmax()), scores.shape[1])
    return layer, head


def entropy(weights: Weights) -> PerHead:
    """Mean entropy of a row in bits: −Σ_j α_ij log2 α_ij, where 0 log 0 = 0."""
    return torch.special.entr(_rows(weights)).sum(-1).mean(-1) / math.log(2)


def distance(weights: Weights) -> PerHead:
    """Mean of |i − j| under the weights on all keys but the start token, rescaled to sum to 1."""
    places = torch.arange(weights.shape[-1], device=weights.device, dtype=weights.dtype)
    far = (places[:, None] - places[None, :]).abs()
    apart = _rows(weights)[..., 1:]
    return (apart * _rows(far)[..., 1:]).sum((-2, -1)) / apart.sum((-2, -1))


def previous_share(weights: Weights) -> PerHead:
    """Mean weight on the token just before, α_{i, i−1}, from the third position on."""
    return weights.diagonal(-1, -2, -1)[..., 1:].mean(-1)


def same_word_share(weights: Weights, words: Int[Tensor, " token"]) -> PerHead:
    """Mean weight on tokens of the same word, the query itself included."""
    same: Bool[Tensor, "query key"] = words[:, None] == words[None, :]
    return _rows(weights * same.to(weights)).sum(-1).mean(-1)


def start_share(weights: Weights) -> PerHead:
    """Mean weight on the start token."""
    return _rows(weights)[..., 0].mean(-1)


def _rows(pairs: Tensor) -> Tensor:
    """Without the start token's row; alone, it is all there is."""
    return pairs[..., 1:, :] if pairs.shape[-2] > 1 else pairs
