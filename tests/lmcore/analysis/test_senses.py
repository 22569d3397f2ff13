"""Senses of a word, layer by layer: scores, decisions and places are those computed by hand."""

import numpy as np
import pytest

from lmcore import checkpoints
from lmcore.analysis import least_squares
from lmcore.analysis.classifiers import Centroids, unit
from lmcore.analysis.files import LabelledWord
from lmcore.analysis.sense_planes import corners
from lmcore.analysis.senses import fit_space
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


@pytest.fixture(scope="module", params=["bidirectional", "causal"])
def space(loaded, request):
    return fit_space(loaded.model, loaded.tokenizer, EXAMPLES, request.param)


@pytest.fixture(scope="module")
def vector(loaded, space):
    """Of a word that is no example."""
    return word_vectors(loaded.model, loaded.tokenizer, [parse_marked("[배]가 맛있단다!")], space.mode)[0]


def test_a_decision_is_the_judges_best_at_every_layer(loaded, space, vector):
    assert space.senses == ("belly", "ship", "times")
    decisions = space.decide(vector)
    assert [d.layer for d in decisions] == list(range(loaded.config.n_layers + 1))
    labels, marked = [e.sense for e in EXAMPLES], [e.marked for e in EXAMPLES]
    vectors = word_vectors(loaded.model, loaded.tokenizer, marked, space.mode).astype(float)
    for layer, decision in enumerate(decisions):
        judge, unseen = least_squares.fit(vectors[:, layer], labels)
        expected = judge.scores(vector[None, layer].astype(float))[0]
        assert np.allclose(decision.scores, expected)
        assert np.allclose(space.unseen[:, layer], unseen)
        assert decision.sense == space.senses[int(np.argmax(expected))]
        best, second = sorted(expected)[::-1][:2]
        assert decision.margin == pytest.approx(best - second)
        assert decision.step == "unknown"  # six examples vouch for nothing
        centroids = Centroids.fit(vectors[:, layer], labels)
        assert np.allclose(decision.cosines, centroids.cosines(vector[None, layer].astype(float))[0])


def test_a_sense_settles_where_no_later_layer_names_another(space, vector):
    named = [decision.sense for decision in space.decide(vector)]
    (layer,) = space.settled(vector[None])
    assert set(named[layer:]) == {named[-1]}
    assert layer == 1 or named[layer - 1] != named[-1]


def test_seats_weigh_the_corners_by_the_scores(space, vector):
    scores = space.scores(vector[None])
    seats = space.seats(vector[None], scores)
    for layer in range(len(space.judges)):
        assert np.allclose(seats[0, layer], sum(s * c for s, c in zip(scores[0, layer], corners(3))))  # noqa: B905


def test_two_senses_lie_on_a_line_that_a_second_axis_spreads(loaded, vector):
    two = fit_space(loaded.model, loaded.tokenizer, EXAMPLES[:4], "bidirectional")
    scores = two.scores(vector[None])
    seats = two.seats(vector[None], scores)
    assert np.allclose(seats[..., 0], scores[..., 1] - scores[..., 0])
    direction = unit(vector[-1].astype(float) - two.centroids[-1].origin)
    assert two.across is not None
    assert seats[0, -1, 1] == pytest.approx(float(direction @ two.across[-1]))


def test_a_single_example_of_a_sense_is_refused(loaded):
    with pytest.raises(LmcoreError) as error:
        fit_space(loaded.model, loaded.tokenizer, EXAMPLES[:3], "causal")
    assert (error.value.code, error.value.values["sense"]) == ("senses.single", "ship")
