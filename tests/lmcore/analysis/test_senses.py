import numpy as np
import pytest
from scipy.spatial.distance import pdist

from lmcore import checkpoints
from lmcore.analysis.classifiers import Centroids, unit
from lmcore.analysis.files import LabelledWord
from lmcore.analysis.senses import (
    SURE,
    WITNESSES,
    aligned,
    calibrate,
    examples_of,
    fit_space,
    leave_one_out,
    principal_plane,
)  # fmt: skip
from lmcore.analysis.words import parse_marked, word_vectors
from lmcore.errors import LmcoreError

EXAMPLES = [
    LabelledWord(sense, parse_marked(line))
    for sense, line in (
        ("belly", "[배]가 아프다."), ("belly", "나는 [배]가 아프다."), ("ship", "[배]가 항구를 떠난다."),
        ("ship", "어제 [배]가 떠난다."), ("times", "두 [배] 증가했다."), ("times", "책을 두 [배] 읽는다."),
    )
]  # fmt: skip


@pytest.fixture(scope="module")
def loaded(tiny_checkpoint):
    return checkpoints.load(tiny_checkpoint)


@pytest.mark.parametrize("mode", ["bidirectional", "causal"])
def test_a_decision_is_the_nearest_centroid_at_every_layer(loaded, mode):
    space = fit_space(loaded.model, loaded.tokenizer, EXAMPLES, mode)
    assert space.senses == ("belly", "ship", "times")
    word = parse_marked("[배]가 맛있단다!")
    vector = word_vectors(loaded.model, loaded.tokenizer, [word], mode)[0]
    decisions = space.decide(vector)
    assert [d.layer for d in decisions] == list(range(loaded.config.n_layers + 1))
    labels = [example.sense for example in EXAMPLES]
    vectors = word_vectors(loaded.model, loaded.tokenizer, [e.marked for e in EXAMPLES], mode).astype(float)
    for layer, decision in enumerate(decisions):
        expected = Centroids.fit(vectors[:, layer], labels).cosines(vector[None, layer].astype(float))[0]
        assert np.allclose(decision.cosines, expected)
        assert decision.sense == space.senses[int(np.argmax(expected))]
        best, second = sorted(expected)[::-1][:2]
        assert decision.margin == pytest.approx(best - second)
        assert not decision.sure  # six examples vouch for nothing


def test_each_example_is_left_out_of_what_judges_it():
    draw = np.random.default_rng(0)
    vectors, labels = draw.normal(size=(31, 8)) + 4, np.array([*(["a", "b", "c"] * 10), "c"])
    margins, right = leave_one_out(vectors, labels)
    for i in range(31):
        others = np.arange(31) != i
        row = Centroids.fit(vectors[others], labels[others]).cosines(vectors[i : i + 1])[0]
        assert margins[i] == pytest.approx(np.diff(np.sort(row))[-1])
        assert right[i] == ("abc"[int(row.argmax())] == labels[i])


def test_the_threshold_is_where_decisions_become_right():
    margins = np.linspace(0, 1, 200)
    right = (margins > 0.4) | (np.arange(200) % 2 == 0)
    found = calibrate(margins, right)
    assert 0.38 < found.threshold < 0.42
    assert found.right >= SURE
    assert found.kept == pytest.approx(0.6, abs=0.02)
    assert found.accuracy.accuracy == pytest.approx(right.mean())


def test_a_crowd_of_easy_examples_does_not_vouch_for_a_narrow_decision():
    margins = np.concatenate((np.full(20, 0.01), np.full(180, 0.8)))
    right = np.concatenate((np.arange(20) % 2 == 0, np.ones(180, bool)))
    assert right.mean() > SURE  # all together would pass
    assert calibrate(margins, right).threshold == 0.8


def test_too_few_witnesses_vouch_for_nothing():
    margins = np.concatenate((np.full(50, 0.1), np.full(WITNESSES - 1, 0.9)))
    right = np.concatenate((np.arange(50) % 2 == 0, np.ones(WITNESSES - 1, bool)))
    found = calibrate(margins, right)
    assert (found.threshold, found.kept) == (float("inf"), 0.0)


def test_a_plane_is_that_of_the_principal_components():
    draw = np.random.default_rng(1)
    points = draw.normal(size=(50, 6)) * [5, 3, 1, 1, 1, 1]
    plane = principal_plane(points)
    assert np.allclose(plane.axes @ plane.axes.T, np.eye(2))
    variance = plane.project(points).var(0)
    assert np.allclose(variance / points.var(0).sum(), plane.explained)
    assert plane.explained[0] > plane.explained[1] > 0.1


@pytest.mark.parametrize("n", [1, 2, 3])
def test_few_words_still_have_a_plane(n):
    points = np.random.default_rng(2).normal(size=(n, 5))
    plane = principal_plane(points)
    assert np.isfinite(plane.project(points)).all()
    assert sum(plane.explained) == pytest.approx(1.0 if n > 1 else 0.0)


def test_turning_planes_towards_each_other_keeps_distances_and_shares():
    draw = np.random.default_rng(3)
    layers = [unit(draw.normal(size=(20, 6))) for _ in range(4)]
    planes = [principal_plane(layer) for layer in layers]
    turned = aligned(planes, layers)
    for before, after, layer in zip(planes, turned, layers, strict=True):
        assert np.allclose(pdist(before.project(layer)), pdist(after.project(layer)))
        variance = after.project(layer).var(0) / layer.var(0).sum()
        assert np.allclose(variance, after.explained)
    gaps = [
        np.linalg.norm(p.project(a) - q.project(b))
        for planes in (turned, planes)
        for p, q, a, b in zip(planes, planes[1:], layers, layers[1:], strict=False)
    ]
    assert all(new <= old + 1e-9 for new, old in zip(gaps[:3], gaps[3:], strict=True)) or sum(gaps[:3]) < sum(
        gaps[3:]
    )


def test_the_projects_examples_are_many_and_even(loaded):
    examples = examples_of("배")
    counts = {sense: sum(e.sense == sense for e in examples) for sense in {e.sense for e in examples}}
    assert set(counts) == {"belly", "ship", "pear", "times"}
    assert min(counts.values()) >= 30
    assert all(e.marked.word == "배" for e in examples)
    assert len({e.marked.text for e in examples}) == len(examples)
    assert examples_of("뷁") == ()


def test_a_single_example_of_a_sense_is_refused(loaded):
    with pytest.raises(LmcoreError) as error:
        fit_space(loaded.model, loaded.tokenizer, EXAMPLES[:3], "causal")
    assert (error.value.code, error.value.values["sense"]) == ("senses.single", "ship")
