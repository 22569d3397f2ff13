"""Sampling against float64 NumPy and against the logits processors of `transformers`."""

import math
from collections import Counter

import numpy as np
import pytest
import torch
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from lmcore.errors import LmcoreError
from lmcore.sampling import (
    LIMITS,
    Distribution,
    Sampling,
    check,
    distribution,
    entropy,
    penalise,
    ranking,
    softmax,
    uniform,
)

LOGITS = arrays.arrays(np.float32, st.integers(1, 300), elements=st.floats(-60, 60, width=32))
UNIQUE_LOGITS = arrays.arrays(
    np.float32, st.integers(1, 300), elements=st.floats(-60, 60, width=32), unique=True
)
TEMPERATURES = st.floats(0.01, 100)


def from_definition(logits: np.ndarray, temperature: float) -> np.ndarray:
    """(2.9) in extended precision, without subtracting the maximum where it does not overflow."""
    x = logits.astype(np.longdouble) / temperature
    exponentials = np.exp(x - (x.max() if x.max() > 1e4 else 0))
    return (exponentials / exponentials.sum()).astype(np.float64)


@given(LOGITS, TEMPERATURES)
def test_softmax_is_the_definition(logits, temperature):
    found = softmax(torch.from_numpy(logits), temperature).numpy()
    np.testing.assert_allclose(found, from_definition(logits, temperature), atol=1e-6, rtol=0)
    assert found.sum() == pytest.approx(1, abs=1e-12)
    assert (found >= 0).all()


@pytest.mark.parametrize("temperature", [0.01, 0.1, 0.5, 1, 2, 10, 100])
def test_softmax_of_the_full_vocabulary(temperature):
    logits = 4 * np.random.default_rng(0).standard_normal(16_000).astype(np.float32)
    found = softmax(torch.from_numpy(logits), temperature).numpy()
    np.testing.assert_allclose(found, from_definition(logits, temperature), atol=1e-12, rtol=1e-9)


@given(LOGITS, TEMPERATURES, st.floats(-1000, 1000, width=16))
def test_adding_a_number_to_all_logits_changes_nothing(logits, temperature, shift):
    x = torch.from_numpy(logits).double()
    torch.testing.assert_close(softmax(x + shift, temperature), softmax(x, temperature), atol=1e-6, rtol=0)


@pytest.mark.parametrize("name", LIMITS)
def test_a_value_outside_its_limits_is_refused(name):
    low, high = LIMITS[name]
    for value in (low - 0.001, high + 1, math.nan, math.inf):
        with pytest.raises(LmcoreError) as error:
            check(name, value)
        assert error.value.code == "sampling.range"
        assert error.value.values["name"] == name
    for value in (low - 1, high + 1):
        with pytest.raises(LmcoreError):
            Sampling(**{name: value})  # pyright: ignore[reportArgumentType]
    for value in LIMITS[name]:
        Sampling(**{name: value})  # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize("temperature", [0, 0.0099, 100.1, math.nan])
def test_a_temperature_outside_its_limits_is_refused(temperature):
    with pytest.raises(LmcoreError, match=r"0\.01"):
        softmax(torch.zeros(3), temperature)


@given(LOGITS)
def test_the_ranking_is_a_stable_sort(logits):
    expected = torch.sort(torch.from_numpy(logits), descending=True, stable=True).indices
    assert ranking(torch.from_numpy(logits)).tolist() == expected.tolist()


def test_zero_has_no_sign_in_the_ranking():
    assert ranking(torch.tensor([-0.0, 0.0, -1.0, 1.0, -math.inf, math.inf])).tolist() == [5, 3, 0, 1, 2, 4]


samplings = st.builds(
    Sampling,
    temperature=TEMPERATURES,
    top_k=st.integers(0, 320),
    top_p=st.floats(0, 1),
    min_p=st.floats(0, 1),
    repetition_penalty=st.floats(0.1, 10),
)


@given(LOGITS, samplings, st.sets(st.integers(0, 299), max_size=20))
def test_a_distribution_holds_together(logits, sampling, seen):
    seen = {id for id in seen if id < len(logits)}
    found = distribution(torch.from_numpy(logits), sampling, seen)
    assert 1 <= found.n_kept <= len(logits)
    assert int(found.kept.sum()) == found.n_kept
    assert float(found.probabilities.sum()) == pytest.approx(1, abs=1e-12)
    assert not found.probabilities[~found.kept].any()
    ranked = found.softmax[found.order]
    assert bool((ranked[1:] <= ranked[:-1]).all())
    assert 0 <= found.entropy <= math.log2(len(logits)) + 1e-9
    assert found.perplexity == pytest.approx(2**found.entropy)
    if sampling.top_k:
        assert found.n_kept <= sampling.top_k


@given(UNIQUE_LOGITS, samplings, st.sets(st.integers(0, 299), max_size=20))
def test_the_cuts_are_those_of_transformers(logits, sampling, seen):
    processors = pytest.importorskip("transformers.generation.logits_process")
    tensor = torch.from_numpy(logits)
    seen = {id % len(logits) for id in seen}
    found = distribution(tensor, sampling, seen)
    assume(len(found.logits.unique()) == len(logits))  # a tie that the penalty made
    _assume_no_cut_hits_a_border(found, sampling)
    chain = [
        processors.RepetitionPenaltyLogitsProcessor(float(sampling.repetition_penalty)),
        processors.TemperatureLogitsWarper(float(sampling.temperature)),
        *([processors.TopKLogitsWarper(sampling.top_k)] if sampling.top_k else []),
        *([processors.TopPLogitsWarper(float(sampling.top_p))] if sampling.top_p < 1 else []),
        *([processors.MinPLogitsWarper(float(sampling.min_p))] if sampling.min_p else []),
    ]
    scores = tensor.double()[None]
    for processor in chain:
        scores = processor(torch.tensor([sorted(seen)], dtype=torch.long), scores)
    torch.testing.assert_close(found.probabilities, scores.softmax(-1)[0], atol=1e-6, rtol=0)


def _assume_no_cut_hits_a_border(found: Distribution, sampling: Sampling) -> None:
    """Leave out cases in which rounding alone decides whether a token stays."""
    ranked = found.softmax[found.order][: sampling.top_k or None]
    sums = ranked.cumsum(0) / ranked.sum()
    assume(not bool(((sums - sampling.top_p).abs() < 1e-9).any()) or sampling.top_p == 1)
    assume(not bool(((ranked / ranked[0] - sampling.min_p).abs() < 1e-9).any()))


def test_each_cut_by_hand():
    logits = torch.log(torch.tensor([0.1, 0.5, 0.25, 0.15], dtype=torch.float64))
    two = distribution(logits, Sampling(top_k=2))
    assert two.probabilities.tolist() == pytest.approx([0, 2 / 3, 1 / 3, 0])
    assert distribution(logits, Sampling(top_p=0.7)).n_kept == 2
    assert distribution(logits, Sampling(top_p=0.8)).n_kept == 3
    assert distribution(logits, Sampling(min_p=0.4)).n_kept == 2
    assert distribution(logits, Sampling(top_k=3, top_p=0.5)).n_kept == 1  # 0.5 of 0.9 is more than half
    assert distribution(logits, Sampling(top_p=0)).n_kept == 1
    assert distribution(logits, Sampling()).nucleus(0.9) == 3
    assert distribution(logits, Sampling()).rank(0) == 4
    assert distribution(logits, Sampling()).surprise(1) == pytest.approx(1)
    assert distribution(logits, Sampling()).kept_mass == pytest.approx(1)


def test_surprise_stays_finite_where_softmax_is_zero():
    found = distribution(torch.tensor([0.0, -50.0]), Sampling(temperature=0.01))
    assert found.softmax[1] == 0
    assert found.surprise(1) == pytest.approx(5000 / math.log(2))


def test_entropy_of_known_distributions():
    assert entropy(torch.full((16,), 1 / 16)) == pytest.approx(4)
    assert entropy(torch.tensor([1.0, 0.0])) == 0


def test_the_penalty_makes_seen_tokens_less_likely():
    logits = torch.tensor([2.0, -2.0, 1.0])
    assert penalise(logits, [0, 1, 1], 2).tolist() == [1.0, -4.0, 1.0]
    assert penalise(logits, [], 2) is logits
    assert logits.tolist() == [2.0, -2.0, 1.0]


@given(LOGITS, samplings, st.floats(0, 1, exclude_max=True))
def test_what_is_drawn_was_kept(logits, sampling, number):
    found = distribution(torch.from_numpy(logits), sampling)
    assert found.kept[found.draw(number)]


@given(st.lists(st.sampled_from([-1.0, -0.0, 0.0, 1.0, 2.0]), min_size=1, max_size=40), st.floats(0, 0.99))
def test_the_only_token_kept_is_the_first_of_the_ranking(logits, number):
    found = distribution(torch.tensor(logits), Sampling(top_k=1))
    assert found.draw(number) == int(ranking(torch.tensor(logits))[0]) == int(found.order[0])


def test_draws_follow_the_probabilities():
    found = distribution(torch.tensor([0.0, 1.0, 2.0, -3.0]), Sampling(temperature=0.7, top_k=3))
    counts = Counter(found.draw(uniform(5, place)) for place in range(4000))
    shares = [counts[id] / 4000 for id in range(4)]
    assert shares == pytest.approx(found.probabilities.tolist(), abs=0.03)
    assert counts[3] == 0


def test_a_seed_and_a_place_fix_the_number():
    assert uniform(1, 2) == uniform(1, 2)
    numbers = {uniform(seed, place) for seed in range(20) for place in range(20)}
    assert len(numbers) == 400
    assert all(0 <= number < 1 for number in numbers)
