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
    targets = (labels[:, None] == np.array(["a", "b", "c"])).astype(float)
    expected = Ridge(alpha=RIDGE).fit(unit(vectors - origin), targets)
    asked = np.random.default_rng(1).normal(size=(5, 20)) + 4
    assert judge.classes == ("a", "b", "c")
    assert np.allclose(judge.scores(asked), expected.predict(unit(asked - origin)))
    assert np.allclose(judge.scores(asked).sum(1), 1)


def test_an_unseen_example_gets_the_scores_of_a_fit_without_it(words):
    vectors, labels = words
    _, unseen = fit(vectors, labels)
    directions = unit(vectors - Centroids.fit(vectors, labels).origin)
    targets = (labels[:, None] == np.array(["a", "b", "c"])).astype(float)
    for i in range(len(labels)):
        others = np.arange(len(labels)) != i
        without = Ridge(alpha=RIDGE).fit(directions[others], targets[others])
        assert np.allclose(unseen[i], without.predict(directions[i : i + 1])[0])


def test_two_examples_a_class_are_enough():
    judge, unseen = fit(np.eye(4) * 3, ["a", "a", "b", "b"])
    assert np.isfinite(unseen).all()
    assert judge.scores(np.eye(4)).argmax(1).tolist() == [0, 0, 1, 1]
