"""What chance does, against scipy's distributions and a simulation."""

import numpy as np
import pytest
import torch
from scipy import stats

from lmcore.analysis.draws import chi_square, draw, expected_distance, interval
from lmcore.sampling import Sampling, distribution

GENERATOR = np.random.default_rng(0)
P = np.array([0.5, 0.3, 0.15, 0.04, 0.01])


@pytest.fixture(scope="module")
def chances():
    logits = torch.randn(300, generator=torch.Generator().manual_seed(1)) * 2
    return distribution(logits, Sampling(temperature=0.8, top_k=120))


def test_each_draw_is_one_of_lmcores(chances):
    found = draw(chances, 500, seed=7)
    numbers = np.random.default_rng(7).random(500)
    assert [int(found.ids[rank]) for rank in found.sequence] == [chances.draw(u) for u in numbers]
    assert found.counts.sum() == found.n == 500
    assert found.probabilities.sum() == pytest.approx(1)


def test_the_seed_decides(chances):
    assert np.array_equal(draw(chances, 99, 1).sequence, draw(chances, 99, 1).sequence)
    assert not np.array_equal(draw(chances, 99, 1).sequence, draw(chances, 99, 2).sequence)


def test_frequencies_come_to_the_probabilities(chances):
    found = draw(chances, 200_000, seed=3)
    np.testing.assert_allclose(found.counts / found.n, found.probabilities, atol=0.005)
    assert found.distance(100) > found.distance(10_000) > found.distance(200_000)


@pytest.mark.parametrize("n", [1, 10, 100, 10_000])
def test_the_interval_is_the_binomials(n):
    low, high = interval(P, n)
    np.testing.assert_array_equal(low, stats.binom.ppf(0.025, n, P))
    np.testing.assert_array_equal(high, stats.binom.ppf(0.975, n, P))


@pytest.mark.parametrize("n", [1, 7, 100, 3000])
def test_the_expected_distance_is_the_binomials_mean_deviation(n):
    counts = np.arange(n + 1)[:, None]
    exact = (np.abs(counts / n - P) * stats.binom.pmf(counts, n, P)).sum() / 2
    assert expected_distance(P, n) == pytest.approx(exact, rel=1e-9)
    assert expected_distance(np.array([1.0]), n) == 0


def test_the_expected_distance_is_what_comes_out_on_average(chances):
    means = [draw(chances, 400, seed).distance(400) for seed in range(300)]
    found = draw(chances, 400, 0)
    assert np.mean(means) == pytest.approx(expected_distance(found.probabilities, 400), rel=0.02)


def test_chi_square_is_scipys():
    counts = GENERATOR.multinomial(1000, P)
    found = chi_square(counts, P)
    theirs = stats.chisquare(counts, 1000 * P)
    assert (found.statistic, found.p_value) == pytest.approx((theirs.statistic, theirs.pvalue))
    assert found.groups == 5


def test_rare_tokens_count_together():
    counts = GENERATOR.multinomial(100, P)  # expected: 50, 30, 15, 4, 1
    found = chi_square(counts, P)
    theirs = stats.chisquare([*counts[:3], counts[3:].sum()], [50, 30, 15, 5])
    assert found.groups == 4
    assert found.statistic == pytest.approx(theirs.statistic)
    few = GENERATOR.multinomial(60, P)  # 30, 18, 9, and 3 left: with the last group
    theirs = stats.chisquare([*few[:2], few[2:].sum()], [30, 18, 12])
    assert chi_square(few, P).statistic == pytest.approx(theirs.statistic)


def test_one_group_says_nothing():
    assert chi_square(np.array([100]), np.array([1.0])) is None
    assert chi_square(np.array([3, 0]), np.array([0.9, 0.1])) is None


def test_p_values_of_true_draws_are_even(chances):
    values = [
        chi_square(found.counts, found.probabilities).p_value
        for found in (draw(chances, 2000, s) for s in range(200))
    ]
    assert stats.kstest(values, "uniform").pvalue > 1e-3


def test_a_wrong_distribution_is_found_out(chances):
    found = draw(chances, 5000, 0)
    even = np.full(len(found.ids), 1 / len(found.ids))
    assert chi_square(found.counts, even).p_value < 1e-9
