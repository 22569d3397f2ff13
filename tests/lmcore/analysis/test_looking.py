"""One query of one head against numpy, from the weights and the stream that enters the layer."""

import numpy as np
import pytest
from scipy.special import softmax
from scipy.stats import entropy

from lmcore.analysis.looking import look, strongest_key
from lmcore.trace import trace

TEXT = "얘, 겨울 배가 맛있단다!"
QUERY = 4


def array(values):
    return values.detach().double().numpy()


@pytest.fixture(scope="module", params=["bidirectional", "causal"])
def traced(request, loaded):
    return trace(loaded.model, loaded.tokenizer, TEXT, request.param)


@pytest.mark.parametrize(("layer", "head"), [(0, 0), (0, 1), (1, 1)])
def test_every_number_is_what_the_equations_give(loaded, traced, layer, head):
    block, d_k = loaded.model.blocks[layer], loaded.config.d_head
    x = array(traced.layers[layer].residual_before)
    x = (x - x.mean(-1, keepdims=True)) / np.sqrt(x.var(-1, keepdims=True) + block.norm_1.eps)
    x = x * array(block.norm_1.weight) + array(block.norm_1.bias)
    columns = slice(head * d_k, (head + 1) * d_k)
    q, k, v = (x @ array(getattr(block.attention, name))[:, columns] for name in ("W_Q", "W_K", "W_V"))
    scores = k @ q[QUERY]
    seen = np.arange(len(x)) <= (QUERY if traced.mode == "causal" else len(x))
    weights = softmax(np.where(seen, scores / np.sqrt(d_k), -np.inf))
    undivided = softmax(np.where(seen, scores, -np.inf))

    found = look(traced, layer, head, QUERY)
    close = {"rtol": 2e-3, "atol": 2e-4}
    np.testing.assert_allclose(found.x, x[QUERY], **close)
    np.testing.assert_allclose(found.q, q[QUERY], **close)
    np.testing.assert_allclose(found.k, k, **close)
    np.testing.assert_allclose(found.v, v, **close)
    np.testing.assert_allclose(found.scores, scores, **close)
    np.testing.assert_allclose(found.scaled, scores / np.sqrt(d_k), **close)
    assert found.open.tolist() == seen.tolist()
    np.testing.assert_allclose(found.weights, weights, **close)
    np.testing.assert_allclose(found.z, weights @ v, **close)
    np.testing.assert_allclose(found.undivided, undivided, rtol=2e-2, atol=1e-3)
    assert found.entropy == pytest.approx(entropy(weights, base=2), abs=1e-2)
    assert found.undivided_entropy == pytest.approx(entropy(undivided, base=2), abs=3e-2)
    assert found.log_sum == pytest.approx(np.logaddexp.reduce(scores[seen] / np.sqrt(d_k)), abs=1e-3)
    np.testing.assert_allclose(
        np.exp(array(found.scaled)[seen] - found.largest) / found.total, array(found.weights)[seen], rtol=1e-4
    )


def test_without_the_division_the_softmax_is_never_flatter(traced):
    """Scores times √d_k > 1 are a lower temperature, under which entropy falls (2.9)."""
    for layer, stages in enumerate(traced.layers):
        for head in range(len(stages.attention.weights)):
            found = look(traced, layer, head, QUERY)
            assert found.undivided_entropy <= found.entropy + 1e-6


def test_the_first_key_is_the_one_looked_at_most(traced):
    for head in range(len(traced.layers[1].attention.weights)):
        found = look(traced, 1, head, QUERY)
        others = {j: w for j, w in enumerate(found.weights.tolist()) if j not in (0, QUERY)}
        assert strongest_key(found, QUERY) == max(others, key=others.__getitem__)


def test_a_token_that_sees_itself_only_looks_at_itself(loaded):
    traced = trace(loaded.model, loaded.tokenizer, TEXT, "causal")
    found = look(traced, 1, 0, 0)
    assert strongest_key(found, 0) == 0
    assert found.weights.tolist() == [1.0, *[0.0] * (len(traced.tokens) - 1)]
    assert found.entropy == found.undivided_entropy == 0
