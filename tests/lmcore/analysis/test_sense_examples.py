"""The labelled sentences: enough of each sense, each once, and none of those that only test."""

from collections import Counter

import pytest

from lmcore.analysis.files import read_homonyms, read_senses
from lmcore.analysis.sense_examples import EVERYDAY, PLAIN, examples_of, labelled_words

WORDS = ["배", "눈", "말", "밤", "다리", "차", "사과", "벌", "병", "김", "감", "굴", "풀", "장"]


def test_fourteen_words_have_examples():
    assert sorted(labelled_words()) == sorted(WORDS)
    assert next(iter(labelled_words())) == "배"
    assert examples_of("뷁") == ()


@pytest.mark.parametrize("word", WORDS)
def test_every_sense_has_as_many_examples_and_none_stands_twice(word):
    examples = examples_of(word)
    counts = Counter(example.sense for example in examples)
    assert set(counts.values()) == {40 if word == "배" else 20}
    assert len(counts) >= 2
    assert all(example.marked.word == word for example in examples)
    assert len({example.marked.text for example in examples}) == len(examples)


def test_what_only_tests_is_no_example():
    everyday = read_homonyms(EVERYDAY)
    assert sum(map(len, everyday.values())) == 38
    assert Counter(row.sense for row in everyday["배"]) == dict.fromkeys(
        ("belly", "ship", "pear", "times"), 4
    )
    for word, rows in (*everyday.items(), ("배", read_senses(PLAIN))):
        known = {example.marked.text for example in examples_of(word)}
        assert not known & {row.marked.text for row in rows}
        assert {row.sense for row in rows} <= {example.sense for example in examples_of(word)}
