"""The curve through the times, and the two ways of computing attention that are timed."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from lmcore.analysis import timings
from lmcore.analysis.timings import FUSED, STAGES, Fit, Sample, fit, times

N = np.array(timings.LENGTHS, dtype=float)


@given(st.floats(0, 1e-3), st.floats(0, 1e-4), st.floats(1e-10, 1e-6))
def test_a_curve_without_noise_is_found_again(a, b, c):
    truth = Fit(a, b, c)
    found = fit(N, truth.at(N))
    np.testing.assert_allclose(found.at(N), truth.at(N), rtol=1e-6)


def test_with_noise_it_is_the_weighted_polynomial_of_numpy():
    random = np.random.default_rng(0)
    seconds = Fit(2e-4, 6e-6, 5e-8).at(N) * random.normal(1, 0.02, len(N))
    c, b, a = np.polyfit(N, seconds, 2, w=1 / seconds)
    assert min(a, b, c) > 0
    found = fit(N, seconds)
    np.testing.assert_allclose((found.a, found.b, found.c), (a, b, c), rtol=1e-5)


def test_no_part_of_a_cost_is_below_zero():
    seconds = np.maximum(1e-9, 5e-8 * N**2 - 3e-6 * N)
    assert min(vars(fit(N, seconds)).values()) >= 0


def test_share_and_exponent():
    curve = Fit(1e-4, 2e-6, 3e-8)
    n = 300.0
    assert curve.share(n) == pytest.approx(3e-8 * n * n / (1e-4 + 2e-6 * n + 3e-8 * n * n))
    slope = (np.log(curve.at(n * 1.0001)) - np.log(curve.at(n / 1.0001))) / (2 * np.log(1.0001))
    assert curve.exponent(n) == pytest.approx(float(slope), abs=1e-6)
    assert Fit(0, 0, 1).exponent(7) == 2
    assert Fit(0, 1, 0).exponent(7) == 1


@pytest.mark.parametrize("mode", ["bidirectional", "causal"])
@pytest.mark.parametrize("positions", ["sinusoidal", "rotary"])
def test_the_fused_kernel_gives_the_same_numbers(random_model, mode, positions):
    model = random_model(positions=positions)
    for sample in timings.samples(model, [1, 5, 9], mode, (7, 64), 1):
        assert sample.difference < 1e-5
        assert set(sample.seconds) == {*STAGES, FUSED}
        assert min(sample.seconds.values()) >= 0


def test_the_timed_layer_is_the_models_own(random_model, small_tokenizer):
    """What is timed is the first layer on the text itself: the same z as in a pass."""
    model = random_model()
    ids = [small_tokenizer.bos_id, *small_tokenizer.encode("배가 항구를 떠난다.")]
    _, (x,) = timings.inputs(model, ids, (len(ids),))
    row = torch.tensor([ids])
    expected = model.blocks[0].norm_1(model.embed(row) + model.position(len(ids)))
    torch.testing.assert_close(x, expected, rtol=0, atol=0)


def test_rounds_and_lengths(random_model):
    gathered = list(timings.samples(random_model(), [1], "causal", (4, 8, 16), rounds=3))
    assert [sample.n for sample in gathered] == [4, 8, 16] * 3
    assert times(gathered, STAGES).seconds.shape == (3, 3)


def test_only_complete_rounds_count():
    gathered = [Sample(n, {"score": float(n + r)}, 0.0) for r in range(2) for n in (4, 8)][:3]
    found = times(gathered, ("score",))
    assert found.seconds.tolist() == [[4.0, 8.0]]
    with pytest.raises(ValueError, match="complete"):
        times([], ("score",))


def test_one_interruption_moves_no_median():
    gathered = [Sample(4, {"score": s}, 0.0) for s in (1.0, 1.1, 0.9, 50.0, 1.0)]
    assert times(gathered, ("score",)).median.tolist() == [1.0]


@pytest.mark.parametrize(("context", "longest"), [(512, 512), (128, 128), (100, 100), (4096, 512), (8, 8)])
def test_no_length_beyond_the_context(context, longest):
    lengths = timings.lengths_within(context)
    assert max(lengths) == longest
    assert list(lengths) == sorted(set(lengths))
