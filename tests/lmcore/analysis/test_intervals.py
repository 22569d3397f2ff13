import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from lmcore.analysis.intervals import wilson


@given(st.integers(1, 2000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_is_wilsons(counts):
    right, n = counts
    share = wilson(right, n)
    reference = binomtest(right, n).proportion_ci(0.95, method="wilson")
    assert share.accuracy == right / n
    assert share.low == pytest.approx(reference.low, abs=1e-9)
    assert share.high == pytest.approx(reference.high, abs=1e-9)
    assert share.low <= share.accuracy <= share.high


@pytest.mark.parametrize(("right", "n"), [(0, 0), (2, 1), (-1, 3)])
def test_nonsense_is_refused(right, n):
    with pytest.raises(ValueError):
        wilson(right, n)
