"""The numbers of the overview against numpy, from the weights alone."""

import numpy as np
import pytest
import torch

from lmcore.analysis.passage import passage, walk
from lmcore.edits import Edits
from lmcore.trace import trace

TEXT = "얘, 겨울 배가 맛있단다!"
CHOSEN = 4


def array(values):
    return values.detach().double().numpy()


def norm(x, layer):
    centred = x - x.mean(-1, keepdims=True)
    return centred / np.sqrt((centred**2).mean(-1, keepdims=True) + layer.eps) * array(layer.weight) + array(
        layer.bias
    )


def softmax(x):
    e = np.exp(x - x.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


def by_hand(model, ids, mode):
    """(vectors, mean weights, lengths added, hidden units, probabilities), float64, equation by equation."""
    config, n = model.config, len(ids)
    embedding, position = config.embedding_scale * array(model.W_E)[ids], array(model.position(n))
    x = embedding + position
    vectors, weights, added, hidden = [embedding, position, x], [], [], []
    for block in model.blocks:
        normed = norm(x, block.norm_1)
        W = {name: array(getattr(block.attention, name)) for name in ("W_Q", "W_K", "W_V", "W_O")}
        q, k, v = (
            (normed @ W[name]).reshape(n, config.n_heads, -1).swapaxes(0, 1) for name in ("W_Q", "W_K", "W_V")
        )
        scores = q @ k.swapaxes(1, 2) / np.sqrt(config.d_head)
        if mode == "causal":
            scores = np.where(np.tri(n, dtype=bool), scores, -np.inf)
        alpha = softmax(scores)
        attention = (alpha @ v).swapaxes(0, 1).reshape(n, -1) @ W["W_O"]
        x = x + attention
        network = block.feedforward
        units = np.maximum(0, norm(x, block.norm_2) @ array(network.W_1) + array(network.b_1))
        output = units @ array(network.W_2) + array(network.b_2)
        x = x + output
        vectors.append(x)
        weights.append(alpha)
        hidden.append(units)
        added.append([np.linalg.norm(attention, axis=-1), np.linalg.norm(output, axis=-1)])
    final = norm(x, model.final_norm)
    return (*map(np.stack, ([*vectors, final], weights, added, hidden)), softmax(final @ array(model.W_E).T))


@pytest.fixture(scope="module", params=["bidirectional", "causal"])
def read(request, loaded):
    """(trace, what numpy computes); bidirectional with the token after the chosen one hidden."""
    edits = Edits(hidden=CHOSEN + 1) if request.param == "bidirectional" else Edits()
    found = trace(loaded.model, loaded.tokenizer, TEXT, request.param, edits)
    return found, by_hand(loaded.model, found.ids.numpy(), request.param)


@pytest.mark.parametrize("head", [None, 1])
def test_every_number_is_what_the_equations_give(read, head):
    traced, (vectors, weights, added, hidden, p) = read
    found = passage(traced, CHOSEN, head)
    close = {"rtol": 2e-3, "atol": 2e-4}
    np.testing.assert_allclose(found.vectors, vectors, **close)
    wanted = weights.mean(1) if head is None else weights[:, head]
    np.testing.assert_allclose(found.weights, wanted, **close)
    np.testing.assert_allclose(found.added, added, **close)
    np.testing.assert_allclose(found.hidden, hidden[:, CHOSEN], **close)
    np.testing.assert_allclose(found.fired, (hidden > 0).sum(-1), atol=2)
    best = np.sort(p, -1)[:, ::-1][:, : found.top_probabilities.shape[1]]
    np.testing.assert_allclose(found.top_probabilities, best, **close)
    assert (found.top_ids[:, 0].numpy() == p.argmax(-1)).all()


def test_what_follows_has_its_rank_and_probability(read):
    traced, (*_, p) = read
    for id in (7, 300, int(p[CHOSEN].argmax())):
        actual = passage(traced, CHOSEN, following=id).actual
        assert actual.probability == pytest.approx(p[CHOSEN, id], rel=5e-3, abs=1e-9)
        assert actual.rank == pytest.approx(1 + (p[CHOSEN] > p[CHOSEN, id]).sum(), rel=1e-2)
    assert passage(traced, CHOSEN).actual is None


@pytest.mark.parametrize("chosen", [0, 3, 8])
def test_a_window_and_what_is_beyond_it_are_the_whole_row(read, chosen):
    traced, (vectors, weights, *_) = read
    found = passage(traced, chosen, window=4)
    assert found.first <= chosen < found.first + 4 <= found.length == len(traced.tokens)
    seen = slice(found.first, found.first + 4)
    np.testing.assert_allclose(found.vectors, vectors[:, seen], rtol=2e-3, atol=2e-4)
    np.testing.assert_allclose(found.weights.sum(-1) + found.beyond.sum(-1), 1, atol=1e-5)
    before = weights.mean(1)[:, seen, : found.first].sum(-1)
    np.testing.assert_allclose(found.beyond[..., 0], before, atol=2e-4)


def test_one_number_followed_adds_up(read, loaded):
    traced, (vectors, *_) = read
    for dimension in (0, 5, loaded.config.d_model - 1):
        way = walk(traced, CHOSEN, dimension, loaded.model.final_norm.eps)
        assert way.embedding + way.position + float(way.steps.sum()) == pytest.approx(way.stream, abs=1e-3)
        assert way.stream == pytest.approx(vectors[-2, CHOSEN, dimension], rel=2e-3, abs=2e-4)
        gain, shift = (
            float(v[dimension]) for v in (loaded.model.final_norm.weight, loaded.model.final_norm.bias)
        )
        normed = (way.stream - way.mean) / way.spread * gain + shift
        assert normed == pytest.approx(way.final, rel=1e-3, abs=1e-4)


def test_a_text_of_one_token(loaded):
    traced = trace(loaded.model, loaded.tokenizer, "배", "causal")
    found = passage(traced, 0)
    assert found.vectors.shape[1] == len(traced.tokens)
    assert torch.equal(found.vectors[2], found.vectors[0] + found.vectors[1])
