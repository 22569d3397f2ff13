import numpy as np
import pytest

from lmcore.analysis.classifiers import JUDGES, Centroids, cross_validated, folds, unit
from lmcore.analysis.sense_accuracy import chosen_on, cross_tested, fitted_and_tested
from lmcore.errors import LmcoreError


def clouds(n=120, layers=3, informative=2, spread=0.6, seed=0, dimensions=12):
    """Vectors that tell three senses apart at one layer only, around a far common point."""
    draw = np.random.default_rng(seed)
    labels = np.array(["pear", "ship", "times"])[np.arange(n) % 3]
    vectors = draw.normal(size=(n, layers, dimensions)) + 20
    centres = {"pear": 0, "ship": 1, "times": 2}
    for i, label in enumerate(labels):
        vectors[i, informative] = 20 + spread * draw.normal(size=dimensions)
        vectors[i, informative, centres[label]] += 3
    return vectors, labels.tolist()


def test_centroids_are_means_of_directions_from_the_middle():
    vectors, labels = clouds()
    centroids = Centroids.fit(vectors[:, 2], labels)
    array = np.array(labels)
    origin = np.mean([vectors[array == name, 2].mean(0) for name in ("pear", "ship", "times")], axis=0)
    assert np.allclose(centroids.origin, origin)
    row = vectors[5, 2] - origin
    expected = [
        np.dot(row, d) / np.linalg.norm(row) / np.linalg.norm(d)
        for d in (unit(vectors[array == name, 2] - origin).mean(0) for name in centroids.classes)
    ]
    assert np.allclose(centroids.cosines(vectors[5:6, 2])[0], expected)


def test_the_layer_is_chosen_on_the_fit_data():
    fit, known = clouds(seed=1)
    test, asked = clouds(seed=2, n=60)
    result = fitted_and_tested(fit, known, test, asked)
    assert result.layer == 2
    assert result.n == 60
    assert result.majority == pytest.approx(1 / 3)
    assert result.centroid.accuracy > 0.95
    assert result.probe.accuracy > 0.95
    assert result.layers[0].probe.accuracy < 0.6
    assert result.layers[2].centroid == result.centroid
    # the same whatever the tested labels are: the choice never looked at them
    assert fitted_and_tested(fit, known, test, asked[::-1]).layer == 2


def test_a_layer_can_be_chosen_on_other_sentences():
    fit, known = clouds(seed=1)
    other, labels = clouds(seed=3, n=30)
    assert chosen_on(other, labels, fit, known) == chosen_on(other, labels) == 2
    elsewhere, labels = clouds(seed=4, n=60, informative=1)
    assert chosen_on(elsewhere, labels) == 1
    with pytest.raises(LmcoreError) as caught:
        chosen_on(other, ["belly"] * 30, fit, known)
    assert caught.value.code == "senses.unknown"


def test_a_layer_can_be_fixed():
    fit, known = clouds(seed=1)
    assert fitted_and_tested(fit, known, fit, known, layer=0).layer == 0
    assert cross_tested(fit, known, layer=1).layer == 1


def test_cross_validation_finds_the_layer_and_no_more_than_there_is():
    vectors, labels = clouds()
    result = cross_tested(vectors, labels)
    assert result.layer == 2
    assert result.probe.accuracy > 0.95
    noise = np.random.default_rng(3).normal(size=(300, 7, 20))
    shuffled = np.random.default_rng(4).permutation(["pear", "ship", "times"] * 100).tolist()
    guessed = cross_tested(noise, shuffled)
    assert guessed.probe.low < 1 / 3 < guessed.probe.high
    assert guessed.centroid.low < 1 / 3 < guessed.centroid.high


def test_folds_hold_out_everything_once_and_keep_the_shares():
    labels = np.array(["a"] * 30 + ["b"] * 10)
    held = [test for _, test in folds(labels)]
    assert sorted(np.concatenate(held).tolist()) == list(range(40))
    assert all((labels[test] == "b").sum() == 2 for test in held)
    with pytest.raises(ValueError):
        folds(np.array(["a", "a", "b"]))


@pytest.mark.parametrize("name", JUDGES)
def test_a_held_out_answer_never_depends_on_its_own_label(name):
    vectors, labels = clouds(n=30)
    labels = np.array(labels)
    fit, held_out = folds(labels)[0]
    before = cross_validated(JUDGES[name], vectors[:, 2], labels)
    again = JUDGES[name](vectors[fit, 2], labels[fit])(vectors[held_out, 2])
    assert (before[held_out] == again).all()


def test_a_sense_without_examples_is_named():
    vectors, labels = clouds(n=30)
    with pytest.raises(LmcoreError) as error:
        fitted_and_tested(vectors, labels, vectors[:1], ["belly"])
    assert (error.value.code, error.value.values["sense"]) == ("senses.unknown", "belly")
    with pytest.raises(LmcoreError) as error:
        cross_tested(vectors, ["belly", *labels[1:]])
    assert error.value.code == "senses.single"
