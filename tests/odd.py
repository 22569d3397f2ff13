"""Odd texts, files and values, as strangers send them: strategies for every reader and parser."""

import gzip
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

SIGNS = (
    "가배ㅂㅐ\u1107\u1162\u3164\u200b\u202e\ufeff\ufffd\u2028\x85\xa0\0\t\n\r\x0b\x1f\\\"',;:<>[]{}()*_`$&#!|~=+-@%"
    "0１²١٣.eEnNaA😀\U0001f469\u200d\U0001f467e\u0301"
)
"""What has broken readers before: jamo, fillers, marks of direction, line ends, markup, digits."""

texts: SearchStrategy[str] = st.text(
    st.one_of(st.sampled_from(SIGNS), st.characters(codec=None)), max_size=60
)
json_values: SearchStrategy = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.sampled_from([0, 1, -1, 2**31, 10**400])
    | st.floats()
    | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=5,
)
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp949", "euc-kr", "latin-1")


@st.composite
def files(draw: Callable, good: str) -> bytes:
    """The bytes of a good file that something has happened to, or of none at all."""
    if draw(st.integers(0, 9)) == 0:
        return draw(st.binary(max_size=200))
    text = list(good)
    for _ in range(draw(st.integers(0, 6))):
        at = draw(st.integers(0, len(text)))
        text[at : at + draw(st.integers(0, 8))] = draw(texts)
    line_end = draw(st.sampled_from(("\n", "\r\n", "\r")))
    data = "".join(text).replace("\n", line_end).encode(draw(st.sampled_from(ENCODINGS)), "replace")
    if draw(st.booleans()):
        data = gzip.compress(data, 1)
    changed = bytearray(data)
    for _ in range(draw(st.integers(0, 3))):
        at = draw(st.integers(0, len(changed)))
        changed[at : at + draw(st.integers(0, 4))] = draw(st.binary(max_size=4))
    return bytes(changed[: draw(st.one_of(st.none(), st.integers(0, len(changed))))])


CASES = (200, pytest.param(10_000, marks=pytest.mark.slow))


def every(cases: int, check: Callable[..., None], **strategies: SearchStrategy) -> None:
    """Run `check` on so many cases."""
    patient = settings(max_examples=cases, deadline=None, suppress_health_check=list(HealthCheck))
    patient(given(**strategies)(check))()
