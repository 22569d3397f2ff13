"""Analogies, similarity and whole words, all on rows of W_E."""

import numpy as np
import pytest
from scipy.stats import spearmanr
from sklearn.decomposition import PCA

from lmcore import checkpoints
from lmcore.analysis import analogies
from lmcore.analysis.similarity import rank_correlation
from lmcore.analysis.vocabulary import WordTable, covered, word_table


@pytest.fixture(scope="module")
def table():
    draw = np.random.default_rng(0)
    return WordTable(tuple(f"w{i}" for i in range(60)), draw.normal(size=(60, 100)) + 3)


def brute(table, item, rule, exclude):
    """Rank of d by the textbook formula, one candidate at a time."""
    index = table.index()
    a, b, c, d = (table.vectors[index[word]] for word in item)

    def cos(x, y):
        return x @ y / np.linalg.norm(x) / np.linalg.norm(y)

    def score(x):
        if rule == "add":
            return cos(x, b) - cos(x, a) + cos(x, c)
        shifted = [(cos(x, y) + 1) / 2 for y in (b, c, a)]
        return shifted[0] * shifted[1] / (shifted[2] + 0.001)

    others = [w for w in table.words if w != item[3] and not (exclude and w in item[:3])]
    return 1 + sum(score(table.vectors[index[w]]) > score(d) for w in others)


@pytest.mark.parametrize("rule", ["add", "multiply"])
@pytest.mark.parametrize("exclude", [True, False])
def test_ranks_are_the_textbooks(table, rule, exclude):
    draw = np.random.default_rng(1)
    items = [tuple(f"w{i}" for i in draw.choice(60, 4, replace=False)) for _ in range(40)]
    expected = [brute(table, item, rule, exclude) for item in items]
    assert analogies.ranks(table, items, rule, exclude).tolist() == expected


def test_a_true_parallelogram_is_found():
    base = np.eye(8)
    vectors = np.stack([base[0], base[0] + base[2], base[1], base[1] + base[2], base[3], base[4]])
    table = WordTable(("남자", "여자", "아버지", "어머니", "배", "강"), vectors)
    ranks = analogies.ranks(table, [("남자", "여자", "아버지", "어머니")])
    assert ranks.tolist() == [1]
    assert analogies.summary(ranks) == analogies.AnalogyScores(1, 1.0, 1.0, 1.0)
    assert analogies.summary(np.empty(0, int)) is None
    assert analogies.ranks(table, []).tolist() == []


def test_common_directions_are_the_principal_ones(table):
    cleaned = table.without_common_directions()
    pca = PCA(1).fit(table.vectors)
    centred = table.vectors - table.vectors.mean(0)
    expected = centred - centred @ pca.components_.T @ pca.components_
    assert np.allclose(cleaned.vectors, expected, atol=1e-9)
    assert np.allclose(table.without_common_directions(0).vectors, centred)


def test_whole_words_are_tokens_that_begin_a_word(tiny_checkpoint):
    loaded = checkpoints.load(tiny_checkpoint)
    table = word_table(loaded.model, loaded.tokenizer)
    row = table.index()["배"]
    id = loaded.tokenizer.id_of("▁배")
    assert np.allclose(table.vectors[row], loaded.model.W_E[id].detach().numpy())
    assert "" not in table.words
    assert len(set(table.words)) == len(table.words)
    assert covered([("배", "뷁"), ("배", "배")], table) == [1]


def test_rank_correlation_is_spearmans(table):
    draw = np.random.default_rng(2)
    pairs = [tuple(f"w{i}" for i in draw.choice(60, 2, replace=False)) for _ in range(30)]
    scores = draw.normal(size=30).tolist()
    index = table.index()
    cosines = [
        np.dot(*(table.vectors[index[w]] / np.linalg.norm(table.vectors[index[w]]) for w in pair))
        for pair in pairs
    ]
    result = rank_correlation(table, [*pairs, ("w1", "none")], [*scores, 0.0])
    assert result.n == 30
    assert result.coverage == pytest.approx(30 / 31)
    assert result.spearman == pytest.approx(spearmanr(cosines, scores)[0])
    assert rank_correlation(table, [("w1", "w2")], [1.0]).spearman is None
