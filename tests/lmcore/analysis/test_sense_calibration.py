"""How far a decision goes: measured on examples left out, never more than they vouch for."""

import numpy as np
import pytest
from scipy.special import expit

from lmcore.analysis.intervals import wilson
from lmcore.analysis.sense_calibration import (
    MAYBE,
    SURE,
    WITNESSES,
    Band,
    calibrate,
    deepest_of_the_best,
    margins_of,
    right_curve,
    settled,
)  # fmt: skip


def drawn(n=4000, start=-1.0, slope=6.0):
    """Decisions whose chance of being right is a known curve of the margin."""
    draw = np.random.default_rng(0)
    margins = draw.uniform(0, 1, n)
    return margins, draw.uniform(size=n) < expit(start + slope * margins)


def test_the_curve_is_found_again():
    start, slope = right_curve(*drawn())
    assert start == pytest.approx(-1, abs=0.25)
    assert slope == pytest.approx(6, abs=0.6)


def test_the_margins_are_where_the_curve_reaches_both_levels():
    margins, right = drawn()
    found = calibrate(margins, right)
    start, slope = right_curve(margins, right)
    for level, margin in ((SURE, found.sure), (MAYBE, found.maybe)):
        assert expit(start + slope * margin) == pytest.approx(level)
    assert (found.step(found.sure), found.step(found.maybe), found.step(0.0)) == ("sure", "maybe", "unknown")
    sure, maybe, unknown = found.bands
    assert sure == Band(int((margins >= found.sure).sum()), int(right[margins >= found.sure].sum()))
    assert sure.n + maybe.n + unknown.n == len(margins)
    assert sure.right + maybe.right + unknown.right == right.sum()
    assert sure.right / sure.n > SURE > maybe.right / maybe.n > MAYBE > unknown.right / unknown.n


def test_a_few_wide_margins_vouch_for_nothing():
    margins = np.concatenate([np.full(60, 0.1), np.full(WITNESSES - 1, 0.9)])
    right = np.concatenate([np.arange(60) % 2 == 0, np.ones(WITNESSES - 1, bool)])
    found = calibrate(margins, right)
    assert found.sure == np.inf
    assert found.bands[0] == Band(0, 0)


def test_margins_that_tell_nothing_leave_every_decision_open():
    margins = np.linspace(0, 1, 100)
    found = calibrate(margins, np.arange(100) % 2 == 0)
    assert (found.sure, found.maybe) == (np.inf, np.inf)
    assert found.step(1.0) == "unknown"
    assert found.accuracy == wilson(50, 100)


def test_decisions_that_are_all_right_keep_a_finite_curve():
    assert np.isfinite(right_curve(np.linspace(0.1, 1, 40), np.ones(40, bool))).all()


def test_a_margin_is_best_minus_second_and_right_when_the_best_is_the_label():
    margins, right = margins_of(np.array([[0.7, 0.2, 0.1], [0.1, 0.4, 0.5]]), ["a", "b"], ("a", "b", "c"))
    assert np.allclose(margins, [0.5, 0.1])
    assert right.tolist() == [True, False]


def test_the_deepest_layer_within_a_standard_error_is_taken():
    shares = [wilson(right, 160) for right in (40, 141, 130, 138, 137, 90)]
    assert deepest_of_the_best(shares) == 4  # 0.881 - 0.026 = 0.856 = 137 / 160, not less
    assert deepest_of_the_best(shares[:3]) == 1


@pytest.mark.parametrize(("named", "layer"), [("aaa", 1), ("abb", 1), ("aba", 2), ("abab", 3), ("b", 0)])
def test_a_sense_settles_after_its_last_change_above_the_input(named, layer):
    assert settled(list(named)) == layer
