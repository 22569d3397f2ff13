import numpy as np
import pytest

from lmcore import checkpoints
from lmcore.analysis.occurrences import search
from lmcore.analysis.words import MarkedWord, find_word, parse_marked, tokens_of, word_vectors
from lmcore.errors import LmcoreError
from lmcore.trace import trace

SENTENCES = [
    "[배]가 아프다.",
    "배가 [항구]를 떠난다.",
    "애플, 겨울 [배]가 맛있단다!",
    "두 [배] 증가했다.",
    "[아버지와] 어머니",
]


@pytest.fixture(scope="module")
def loaded(tiny_checkpoint):
    return checkpoints.load(tiny_checkpoint)


@pytest.mark.parametrize("mode", ["bidirectional", "causal"])
def test_a_words_vector_is_the_mean_residual_over_its_tokens(loaded, mode):
    words = [parse_marked(line) for line in SENTENCES]
    vectors = word_vectors(loaded.model, loaded.tokenizer, words, mode)
    assert vectors.shape == (len(words), loaded.config.n_layers + 1, loaded.config.d_model)
    for word, found in zip(words, vectors, strict=True):
        one = trace(loaded.model, loaded.tokenizer, word.text, mode)
        places = tokens_of(one.tokens, word)
        assert "".join(word.text[one.tokens[i].start : one.tokens[i].end] for i in places) == word.word
        for layer in range(loaded.config.n_layers + 1):
            assert np.abs(found[layer] - one.residual(layer)[places].mean(0).numpy()).max() < 1e-5


def test_the_start_token_is_never_part_of_a_word(loaded):
    one = trace(loaded.model, loaded.tokenizer, "배가 아프다.")
    assert tokens_of(one.tokens, MarkedWord("배가 아프다.", 0, 1)) == [1]


def test_a_sentence_longer_than_the_context_is_read_around_its_word(loaded):
    context, filler = loaded.config.context, "밥을 먹었다. " * 200
    for word in (
        MarkedWord("배가 " + filler, 0, 1),
        MarkedWord(filler + "배가 " + filler, len(filler), len(filler) + 1),
        MarkedWord(filler + "배", len(filler), len(filler) + 1),
    ):
        assert len(loaded.tokenizer.encode(word.text)) > context
        vectors = word_vectors(loaded.model, loaded.tokenizer, [word], "bidirectional")
        assert np.isfinite(vectors).all()


def test_a_mark_around_nothing_has_no_vector(loaded):
    with pytest.raises(LmcoreError) as error:
        word_vectors(loaded.model, loaded.tokenizer, [MarkedWord("배가", 1, 1)], "causal")
    assert error.value.code == "words.no_token"


def test_marks_are_read_and_written():
    marked = parse_marked("두 [배] 증가했다.")
    assert marked == MarkedWord("두 배 증가했다.", 2, 3)
    assert (marked.word, marked.bracketed) == ("배", "두 [배] 증가했다.")


@pytest.mark.parametrize("line", ["배가 아프다.", "[배]가 아파 [배]를 탔다.", "[]가", "[배가", ""])
def test_a_line_needs_one_mark(line):
    with pytest.raises(LmcoreError) as error:
        parse_marked(line)
    assert error.value.code == "words.brackets"


def test_the_target_helps_where_a_file_has_none_or_several_marks():
    assert parse_marked("[금]동[상]과 [동상]은", "동상") == MarkedWord("금동상과 동상은", 5, 7)
    assert parse_marked("[동상]과 금[동상]", "동상") == MarkedWord("동상과 금동상", 0, 2)
    with pytest.raises(LmcoreError):
        parse_marked("[금]과 [상]", "동상")
    assert parse_marked("불을 때지 않은 방이다.", "방") == MarkedWord("불을 때지 않은 방이다.", 9, 10)


def test_every_occurrence_is_found():
    assert [m.start for m in find_word("배가 아파서 배를 못 탔다", "배")] == [0, 7]
    assert find_word("배", "눈") == ()


def test_a_word_inside_another_is_told_apart(loaded):
    found = search(loaded.tokenizer, "배가 항구를 떠난다. 어머니 배", "배")
    assert [item.marked.start for item in found.found] == [0, 16]
    assert found.found[0].prefix == (loaded.tokenizer.id_of("▁배"),)
    inside = search(loaded.tokenizer, "어머니", "머")
    assert (inside.found, inside.inside) == ((), ("어머니",))
    assert search(loaded.tokenizer, "어머니", "").found == ()


def test_a_word_of_several_tokens_is_one_occurrence(loaded):
    text = "뷁뷁 어머니"
    (found,) = search(loaded.tokenizer, text, "뷁뷁").found
    assert len(found.tokens) > 1
    assert found.prefix == tuple(loaded.tokenizer.encode("뷁뷁"))
