"""Lossless for every string, and cut where the lessons need it."""

import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lmcore.tokenizer import BYTES, SPECIALS, Tokenizer, join
from lmcore.training.vocabulary import WholeWords

REPORT = "얘, 겨울 배가 맛있단다!"
HARD = (
    [chr(c) for c in range(0xAC00, 0xAC20)]  # composed syllables
    + [chr(c) for c in (0x1107, 0x1162, 0x11AB, 0x3131, 0x314F)]  # conjoining and compatibility jamo
    + list("aZ09梨船腹倍 \t\n\r\u3000\u00a0\u200b\u200d\ufeff\x00\x1f▁<s>😀👨‍👩‍👧é\U00020000\ud800")
)
anything = st.text(st.characters()) | st.text(st.sampled_from(HARD), max_size=40)


@given(anything)
@settings(max_examples=400, deadline=None)
def test_decode_gives_every_string_back(tokenizer: Tokenizer, text: str):
    assert tokenizer.decode(tokenizer.encode(text)) == text


@given(anything)
@settings(max_examples=200, deadline=None)
def test_tokens_agree_with_encode_and_their_spans_cover_the_text_in_order(tokenizer: Tokenizer, text: str):
    tokens = tokenizer.tokenize(text)
    assert [token.id for token in tokens] == tokenizer.encode(text)
    covered: set[int] = set()
    last = 0
    for token in tokens:
        assert last <= token.start <= token.end <= len(text)
        last = token.start
        covered.update(range(token.start, token.end))
        assert "\ufffd" not in token.piece or "\ufffd" in text
    assert set(range(len(text))) - covered <= {i for i, c in enumerate(text) if c == " "}


@given(st.lists(st.integers(0, 300), max_size=20))
def test_decode_of_any_ids_shows_no_replacement_sign(tokenizer: Tokenizer, ids: list[int]):
    assert "\ufffd" not in tokenizer.decode(ids)


def test_decomposed_hangul_survives(tokenizer: Tokenizer):
    text = unicodedata.normalize("NFD", REPORT)
    assert tokenizer.decode(tokenizer.encode(text)) == text != REPORT


def test_text_cannot_name_special_tokens(tokenizer: Tokenizer):
    named = {tokenizer.id_of(piece) for piece in (*SPECIALS, *BYTES)}
    assert not named & set(tokenizer.encode("".join(SPECIALS) + "<0x41>"))


def test_the_report_sentence(tokenizer: Tokenizer):
    tokens = tokenizer.tokenize(REPORT)
    assert [t.piece for t in tokens] == ["▁얘", ",", "▁겨울", "▁배", "가", "▁맛있", "단다", "!"]
    assert [REPORT[t.start : t.end] for t in tokens] == ["얘", ",", "겨울", "배", "가", "맛있", "단다", "!"]
    assert [t.word for t in tokens] == [0, 0, 1, 2, 2, 3, 3, 3]


@pytest.mark.parametrize(
    "particle",
    [
        "가",
        "를",
        "는",
        "도",
        "와",
        "로",
        "의",
        "만",
        "에서",
        "처럼",
        "까지",
        "부터",
        "에",
        "였다",
        "지만",
        "나",
    ],
)
def test_bae_is_one_token_before_every_particle(tokenizer: Tokenizer, particle: str):
    text = f"우리 배{particle} 있다."
    assert (3, 4) in {(t.start, t.end) for t in tokenizer.tokenize(text)}


def test_every_whole_word_is_one_token(tokenizer: Tokenizer):
    words = WholeWords.read()
    for word in words.whole + words.joined:
        assert tokenizer.id_of(word) is not None
        assert tokenizer.id_of("▁" + word) is not None
    for word in ("이모부", "고모부", "외숙모", "학생들", "배"):
        assert f"▁{word}" in [t.piece for t in tokenizer.tokenize(f"그 {word} 사진")]


def test_bytes_are_shown_with_their_character(tokenizer: Tokenizer):
    assert [t.piece for t in tokenizer.tokenize("\U00020000")] == [
        "▁",
        *(f"\U00020000₍{n}/₄₎" for n in "₁₂₃₄"),
    ]
    assert [t.byte for t in tokenizer.tokenize("\U00020000")][1:] == list("\U00020000".encode())
    assert re.fullmatch("⟨[0-9A-F]{2}⟩", tokenizer.piece(tokenizer.encode("\U00020000")[1]))


def test_join_prefers_the_longest_word():
    words = frozenset({"외숙모", "학생들", "선생님들"})
    assert join("선생님들과", [0, 2, 3, 4, 5], words) == [0, 4, 5]
    assert join("외숙 모", [0, 1, 2, 3, 4], words) == [0, 1, 2, 3, 4]
    assert join("", [], words) == []
