"""The five numbers of a head, against plain loops in float64 and against cases known by heart."""

import math

import pytest
import torch

from lmcore import checkpoints
from lmcore.analysis.heads import (
    HeadStatistics,
    distance,
    entropy,
    head_statistics,
    most_telling,
    previous_share,
    same_word_share,
    start_share,
)
from lmcore.trace import trace

NAMES = ("entropy", "distance", "previous", "same_word", "start")


@pytest.fixture(scope="module", params=["bidirectional", "causal"])
def traced(request, tiny_checkpoint):
    loaded = checkpoints.load(tiny_checkpoint)
    return trace(loaded.model, loaded.tokenizer, "아버지와 어머니가 학교에서 책을 읽는다.", request.param)


def by_loops(weights, words):
    """The same five numbers of one head, cell by cell."""
    size = len(weights)
    rows = [[float(weight) for weight in row] for row in weights]
    kept = range(1, size)
    far = sum(rows[i][j] * abs(i - j) for i in kept for j in range(1, size))
    return {
        "entropy": -sum(a * math.log2(a) for i in kept for a in rows[i] if a > 0) / (size - 1),
        "distance": far / sum(rows[i][j] for i in kept for j in range(1, size)),
        "previous": sum(rows[i][i - 1] for i in range(2, size)) / (size - 2),
        "same_word": sum(rows[i][j] for i in kept for j in range(size) if words[i] == words[j]) / (size - 1),
        "start": sum(rows[i][0] for i in kept) / (size - 1),
    }


def test_every_head_equals_the_loops(traced):
    statistics = head_statistics(traced)
    words = [token.word for token in traced.tokens]
    for index, layer in enumerate(traced.layers):
        for head, weights in enumerate(layer.attention.weights.double()):
            expected = by_loops(weights, words)
            for name in NAMES:
                assert float(getattr(statistics, name)[index, head]) == pytest.approx(
                    expected[name], abs=1e-5
                )


def test_shapes_are_layer_by_head(traced):
    statistics = head_statistics(traced)
    assert isinstance(statistics, HeadStatistics)
    for name in NAMES:
        assert getattr(statistics, name).shape == (
            len(traced.layers),
            len(traced.layers[0].attention.weights),
        )


def test_the_most_telling_head_is_that_of_the_loops(traced):
    def score(weights):
        """Mean over words of the largest excess on a word two or more places away."""
        size = len(weights)
        mean = [sum(float(weights[i][j]) for i in range(1, size)) / (size - 1) for j in range(size)]
        far = [[j for j in range(1, size) if abs(i - j) > 1] for i in range(1, size)]
        found = [max(float(weights[i][j]) - mean[j] for j in row) for i, row in enumerate(far, start=1)]
        return sum(max(0.0, excess) for excess in found) / (size - 1)

    scores = {
        (index, head): score(weights)
        for index, layer in enumerate(traced.layers)
        for head, weights in enumerate(layer.attention.weights)
    }
    assert most_telling(traced) == max(scores, key=scores.__getitem__)


def test_uniform_attention():
    weights = torch.full((1, 5, 5), 0.2)
    assert float(entropy(weights)) == pytest.approx(math.log2(5), abs=1e-6)
    assert float(start_share(weights)) == pytest.approx(0.2)
    assert float(same_word_share(weights, torch.tensor([-1, 0, 0, 1, 1]))) == pytest.approx(0.4)
    assert float(distance(weights)) == pytest.approx(20 / 16)


def test_a_head_that_looks_at_the_token_before():
    weights = torch.eye(6).roll(1, 0)[None]
    assert float(entropy(weights)) == 0
    assert float(previous_share(weights)) == 1
    assert float(distance(weights)) == 1


def test_all_weight_on_the_start_token_has_no_distance():
    weights = torch.zeros(1, 4, 4)
    weights[..., 0] = 1
    assert float(start_share(weights)) == 1
    assert math.isnan(float(distance(weights)))


@pytest.mark.parametrize("size", [1, 2])
def test_a_text_too_short_to_look_back(size):
    weights = torch.full((1, size, size), 1 / size)
    assert math.isnan(float(previous_share(weights)))
    assert float(entropy(weights)) == pytest.approx(math.log2(size), abs=1e-6)
