"""Rows of W_E, neighbours, analogies, axes and principal directions against numpy, one formula at a time."""

import itertools

import numpy as np
import pytest
from scipy.stats import spearmanr

from lmcore import checkpoints
from lmcore.analysis import directions, embeddings, offsets
from lmcore.analysis.offsets import Question
from lmcore.analysis.vocabulary import WordTable
from lmcore.errors import LmcoreError


@pytest.fixture(scope="module")
def rows(checkpoint_folder):
    loaded = checkpoints.load(checkpoint_folder)
    return embeddings.vocabulary(loaded.model, loaded.tokenizer)


@pytest.fixture(scope="module")
def table():
    draw = np.random.default_rng(3)
    return WordTable(tuple(f"w{i}" for i in range(40)), draw.normal(size=(40, 12)) + 0.4)


def cosine(x, y):
    return float(x @ y / (x @ x) ** 0.5 / (y @ y) ** 0.5)


def test_a_token_takes_its_row(rows):
    """(2.10): o W_E = W_E[id], summed term by term in float64."""
    W_E = rows.vectors.astype(np.float64)
    for id in (0, rows.names.index("배"), len(W_E) - 1):
        one_hot = np.zeros(len(W_E))
        one_hot[id] = 1
        found = embeddings.lookup(rows, id)
        np.testing.assert_array_equal(one_hot @ W_E, found.row.astype(np.float64))
        assert found.difference == 0
        assert found.name == rows.names[id]
        assert found.norm == pytest.approx(sum(value**2 for value in W_E[id]) ** 0.5, rel=1e-6)


def test_every_row_has_a_name_of_its_own_and_is_found_by_it(rows, checkpoint_folder):
    tokenizer = checkpoints.load(checkpoint_folder).tokenizer
    index = {name: row for row, name in enumerate(rows.names)}
    assert len(index) == len(rows.names) == len(rows.vectors)
    assert rows.kinds[index["배"]] == "word"
    assert tokenizer.piece(embeddings.find(tokenizer, index, " 배 ")) == "▁배"
    assert embeddings.find(tokenizer, index, "▁배") == index["배"]
    for typed, code in (("", "embeddings.empty"), ("배배배배뷁", "embeddings.not_one_token")):
        with pytest.raises(LmcoreError) as caught:
            embeddings.find(tokenizer, index, typed)
        assert caught.value.code == code


def test_neighbours_are_the_largest_cosines(rows):
    row = rows.names.index("배")
    W_E = rows.vectors.astype(np.float64)
    every = np.array([cosine(W_E[row], other) for other in W_E])
    np.testing.assert_allclose(embeddings.cosines(rows.table, row), every, atol=1e-6)
    found = embeddings.neighbours(rows.table, row, 12)
    best = [i for i in np.argsort(-every, kind="stable") if i != row][:12]
    assert found.names == tuple(rows.names[i] for i in best)
    np.testing.assert_allclose(found.cosines, every[best], atol=1e-6)


def test_togetherness_is_the_mean_of_all_pairs(table):
    chosen = [3, 8, 20, 31]
    pairs = [cosine(table.vectors[i], table.vectors[j]) for i, j in itertools.combinations(chosen, 2)]
    assert embeddings.togetherness(table, chosen) == pytest.approx(np.mean(pairs))


def score(table, question, word, rule):
    """3CosAdd and 3CosMul of a − b + c as their papers write them."""
    x, a, b, c = (table.vectors[table.index()[w]] for w in (word, question.a, question.b, question.c))
    if rule == "add":
        return cosine(x, a) - cosine(x, b) + cosine(x, c)
    to_a, to_b, to_c = ((cosine(x, y) + 1) / 2 for y in (a, b, c))
    return to_a * to_c / (to_b + 0.001)


@pytest.mark.parametrize("rule", ["add", "multiply"])
@pytest.mark.parametrize(
    "words", [("w1", "w2", "w3", "w4"), ("w5", "w5", "w9", "w5"), ("w7", "w8", "w7", "w30")]
)
def test_answers_are_ranked_with_and_without_the_words_of_the_question(table, words, rule):
    question = Question(*words)
    scores = {word: score(table, question, word, rule) for word in table.words}
    order = sorted(table.words, key=lambda word: -scores[word])
    others = [word for word in order if word not in words[:3]]
    verdict = offsets.answers(table, question, rule, 5)
    assert verdict.candidates == len(table.words)
    assert [answer.word for answer in verdict.answers] == order[: 5 + len(set(words[:3]))]
    for answer in (*verdict.answers, verdict.right):
        assert answer.score == pytest.approx(scores[answer.word])
        assert answer.included == order.index(answer.word) + 1
        asked = answer.word in words[:3]
        assert answer.excluded == (None if asked else others.index(answer.word) + 1)


def test_the_plane_holds_the_parallelogram(table):
    question = Question("w1", "w2", "w3")
    plane = offsets.plane(table, question)
    a, b, c = (table.vectors[i] for i in (1, 2, 3))
    corners = np.stack([a, b, c, a - b + c])
    np.testing.assert_allclose(plane.axes @ plane.axes.T, np.eye(2), atol=1e-12)
    np.testing.assert_allclose(plane.distances(corners), 0, atol=1e-12)
    shadows = plane.shadows(corners)
    np.testing.assert_allclose(shadows[0], [np.linalg.norm(a - b), 0], atol=1e-12)
    for i, j in itertools.combinations(range(4), 2):
        assert np.linalg.norm(shadows[i] - shadows[j]) == pytest.approx(
            np.linalg.norm(corners[i] - corners[j])
        )
    # the shadow of any other vector is the nearest point of the plane: least squares
    away = table.vectors[20] - b
    weights, [squares], *_ = np.linalg.lstsq(plane.axes.T, away, rcond=None)
    np.testing.assert_allclose(plane.shadows(table.vectors[20][None])[0], weights, atol=1e-12)
    assert plane.distances(table.vectors[20][None])[0] == pytest.approx(squares**0.5)
    with pytest.raises(LmcoreError, match="plane"):
        offsets.plane(table, Question("w1", "w1", "w3"))


def test_differences_are_as_parallel_as_their_cosines(table):
    pairs = [("w1", "w2"), ("w3", "w4"), ("w5", "w6")]
    differences = [table.vectors[int(a[1:])] - table.vectors[int(b[1:])] for a, b in pairs]
    found = offsets.parallels(table, pairs)
    expected = [[cosine(x, y) for y in differences] for x in differences]
    np.testing.assert_allclose(found.cosines, expected, atol=1e-12)
    assert found.mean == pytest.approx(np.mean([expected[0][1], expected[0][2], expected[1][2]]))


def test_the_baseline_of_random_pairs_is_the_mean_of_their_cosines(table):
    chosen = np.random.default_rng(1).integers(40, size=(50, 3, 2))
    expected = []
    for draw in chosen:
        differences = [table.vectors[i] - table.vectors[j] for i, j in draw]
        # a word drawn twice makes no difference, and nothing is parallel to that
        cosines = [
            cosine(x, y) if x.any() and y.any() else 0 for x, y in itertools.combinations(differences, 2)
        ]
        expected.append(np.mean(cosines))
    whole = [all(i != j for i, j in draw) for draw in chosen]
    np.testing.assert_allclose(
        offsets.random_parallels(table, 3, 50)[whole], np.array(expected)[whole], atol=1e-9
    )
    assert sum(whole) > 30


CHAINS = (("w10", "w11"), ("w1", "w12"), ("w13", "w14", "w15", "w16"), ("w2", "w17", "w18"))


def test_an_axis_orders_words_by_their_product_with_it(table):
    """p = mean Em(plus) − mean Em(minus), and p·Em(w) / |p| (2.4–2.6)."""
    axis = directions.axis(table, ["w1", "w2"], ["w3", "w4", "w5"])
    v = table.vectors
    p = (v[1] + v[2]) / 2 - (v[3] + v[4] + v[5]) / 3
    at = [float(sum(x * y for x, y in zip(p, row, strict=True)) / (p @ p) ** 0.5) for row in v]
    assert axis.length == pytest.approx((p @ p) ** 0.5)
    np.testing.assert_allclose(axis.coordinates(table), at, atol=1e-12)

    outcome = directions.check_chains(table, axis, CHAINS)
    assert [pair.right for pair in outcome.pairs] == [at[10] < at[11], at[1] < at[12]]
    assert [pair.held_out for pair in outcome.pairs] == [True, False]
    assert outcome.share.n == 1
    assert outcome.share.accuracy == float(at[10] < at[11])
    whole, made = outcome.orders
    np.testing.assert_allclose(whole.at, at[13:17], atol=1e-12)
    assert whole.spearman == pytest.approx(spearmanr(range(4), at[13:17])[0])
    assert made.held_out == (False, True, True)
    assert made.spearman is None
    for plus, minus in (([], ["w1"]), (["w1"], ["w1"])):
        with pytest.raises(LmcoreError):
            directions.axis(table, plus, minus)


def test_axes_of_random_words_are_the_baseline(table):
    axis = directions.axis(table, ["w1", "w2"], ["w3", "w4", "w5"])
    outcome = directions.check_chains(table, axis, [("w10", "w11"), ("w20", "w21"), CHAINS[2]])
    found, wanted = directions.by_chance(table, outcome, 60), outcome.orders[0].spearman
    assert wanted is not None
    v, ends = table.vectors, np.random.default_rng(1).integers(40, size=(2, 60))
    shares, reached = [], []
    for one, other in ends.T:
        p = v[one] - v[other]
        shares.append(np.mean([v[low] @ p < v[high] @ p for low, high in ((10, 11), (20, 21))]))
        if one != other:  # a word minus itself orders nothing
            reached.append(float(spearmanr(range(4), v[13:17] @ p).statistic) >= wanted - 1e-12)
    assert found.share == pytest.approx(np.mean(shares))
    assert found.share_reached == pytest.approx(np.mean(np.array(shares) >= outcome.share.accuracy))
    assert len(reached) > 50
    flat = (60 - len(reached)) * (wanted <= 0)
    assert found.order_reached[0] == pytest.approx((sum(reached) + flat) / 60)


def test_components_are_those_of_the_singular_values(rows):
    vectors = rows.vectors[::7].astype(np.float64)
    found = embeddings.principal_components(vectors, 5)
    centred = vectors - vectors.mean(0)
    left, sizes, right = np.linalg.svd(centred, full_matrices=False)
    np.testing.assert_allclose(found.explained, (sizes**2 / (sizes**2).sum())[:5], rtol=1e-9)
    signs = np.sign(right[np.arange(5), np.abs(right[:5]).argmax(1)])
    np.testing.assert_allclose(found.coordinates, left[:, :5] * sizes[:5] * signs, atol=1e-6)
