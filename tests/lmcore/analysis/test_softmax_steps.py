"""Overflow is real, and the stable form is right: both against float64 and against Python's own integers."""

import math

import numpy as np
import pytest
import torch

from lmcore.analysis.softmax_steps import FORMATS, naive, range_of, stable
from lmcore.generation import read
from lmcore.sampling import softmax


@pytest.fixture(scope="module")
def logits(loaded):
    ids = [loaded.tokenizer.bos_id, *loaded.tokenizer.encode("얘, 겨울 배가")]
    with torch.inference_mode():
        return loaded.model.unembed(read(loaded.model, ids).final[-1])


@pytest.mark.parametrize(("format", "temperature"), [("float16", 0.1), ("float32", 0.02), ("float64", 0.01)])
def test_the_formula_as_it_stands_overflows_exactly_where_the_format_ends(logits, format, temperature):
    shift = 200.0 if format == "float64" else 0.0
    found = naive(logits, temperature, shift, format)
    beyond = found.exponents.astype(np.float64) > math.log(float(np.finfo(format).max))
    assert beyond.any()
    np.testing.assert_array_equal(np.isinf(found.exponentials), beyond)
    np.testing.assert_array_equal(np.isnan(found.probabilities), beyond)  # inf / inf
    assert np.isinf(found.total)
    assert (found.probabilities[~beyond] == 0).all()  # finite / inf
    assert found.n_inf == found.n_nan == beyond.sum() > 0


def test_far_below_zero_everything_sinks_to_nothing(logits):
    found = naive(logits, 0.05, -50.0, "float32")
    assert found.n_zero == len(logits)
    assert found.n_nan == len(logits)  # 0 / 0


@pytest.mark.parametrize("shift", [0.0, 100.0, -50.0])
@pytest.mark.parametrize("temperature", [0.01, 0.05, 1.0, 100.0])
@pytest.mark.parametrize(("format", "close"), [("float32", 2e-3), ("float64", 1e-6)])
def test_the_stable_form_is_the_softmax_whatever_is_added(logits, format, close, temperature, shift):
    found = stable(logits, temperature, shift, format)
    assert np.isfinite(found.probabilities).all()
    # float32 loses some digits of x + c; those are what the tolerance is for
    np.testing.assert_allclose(found.probabilities, softmax(logits, temperature).numpy(), atol=close)
    assert float(found.probabilities.astype(np.float64).sum()) == pytest.approx(1, abs=1e-3)
    assert found.exponents.max() == 0


def test_half_precision_is_stable_but_coarse(logits):
    found = stable(logits, 0.05, 0.0, "float16")
    assert np.isfinite(found.probabilities).all()
    assert found.probabilities.argmax() == int(logits.numpy().astype(np.float16).argmax())


def test_where_nothing_overflows_both_forms_agree(logits):
    for format in ("float32", "float64"):
        one, other = naive(logits, 1.0, 0.0, format), stable(logits, 1.0, 0.0, format)
        assert one.n_inf == one.n_nan == 0
        np.testing.assert_allclose(one.probabilities, other.probabilities, rtol=1e-4)


def test_the_ends_of_a_format_are_ieee_754s():
    exact = {"float16": (-24, 65504), "float32": (-149, (2**24 - 1) * 2**104), "float64": (-1074, None)}
    for format in FORMATS:
        low, high = range_of(format)
        power, largest = exact[format]
        assert low == pytest.approx(power * math.log10(2))
        assert high == pytest.approx(math.log10(largest or (2**53 - 1) * 2**971))
