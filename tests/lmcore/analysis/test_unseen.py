"""A network that never saw a digit never names it, and is often sure of what it says instead."""

import numpy as np
import pytest
import torch
from sklearn.metrics import roc_auc_score

from lmcore.analysis import unseen


@pytest.fixture(scope="module", params=[7, 0])
def result(request):
    return unseen.without(request.param, seed=1)


def test_the_digit_left_out_is_never_the_answer(result):
    assert result.left_out not in result.classes
    assert result.left_out not in result.answers
    np.testing.assert_allclose(result.unseen.sum(-1), 1, atol=1e-12)


def test_what_it_was_taught_it_knows(result):
    assert result.correct.mean() > 0.93
    assert result.left_out not in result.seen_digits


def test_it_is_more_often_sure_than_not(result):
    assert np.median(result.unseen.max(-1)) > 0.5


def test_confidence_tells_apart_only_in_part(result):
    labels = np.r_[np.ones(len(result.seen)), np.zeros(len(result.unseen))]
    scores = np.r_[result.seen.max(-1), result.unseen.max(-1)]
    assert result.separation == pytest.approx(roc_auc_score(labels, scores))
    assert 0.6 < result.separation < 0.999


def test_the_probabilities_are_torchs(result):
    W, b = ([torch.tensor(a) for a in part] for part in (result.network.weights, result.network.biases))
    h = torch.relu(torch.tensor(result.unseen_images) @ W[0] + b[0])
    np.testing.assert_allclose(result.unseen, torch.softmax(h @ W[1] + b[1], -1).numpy(), atol=1e-12)


def test_every_image_of_the_digit_is_shown(result):
    images, targets = unseen.digits()
    assert len(result.unseen_images) == (targets == result.left_out).sum()
    assert len(result.seen) == (targets != result.left_out).sum() // 3
    assert images.min() == 0
    assert images.max() == 1


def test_the_same_seed_gives_the_same_network():
    one, two = (unseen.without(3, seed=4) for _ in range(2))
    np.testing.assert_array_equal(one.unseen, two.unseen)
