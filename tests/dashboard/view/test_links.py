from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.view import links

PARSERS = {
    "integer": links.integer(0, 5),
    "number": links.number(0.01, 100),
    "choice": links.choice("bidirectional", "causal"),
    "flag": links.flag,
    "integers": links.integers(0, 63),
    "text": links.text(),
    "packed": links.unpack_text,
}


@pytest.mark.parametrize("parse", PARSERS.values(), ids=PARSERS)
@given(raw=st.text())
def test_a_parser_returns_or_raises_valueerror(parse, raw):
    """What it returns is a value of its kind: written into a link, it is read as the same again."""
    with suppress(ValueError):
        value = parse(raw)
        assert parse((links.pack_text if parse is links.unpack_text else links.write)(value)) == value


@given(st.integers(-9, 9))
def test_integers_come_back(value):
    assert links.integer(-9, 9)(links.write(value)) == value


@given(st.floats(0.01, 100))
def test_numbers_come_back_exactly(value):
    assert links.number(0.01, 100)(links.write(value)) == value


@given(st.lists(st.integers(0, 63), max_size=64))
def test_lists_come_back(values):
    assert links.integers(0, 63)(links.write(values)) == tuple(values)


@given(st.booleans())
def test_flags_come_back(value):
    assert links.flag(links.write(value)) is value


@pytest.mark.parametrize("raw", ["nan", "inf", "-inf", "1e999", "0", "101", "", "1_0 0"])
def test_a_number_is_finite_and_within_its_range(raw):
    with pytest.raises(ValueError):
        links.number(0.01, 100)(raw)


@pytest.mark.parametrize("raw", ["6", "-1", "1.0", "٣", "1_0", " 1", "9" * 5000, ""])
def test_an_integer_is_plain_and_within_its_range(raw):
    with pytest.raises(ValueError):
        links.integer(0, 5)(raw)


def test_a_long_list_is_refused():
    with pytest.raises(ValueError):
        links.integers(0, 9, most=3)("1,2,3,4")


@given(st.text(st.characters(), max_size=300))
def test_packed_texts_come_back(text):
    assert links.unpack_text(links.pack_text(text)) == text


@given(st.text(min_size=201, max_size=600))
def test_a_long_text_goes_packed(text):
    keys = links.text_keys(text)
    assert links.unpack_text(keys["z"]) == text


def test_a_short_text_stays_readable():
    assert links.text_keys("배가 아프다.") == {"text": "배가 아프다."}


@pytest.mark.parametrize("length", [links.LONGEST_TEXT + 1, 5_000_000])
def test_a_text_longer_than_any_link_is_left_out(length):
    assert links.text_keys("가" * length) == {}


def test_ten_thousand_characters_of_prose_fit_a_link():
    prose = "".join(f"{n}번째 배가 항구를 떠나 {n * 7919 % 1013}번 바다로 갔다. " for n in range(420))[
        :10_000
    ]
    assert len(prose) == 10_000
    assert len(links.text_keys(prose)["z"]) < links.LONGEST_LINK


def test_a_bomb_is_not_unfolded():
    bomb = links.pack_text("가" * 5_000_000)
    assert len(bomb) < 30_000
    with pytest.raises(ValueError):
        links.unpack_text(bomb)


@pytest.mark.parametrize("cut", [1, 5, 12])
def test_a_cut_off_text_is_refused(cut):
    with pytest.raises(ValueError):
        links.unpack_text(links.pack_text("배가 항구를 떠난다. " * 30)[:-cut])
