"""Attention from scratch, as a chapter of a book builds it. This file stands alone: `python scratch.py`.

Six words of three numbers each become six context vectors: first with no weights at all, then with weights
that could be learned, then with a mask over the future, with dropout, with several heads. The page shows the
source of these very functions and the numbers that they return.
"""

import math

import torch
from torch import Tensor

WORDS = ("Your", "journey", "starts", "with", "one", "step")
INPUTS = (
    (0.43, 0.15, 0.89),
    (0.55, 0.87, 0.66),
    (0.57, 0.85, 0.64),
    (0.22, 0.58, 0.33),
    (0.77, 0.25, 0.10),
    (0.05, 0.80, 0.55),
)
PRINTED = (
    (0.4421, 0.5931, 0.5790),
    (0.4419, 0.6515, 0.5683),
    (0.4431, 0.6496, 0.5671),
    (0.4304, 0.6298, 0.5510),
    (0.4671, 0.5910, 0.5266),
    (0.4177, 0.6503, 0.5645),
)


def dot_scores(x: Tensor) -> Tensor:
    """How alike two words are: x_i · x_j for every i and j."""
    return x @ x.T


def softmax(scores: Tensor) -> Tensor:
    """Each row as shares of 1. Taking the largest off first changes nothing but keeps exp finite."""
    powers = (scores - scores.max(dim=-1, keepdim=True).values).exp()
    return powers / powers.sum(dim=-1, keepdim=True)


def context_vectors(weights: Tensor, values: Tensor) -> Tensor:
    """z_i = Σ_j α_ij v_j: every word as a mixture of all."""
    return weights @ values


def simple_attention(x: Tensor) -> Tensor:
    """Self-attention without weights."""
    return context_vectors(softmax(dot_scores(x)), x)


def random_matrices(seed: int, d_in: int = 3, d_out: int = 2) -> tuple[Tensor, Tensor, Tensor]:
    """W_query, W_key, W_value before training: the numbers of torch.manual_seed(seed), then torch.rand."""
    generator = torch.Generator().manual_seed(seed)
    W_query, W_key, W_value = (torch.rand(d_in, d_out, generator=generator) for _ in range(3))
    return W_query, W_key, W_value


def scaled_scores(queries: Tensor, keys: Tensor) -> Tensor:
    """Q_i · K_j / √d_k."""
    return queries @ keys.T / math.sqrt(keys.shape[-1])


def trainable_attention(x: Tensor, W_query: Tensor, W_key: Tensor, W_value: Tensor) -> Tensor:
    """The same as before, but each word first becomes a query, a key and a value."""
    weights = softmax(scaled_scores(x @ W_query, x @ W_key))
    return context_vectors(weights, x @ W_value)


def hide_future(scores: Tensor) -> Tensor:
    """−∞ above the diagonal: a word must not see those after it."""
    future = torch.ones_like(scores).triu(1).bool()
    return scores.masked_fill(future, -math.inf)


def zero_future(weights: Tensor) -> Tensor:
    """The other way: softmax over everything, the future set to 0, each row divided by what is left."""
    past = weights.tril()
    return past / past.sum(dim=-1, keepdim=True)


def causal_attention(x: Tensor, W_query: Tensor, W_key: Tensor, W_value: Tensor) -> Tensor:
    """Attention that sees only what came before."""
    weights = softmax(hide_future(scaled_scores(x @ W_query, x @ W_key)))
    return context_vectors(weights, x @ W_value)


def dropout(weights: Tensor, rate: float, seed: int) -> Tensor:
    """Set each weight to 0 with probability `rate`; what stays grows by 1 / (1 − rate)."""
    generator = torch.Generator().manual_seed(seed)
    kept = torch.rand(weights.shape, generator=generator) >= rate
    return weights * kept / (1 - rate)


def stacked_heads(x: Tensor, heads: list[tuple[Tensor, Tensor, Tensor]]) -> Tensor:
    """Several heads, one after the other; what they return stands side by side."""
    return torch.cat([causal_attention(x, *matrices) for matrices in heads], dim=-1)


def split_heads(x: Tensor, W_query: Tensor, W_key: Tensor, W_value: Tensor, n_heads: int) -> Tensor:
    """All heads at once: one wide matrix for queries, keys, values each, cut into heads after the product."""
    queries, keys, values = (
        (x @ W).view(len(x), n_heads, -1).transpose(0, 1) for W in (W_query, W_key, W_value)
    )
    scores = queries @ keys.transpose(1, 2) / math.sqrt(keys.shape[-1])
    weights = softmax(hide_future(scores))
    return (weights @ values).transpose(0, 1).flatten(1)


def one_hot(count: int) -> Tensor:
    """A 1 in a place of its own for each word, 0 elsewhere."""
    return torch.eye(count)


if __name__ == "__main__":
    torch.set_printoptions(precision=4, sci_mode=False)
    x = torch.tensor(INPUTS)
    W = random_matrices(seed=123)
    print("no weights", simple_attention(x), sep="\n")
    print("as printed", torch.tensor(PRINTED), sep="\n")
    print("weights to learn", trainable_attention(x, *W), sep="\n")
    print("causal", causal_attention(x, *W), sep="\n")
    print("dropout", dropout(softmax(hide_future(scaled_scores(x @ W[0], x @ W[1]))), 0.5, 123), sep="\n")
    heads = [random_matrices(seed) for seed in (123, 124)]
    print("two heads", stacked_heads(x, heads), sep="\n")
    wide = [torch.cat(matrices, dim=1) for matrices in zip(*heads, strict=True)]
    print("the same from wide matrices", split_heads(x, *wide, n_heads=2), sep="\n")
