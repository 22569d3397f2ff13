"""Text at the border: composed, with one kind of line end, from the encodings that are in use."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lmcore.errors import LmcoreError
from lmcore.text import composed, decoded
from tests import odd

WRITTEN = "뜻\t문장\n배(과일)\t겨울 [배]가 맛있다. 짜장면, 차\n배(몸)\t[배]가 아프다.\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp949"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_encoding_and_line_end_gives_the_same_text(encoding, end):
    assert decoded(WRITTEN.replace("\n", end).encode(encoding)) == WRITTEN


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_decomposed_text_is_composed(form):
    assert decoded(unicodedata.normalize(form, WRITTEN).encode()) == WRITTEN


@given(st.text())
def test_composing_twice_changes_nothing_more(text):
    once = composed(text)
    assert composed(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert "\r" not in once


def test_a_damaged_byte_is_named_by_its_line_and_is_not_taken_for_another_encoding():
    data = bytearray(WRITTEN.encode())
    data[data.index("아프".encode())] = 0xFF
    with pytest.raises(LmcoreError) as caught:
        decoded(bytes(data))
    assert caught.value.code == "text.encoding"
    assert caught.value.values["number"] == 3


@pytest.mark.parametrize("data", [b"\xff\xfe\x00", b"a\nb\0c and more text", b"\x80", bytes(range(256))])
def test_what_is_no_text_is_refused(data):
    with pytest.raises(LmcoreError):
        decoded(data)


@pytest.mark.parametrize("cases", odd.CASES)
def test_whatever_the_bytes_there_is_a_text_or_a_reason(cases):
    def check(data):
        try:
            text = decoded(data)
        except LmcoreError as error:
            assert int(str(error.values["number"])) >= 1
        else:
            assert "\0" not in text
            assert text == composed(text)

    odd.every(cases, check, data=odd.files(WRITTEN))
