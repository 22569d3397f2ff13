import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from lmcore.analysis import wic


@given(
    arrays.arrays(float, st.integers(1, 12), elements=st.sampled_from([-0.5, 0.0, 0.25, 0.5, 1.0])), st.data()
)
def test_no_threshold_does_better(cosine, data):
    same = np.array(data.draw(st.lists(st.booleans(), min_size=len(cosine), max_size=len(cosine))))
    threshold, accuracy = wic.best_threshold(cosine, same)
    assert ((cosine >= threshold) == same).mean() == pytest.approx(accuracy)
    tried = [((cosine >= cut) == same).mean() for cut in (*cosine, cosine.max() + 1)]
    assert accuracy >= max(tried) - 1e-12


def made(n=200, seed=0):
    """Pairs that agree at layer 1 only, around a far common point."""
    draw = np.random.default_rng(seed)
    first = draw.normal(size=(n, 3, 16))
    second = draw.normal(size=(n, 3, 16))
    same = np.arange(n) % 2 == 0
    second[same, 1] = first[same, 1] + 0.3 * draw.normal(size=(same.sum(), 16))
    return first + 30, second + 30, same


def test_layer_and_threshold_come_from_the_fit_pairs():
    rule = wic.fit(*made())
    assert rule.layer == 1
    first, second, same = made(seed=1)
    share = wic.accuracy(rule, first, second, same)
    assert share.accuracy > 0.95
    origin = rule.origin[1]
    a, b = first[0, 1] - origin, second[0, 1] - origin
    assert rule.cosines(first, second)[0] == pytest.approx(a @ b / np.linalg.norm(a) / np.linalg.norm(b))


def test_cross_validation_judges_pairs_that_were_left_out():
    rule, share = wic.cross_tested(*made())
    assert rule.layer == 1
    assert share.accuracy > 0.95
    first, second, _ = made()
    guess = np.random.default_rng(5).permutation(200) % 2 == 0
    assert wic.cross_tested(first, second, guess)[1].accuracy < 0.62
