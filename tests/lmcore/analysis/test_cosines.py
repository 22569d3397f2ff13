"""Cosines at the edge of what floats hold, beside exact fractions."""

from decimal import Decimal, localcontext

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lmcore.analysis import embeddings, offsets
from lmcore.analysis.classifiers import cosine, unit
from lmcore.analysis.vector_files import read_vectors
from lmcore.analysis.vocabulary import WordTable

NUMBERS = st.sampled_from([0.0, 1.0, -1.0, 0.5, 3.0, -7.25, 1e-3])
SCALES = st.sampled_from([1e-308, 1e-200, 1e-20, 1.0, 1e20, 1e200, 1e307])


def exact(a, b):
    with localcontext(prec=1000, Emax=10**6, Emin=-(10**6)):
        a, b = ([Decimal(float(x)) for x in vector] for vector in (a, b))
        dot, lengths = sum(x * y for x, y in zip(a, b, strict=True)), [sum(x * x for x in v) for v in (a, b)]
        return 0.0 if 0 in lengths else float(dot / (lengths[0] * lengths[1]).sqrt())


@given(*[st.lists(NUMBERS, min_size=3, max_size=3)] * 2, SCALES, SCALES)
def test_a_cosine_is_that_of_exact_numbers_whatever_the_size(a, b, c, d):
    a, b = np.array(a) * c, np.array(b) * d
    assert float(cosine(a, b)) == pytest.approx(exact(a, b), abs=1e-12)


@given(st.integers(0, 2**32 - 1), st.sampled_from([np.float32, np.float64]))
def test_no_cosine_leaves_its_range(seed, kind):
    vectors = np.random.default_rng(seed).normal(size=(40, 5)).astype(kind)
    found = cosine(vectors, vectors)
    assert np.abs(found).max() <= 1
    assert found.dtype == kind
    np.testing.assert_array_equal(unit(vectors), vectors / np.linalg.norm(vectors, axis=1, keepdims=True))


def test_zero_stays_zero_and_has_no_angle():
    assert unit(np.zeros((2, 3))).tolist() == [[0.0] * 3] * 2
    assert cosine(np.zeros(3), np.ones(3)) == 0


@pytest.mark.parametrize("size", [1e308, 1e154, 1.0, 1e-162, 1e-300])
def test_a_file_of_vectors_of_any_size_has_the_same_angles(size):
    rows = {"a": (1, -1), "b": (1, 1), "c": (-1, 1), "d": (0.5, 1)}
    text = "\n".join(f"{word} {x * size!r} {y * size!r}" for word, (x, y) in rows.items())
    table = read_vectors(text.encode(), frozenset(rows))
    plain = WordTable(tuple(rows), np.array(list(rows.values()), dtype=float))
    expected = [exact(rows["a"], row) for row in rows.values()]
    np.testing.assert_allclose(embeddings.cosines(table, 0), expected, atol=1e-12)
    pairs = [("a", "b"), ("c", "d")]
    assert offsets.parallels(table, pairs).mean == pytest.approx(offsets.parallels(plain, pairs).mean)
    assert offsets.cosines(table, "d", "abc") == pytest.approx(offsets.cosines(plain, "d", "abc"))
