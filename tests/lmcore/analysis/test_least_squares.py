"""The linear judge: what the closed form says equals what a fit from nothing says."""

import numpy as np
import pytest
from sklearn.linear_model import Ridge

from lmcore.analysis.classifiers import Centroids, unit
from lmcore.analysis.least_squares import RIDGE, fit


@pytest.fixture
def words():
    draw = np.random.default_rng(0)
    labels = np.array(["a", "b", "c"] * 12 + ["c"])
    vectors = draw.normal(size=(len(labels), 20)) + 4
    vectors[labels == "a", 0] += 2
    vectors[labels == "b", 1] += 2
    return vectors, labels


def test_scores_are_those_of_ridge_regression_on_directions(words):
    vectors, labels = words
    judge, _ = fit(vectors, labels)
    origin = Centroids.fit(vectors, labels).origin
    targets = (labels[:, None] == np.array(["a", "b", "c"])) - 1 / 3
    expected = Ridge(alpha=RIDGE, fit_intercept=False).fit(unit(vectors - origin), targets)
    asked = np.random.default_rng(1).normal(size=(5, 20)) + 4
    assert judge.classes == ("a", "b", "c")
    assert np.allclose(judge.scores(asked), 1 / 3 + expected.predict(unit(asked - origin)))
    assert np.allclose(judge.scores(asked).sum(1), 1)


def test_an_unseen_example_gets_the_scores_of_a_fit_without_it(words):
    vectors, labels = words
    _, unseen = fit(vectors, labels)
    directions = unit(vectors - Centroids.fit(vectors, labels).origin)
    targets = (labels[:, None] == np.array(["a", "b", "c"])) - 1 / 3
    for i in range(len(labels)):
        others = np.arange(len(labels)) != i
        without = Ridge(alpha=RIDGE, fit_intercept=False).fit(directions[others], targets[others])
        assert np.allclose(unseen[i], 1 / 3 + without.predict(directions[i : i + 1])[0])


def test_two_examples_a_class_are_enough():
    judge, unseen = fit(np.eye(4) * 3, ["a", "a", "b", "b"])
    assert np.isfinite(unseen).all()
    assert judge.scores(np.eye(4)).argmax(1).tolist() == [0, 0, 1, 1]


def test_vectors_that_tell_nothing_are_guessed_not_avoided():
    """A fitted constant would name the other class of every example left out, far below half."""
    draw = np.random.default_rng(2)
    right = []
    for _ in range(20):
        labels = np.repeat(["a", "b"], 20)
        _, unseen = fit(draw.normal(size=(40, 60)) * 0.01 + 1, labels)
        right.append((np.array(["a", "b"])[unseen.argmax(1)] == labels).mean())
    assert np.mean(right) > 0.4
