"""Senses of many words: judges of their own, one layer that they choose together."""

import numpy as np
import pytest

from lmcore.analysis import homonyms
from lmcore.analysis.homonyms import Spaces
from lmcore.errors import LmcoreError


def spaces(seed: int = 0, layers: int = 3, informative: int = 2, a_sense: int = 8) -> Spaces:
    """Two words with two and three senses, told apart at one layer only, along different axes."""
    draw = np.random.default_rng(seed)
    found = {}
    for first, (word, senses) in zip((0, 4), {"눈": 2, "말": 3}.items(), strict=True):
        labels = [f"{word}{sense}" for sense in range(senses) for _ in range(a_sense)]
        vectors = draw.normal(size=(len(labels), layers, 10)).astype(np.float32) + 5
        for i, label in enumerate(labels):
            vectors[i, informative, first + int(label[-1])] += 8
        found[word] = (vectors, labels)
    return found


def test_each_word_is_judged_at_the_layer_that_the_others_choose():
    found = homonyms.accuracy(spaces())
    assert found.layer == 2
    assert [(row.word, row.senses, row.probe.n) for row in found.words] == [("눈", 2, 16), ("말", 3, 24)]
    assert found.probe.accuracy == found.centroid.accuracy == 1
    assert (found.probe.n, found.chance, found.majority) == (40, pytest.approx(0.4), pytest.approx(0.4))


def test_a_fit_set_chooses_the_layer_and_the_tested_labels_do_not():
    fit, test = spaces(1), spaces(2, a_sense=3)
    assert homonyms.accuracy(test, fit).probe.accuracy == 1
    mixed = {word: (vectors, labels[::-1]) for word, (vectors, labels) in test.items()}
    found = homonyms.accuracy(mixed, fit)
    assert found.layer == 2
    assert found.probe.accuracy == pytest.approx(3 / 15)  # of three reversed senses the middle one stays


def test_a_given_layer_and_one_chosen_on_other_sentences():
    noise = homonyms.accuracy(spaces(), layer=0)
    assert noise.layer == 0
    assert noise.probe.accuracy < 0.7
    assert homonyms.accuracy(spaces(), spaces(1), layer=2).probe.accuracy > 0.9
    assert homonyms.chosen_on(spaces(3), spaces(1)) == homonyms.chosen_on(spaces(3)) == 2
    one = {"눈": spaces()["눈"]}
    assert homonyms.accuracy(one).layer == 0  # one word alone has nobody to choose for it


def test_the_overall_share_counts_sentences_not_words():
    found = homonyms.accuracy(spaces(), layer=1)
    right = sum(row.probe.accuracy * row.probe.n for row in found.words)
    assert found.probe.accuracy == pytest.approx(right / 40)


def test_unknown_senses_and_single_examples_are_named():
    with pytest.raises(LmcoreError, match="눈 눈0"):
        homonyms.accuracy(spaces(), {"말": spaces()["말"]})
    with pytest.raises(LmcoreError, match="single"):
        homonyms.accuracy(spaces(a_sense=1))
