"""The claims on words and heads, against plain numpy on tables and sentences made for it."""

import itertools

import numpy as np
import pytest

from lmcore import checkpoints
from lmcore.analysis import claims
from lmcore.analysis.claims import AXIS, KINSHIP, NOUNS, NUMBERS
from lmcore.analysis.sample import cued
from lmcore.analysis.vocabulary import WordTable
from lmcore.trace import trace

PLURALS = [noun + "들" for noun in (*AXIS, *NOUNS)]
WORDS = tuple(dict.fromkeys([*itertools.chain(*KINSHIP), *AXIS, *NOUNS, *PLURALS, *NUMBERS]))


@pytest.fixture
def table() -> WordTable:
    return WordTable(WORDS, np.random.default_rng(0).standard_normal((len(WORDS), 12)))


def test_kinship_is_the_mean_cosine_of_all_two_differences(table):
    at = dict(zip(table.words, table.vectors, strict=True))
    differences = [at[a] - at[b] for a, b in KINSHIP]
    cosines = [
        a @ b / np.linalg.norm(a) / np.linalg.norm(b) for a, b in itertools.combinations(differences, 2)
    ]
    found = claims.kinship(table)
    assert found
    assert found.n == 6
    assert found.mean == pytest.approx(np.mean(cosines))
    assert abs(found.random) < 0.1 < found.random_high


def test_an_axis_that_is_in_the_table_is_found_and_noise_has_none(table):
    rows = table.vectors.copy()
    many = [table.words.index(word) for word in PLURALS]
    rows[many] = rows[[table.words.index(word.removesuffix("들")) for word in PLURALS]]
    rows[many, 0] += 5
    rows[[table.words.index(word) for word in NUMBERS], 0] = np.arange(10)
    found = claims.plural(WordTable(table.words, rows))
    assert found
    assert (found.pairs.n, found.pairs.accuracy) == (len(NOUNS), 1)
    assert found.numbers
    assert found.numbers.spearman == pytest.approx(1)
    noise = claims.plural(table)
    assert noise
    assert noise.pairs.accuracy < 0.9


def test_a_vocabulary_without_the_words_has_no_claims():
    bare = WordTable(("배", "물"), np.eye(2))
    assert claims.kinship(bare) is None
    assert claims.plural(bare) is None


@pytest.mark.parametrize("mode", ["bidirectional", "causal"])
def test_the_cue_head_is_counted_on_sentences_that_did_not_choose_it(tiny_checkpoint, mode):
    loaded = checkpoints.load(tiny_checkpoint)
    head, share = claims.cue_head(loaded.model, loaded.tokenizer, mode)
    right = 0
    for item in cued()[1::2]:
        one = trace(loaded.model, loaded.tokenizer, item.text, mode)
        word = max(i for i, t in enumerate(one.tokens) if t.start < item.word[1] and t.end > item.word[0])
        row = one.layers[head.layer - 1].attention.weights[head.head - 1, word].tolist()
        best = max((j for j in range(1, len(row)) if j != word), key=row.__getitem__)
        token = one.tokens[best]
        right += token.start < item.cue[1] and token.end > item.cue[0]
    assert (share.n, round(share.accuracy * share.n)) == (32, right)
