"""Dot products and angles against numpy in float64."""

import math

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from lmcore.analysis.products import angle, products

vectors = st.lists(st.tuples(*[st.floats(-100, 100, width=32)] * 2), min_size=1, max_size=40)


@given(vectors, st.integers(1, 5))
def test_the_terms_add_up_to_the_product(rows, shown):
    a, b = np.array(rows).T
    found = products(torch.from_numpy(a), torch.from_numpy(b), shown)
    largest = np.sort(np.abs(a * b))[::-1][:shown]
    assert sorted(map(abs, found.shown), reverse=True) == pytest.approx(list(largest))
    assert found.left == max(0, len(a) - shown)
    assert sum(found.shown) + found.rest == pytest.approx(a @ b, abs=1e-9)
    assert found.total == pytest.approx(a @ b, abs=1e-9)


def test_terms_stand_in_their_own_order():
    found = products(torch.tensor([1.0, -9.0, 2.0, 5.0]), torch.ones(4))
    assert found.shown == (-9.0, 2.0, 5.0)


def test_an_angle_against_numpy():
    a, b = np.random.default_rng(3).normal(size=(2, 50))
    found = angle(torch.from_numpy(a), torch.from_numpy(b))
    cosine = a @ b / np.linalg.norm(a) / np.linalg.norm(b)
    assert found.cosine == pytest.approx(cosine, rel=1e-12)
    assert found.degrees == pytest.approx(np.degrees(np.arccos(cosine)), rel=1e-12)
    assert found.distance == pytest.approx(np.linalg.norm(a - b), rel=1e-12)


def test_no_angle_with_nothing():
    found = angle(torch.ones(3), torch.zeros(3))
    assert math.isnan(found.cosine)
    assert math.isnan(found.degrees)
