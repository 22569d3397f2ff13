"""The book's chapter: its printed numbers, and every step beside float64 written another way."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch

from lmcore.analysis import scratch

X = torch.tensor(scratch.INPUTS)
SEEDS = (123, 0, 77)


def attention(x, W=None, causal=False):
    """Row by row in float64; returns weights and context vectors."""
    x = np.asarray(x, float)
    queries, keys, values = (x, x, x) if W is None else (x @ one.double().numpy() for one in W)
    weights = np.zeros((len(x), len(x)))
    for i, query in enumerate(queries):
        seen = i + 1 if causal else len(x)
        scores = np.array([query @ key for key in keys[:seen]])
        powers = np.exp(scores if W is None else scores / np.sqrt(len(query)))
        weights[i, :seen] = powers / powers.sum()
    return weights, weights @ values


def test_context_vectors_equal_the_printed_ones_to_four_digits():
    found = scratch.simple_attention(X)
    written = [[f"{value:.4f}" for value in row] for row in found.tolist()]
    assert written == [[f"{value:.4f}" for value in row] for row in scratch.PRINTED]


def test_attention_without_weights():
    weights, contexts = attention(scratch.INPUTS)
    np.testing.assert_allclose(scratch.softmax(scratch.dot_scores(X)).numpy(), weights, atol=1e-6)
    np.testing.assert_allclose(scratch.simple_attention(X).numpy(), contexts, atol=1e-6)


def test_softmax_does_not_overflow():
    huge = torch.tensor([[1e4, 1e4 - 1], [-1e4, 1e4]])
    found = scratch.softmax(huge)
    np.testing.assert_allclose(found[0].numpy(), [1 / (1 + np.exp(-1)), 1 / (1 + np.e)], atol=1e-6)
    assert found[1].tolist() == [0, 1]


@pytest.mark.parametrize("seed", SEEDS)
def test_matrices_are_those_of_manual_seed_and_rand(seed):
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        expected = [torch.rand(3, 2) for _ in range(3)]
    for one, other in zip(scratch.random_matrices(seed), expected, strict=True):
        assert torch.equal(one, other)


def test_matrices_leave_other_peoples_chance_alone():
    state = torch.get_rng_state()
    scratch.random_matrices(5)
    scratch.dropout(torch.ones(3, 3), 0.5, 5)
    assert torch.equal(torch.get_rng_state(), state)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("causal", [False, True])
def test_attention_with_weights(seed, causal):
    W = scratch.random_matrices(seed)
    weights, contexts = attention(scratch.INPUTS, W, causal)
    scores = scratch.scaled_scores(X @ W[0], X @ W[1])
    found = scratch.softmax(scratch.hide_future(scores) if causal else scores)
    np.testing.assert_allclose(found.numpy(), weights, atol=1e-6)
    function = scratch.causal_attention if causal else scratch.trainable_attention
    np.testing.assert_allclose(function(X, *W).numpy(), contexts, atol=1e-6)


@pytest.mark.parametrize("seed", SEEDS)
def test_both_ways_of_hiding_the_future_are_one(seed):
    W = scratch.random_matrices(seed)
    scores = scratch.scaled_scores(X @ W[0], X @ W[1])
    hidden = scratch.softmax(scratch.hide_future(scores))
    torch.testing.assert_close(hidden, scratch.zero_future(scratch.softmax(scores)), atol=1e-6, rtol=0)
    assert not hidden.triu(1).any()
    torch.testing.assert_close(hidden.sum(-1), torch.ones(6))


def test_earlier_words_do_not_feel_later_ones():
    W = scratch.random_matrices(123)
    changed = X.clone()
    changed[-1] += 1
    before, after = (scratch.causal_attention(x, *W) for x in (X, changed))
    assert torch.equal(before[:-1], after[:-1])
    assert not torch.allclose(before[-1], after[-1])
    without = (scratch.trainable_attention(x, *W) for x in (X, changed))
    assert not torch.allclose(*(contexts[0] for contexts in without))


@pytest.mark.parametrize("rate", [0.0, 0.1, 0.5, 0.9])
def test_dropout_keeps_the_mean(rate):
    weights = scratch.softmax(scratch.dot_scores(X))
    draws = torch.stack([scratch.dropout(weights, rate, seed) for seed in range(4000)])
    for draw in draws[:20]:
        kept = draw > 0
        torch.testing.assert_close(draw[kept], weights[kept] / (1 - rate))
    share = float((draws > 0).float().mean())
    assert abs(share - (1 - rate)) < 0.01
    assert float((draws.mean(0) - weights).abs().max()) < 0.05


@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_heads_one_by_one_or_all_at_once(count):
    matrices = [scratch.random_matrices(123 + head) for head in range(count)]
    expected = np.concatenate([attention(scratch.INPUTS, W, True)[1] for W in matrices], axis=1)
    wide = [torch.cat(columns, dim=1) for columns in zip(*matrices, strict=True)]
    np.testing.assert_allclose(scratch.stacked_heads(X, matrices).numpy(), expected, atol=1e-6)
    np.testing.assert_allclose(scratch.split_heads(X, *wide, n_heads=count).numpy(), expected, atol=1e-6)


def test_the_same_equations_as_the_models_own_attention():
    """A layer of lmcore with the chapter's matrices gives the chapter's numbers."""
    from lmcore import attention as core

    W = scratch.random_matrices(123)
    q, k, v = (core.project(X[None], one, 1) for one in W)
    allowed = core.allowed_pairs("causal", 6, 6)
    weights = core.softmax_weights(core.mask_scores(core.scale(core.score(q, k), 2), allowed))
    found = core.weighted_sum(weights, v)[0, 0]
    torch.testing.assert_close(found, scratch.causal_attention(X, *W), atol=1e-6, rtol=0)


def test_one_hot_words_are_all_alike_to_each_other():
    weights = scratch.softmax(scratch.dot_scores(scratch.one_hot(6)))
    np.testing.assert_allclose(weights.diagonal().numpy(), np.e / (np.e + 5), atol=1e-6)
    assert weights[0, 1:].unique().numel() == 1


def test_the_file_runs_by_itself():
    path = Path(scratch.__file__)
    run = subprocess.run(
        [sys.executable, path.name], cwd=path.parent, capture_output=True, text=True, check=True, timeout=300
    )
    blocks = run.stdout.split("\n")
    first = blocks.index("no weights")
    assert blocks[first + 1 : first + 7] == blocks[first + 8 : first + 14]
    assert "0.4421" in blocks[first + 1]
