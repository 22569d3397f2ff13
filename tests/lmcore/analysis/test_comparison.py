"""Two passes side by side against numpy in float64."""

import numpy as np
import pytest
import torch
from scipy.special import rel_entr
from scipy.special import softmax as reference

from lmcore.analysis import comparison
from lmcore.analysis import lens as lenses
from lmcore.analysis import stream as streaming
from lmcore.trace import trace

ONE, OTHER, LONGER = "배가 아프다.", "배가 맛있단다.", "나는 어제 밥을 먹었다."


@pytest.fixture(scope="module")
def pair(random_model, small_tokenizer):
    """The same sentence under either mask."""
    model = random_model()
    return tuple(trace(model, small_tokenizer, ONE, mode) for mode in ("causal", "bidirectional"))


def weights(traced):
    return np.stack([layer.attention.weights.double().numpy() for layer in traced.layers])


def test_a_heads_difference_is_b_less_a(pair):
    a, b = map(weights, pair)
    for layer in range(a.shape[0]):
        for head in range(a.shape[1]):
            found = comparison.head_difference(*pair, layer, head)
            np.testing.assert_allclose(found.difference, b[layer, head] - a[layer, head], atol=1e-12)
            np.testing.assert_allclose(found.difference.sum(-1), 0, atol=1e-6)
            expected = np.abs(b[layer, head] - a[layer, head]).sum(-1) / 2
            np.testing.assert_allclose(found.moved, expected, atol=1e-12)
            assert np.abs(found.difference.numpy())[found.largest] == np.abs(found.difference.numpy()).max()


def test_every_head_at_once(pair):
    a, b = map(weights, pair)
    found = comparison.moved(*pair)
    np.testing.assert_allclose(found, np.abs(b - a).sum(-1).mean(-1) / 2, atol=1e-12)
    assert float(found.min()) > 0
    assert float(found.max()) <= 1


def test_nothing_differs_from_itself(pair):
    assert not comparison.moved(pair[0], pair[0]).any()
    assert comparison.word_difference(pair[0].logits[1], pair[0].logits[1]).bits == 0
    assert comparison.word_difference(pair[0].logits[1], pair[0].logits[1]).gained(5) == []


def test_texts_of_different_lengths_cannot_be_laid_over_each_other(random_model, small_tokenizer, pair):
    longer = trace(random_model(), small_tokenizer, LONGER, "causal")
    assert comparison.alike(*pair)
    assert not comparison.alike(pair[0], longer)
    with pytest.raises(ValueError, match="tokens"):
        comparison.head_difference(pair[0], longer, 0, 0)


def test_words_that_gain_and_lose(pair):
    logits = [traced.logits[2].double().numpy() for traced in pair]
    p = [reference(row) for row in logits]
    found = comparison.word_difference(*(traced.logits[2] for traced in pair))
    for by, change in (("probability", p[1] - p[0]), ("logit", logits[1] - logits[0])):
        np.testing.assert_allclose(found.change(by), change, atol=1e-12)
        order = np.argsort(-change)
        assert found.gained(7, by) == order[:7].tolist()
        assert found.lost(7, by) == order[::-1][:7].tolist()
    assert found.likeliest(4) == np.argsort(-np.maximum(*p))[:4].tolist()
    assert found.moved == pytest.approx(np.abs(p[1] - p[0]).sum() / 2)
    assert found.bits == pytest.approx(rel_entr(p[1], p[0]).sum() / np.log(2))


def test_other_vocabularies_are_refused():
    with pytest.raises(ValueError, match="vocabularies"):
        comparison.word_difference(torch.zeros(3), torch.zeros(4))


def test_two_lenses(random_model, small_tokenizer):
    model, found = random_model(), []
    for mode in ("causal", "bidirectional"):
        ids = torch.tensor([small_tokenizer.bos_id, *small_tokenizer.encode(ONE)])
        stream = streaming.read(model, ids, mode, small_tokenizer.mask_id)
        found.append(lenses.lens(model, stream, streaming.next_ids(ids)))
    a, b = found
    difference = comparison.lens_difference(a, b)
    ranks = [np.asarray(one.rank[:, :-1], float) for one in found]  # nothing follows the last token
    for name, one, two in (
        ("probability", a.probability[:, :-1], b.probability[:, :-1]),
        ("halvings", -np.log2(ranks[0]), -np.log2(ranks[1])),
        ("entropy", a.entropy[:, :-1], b.entropy[:, :-1]),
    ):
        expected = np.asarray(two, float) - np.asarray(one, float)
        np.testing.assert_allclose(getattr(difference, name)[:, :-1], expected, atol=1e-9)
    assert difference.probability[:, -1].isnan().all()
    assert difference.halvings[:, -1].isnan().all()


def test_a_probability_of_different_words_is_no_difference(random_model, small_tokenizer):
    """Where one text goes on with another word than the other, there is nothing to compare."""
    model, found, rows = random_model(), [], []
    for text in (ONE, OTHER):
        ids = torch.tensor([small_tokenizer.bos_id, *small_tokenizer.encode(text)])[:5]
        rows.append(ids)
        found.append(
            lenses.lens(model, streaming.streams(model, ids[None], "causal")[:, 0], streaming.next_ids(ids))
        )
    same = (rows[0][1:] == rows[1][1:]).tolist()
    assert True in same
    assert False in same
    difference = comparison.lens_difference(*found)
    assert (~difference.probability[0, :-1].isnan()).tolist() == same
    assert not difference.entropy.isnan().any()
