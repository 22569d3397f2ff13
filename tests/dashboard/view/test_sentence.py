import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.view.sentence import LONGEST, prepare
from lmcore.tokenizer import Tokenizer


@pytest.fixture(scope="module")
def tokenizer(tiny_checkpoint):
    return Tokenizer.load(tiny_checkpoint)


def keys(sentence):
    return [remark.key for remark in sentence.remarks]


@pytest.mark.parametrize("typed", ["", " ", "\u3000\n"])
def test_nothing_to_read(tokenizer, typed):
    assert prepare(typed, tokenizer, 128).text == ""
    assert keys(prepare(typed, tokenizer, 128)) == ["sentence.empty"]


def test_an_ordinary_sentence_passes_as_it_is(tokenizer):
    sentence = prepare("배가 아프다.", tokenizer, 128)
    assert sentence.text == "배가 아프다."
    assert sentence.remarks == ()


@pytest.mark.parametrize("typed", ["!?…", "😀😀", "。"])
def test_no_letter_at_all(tokenizer, typed):
    assert prepare(typed, tokenizer, 128).text == typed
    assert "sentence.no_letters" in keys(prepare(typed, tokenizer, 128))


def test_characters_outside_the_vocabulary_are_named(tokenizer):
    sentence = prepare("배가 뷁 😀", tokenizer, 128)
    assert sentence.remarks[-1].key == "sentence.rare"
    assert sentence.remarks[-1].values["characters"] == "뷁 😀"


def test_too_much_is_cut_and_counted(tokenizer):
    typed = "배가 항구를 떠난다. " * 3000
    sentence = prepare(typed, tokenizer, 128)
    remark = sentence.remarks[0]
    assert remark.key == "sentence.too_long"
    assert remark.values["shown"] + remark.values["left_out"] == len(typed)
    assert typed.startswith(sentence.text)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200), st.integers(4, 40))
def test_whatever_is_typed_fits_and_something_is_left(tokenizer, typed, context):
    sentence = prepare(typed, tokenizer, context)
    assert len(tokenizer.tokenize(sentence.text)) <= context - 1
    assert typed.startswith(sentence.text)
    assert bool(sentence.text) == bool(typed.strip()) or context < 8


def test_the_limit_in_characters(tokenizer):
    assert len(prepare("가" * (LONGEST + 5), tokenizer, 20_000).text) <= LONGEST
