"""Predictions at every place of a sentence, of what was written, and of a hidden token."""

import math

import pytest
import torch

from lmcore.analysis.expectation import expectation, read_hidden
from lmcore.analysis.prediction import Place, predict
from lmcore.errors import LmcoreError
from lmcore.sampling import Sampling, distribution
from lmcore.trace import trace

TEXT = "얘, 겨울 배가 맛있단다!"


@pytest.fixture(scope="module")
def model(random_model):
    return random_model("learned", context=24)


@pytest.fixture(scope="module")
def sentence(model, small_tokenizer):
    with torch.no_grad():
        return trace(model, small_tokenizer, TEXT, "causal")


def close(found, expected, tolerance=1e-5):
    torch.testing.assert_close(found, expected, atol=tolerance, rtol=0)


def test_expectations_are_those_of_the_distribution():
    logits = 3 * torch.randn(5, 300, generator=torch.Generator().manual_seed(0))
    logits[0, 10] = logits[0, 20]
    ids = torch.tensor([20, 0, 17, 299, 5])
    found = expectation(logits, ids)
    for place, id in enumerate(ids.tolist()):
        expected = distribution(logits[place], Sampling())
        assert found.rank[place] == expected.rank(id)
        assert found.probability[place].item() == pytest.approx(float(expected.softmax[id]), abs=1e-6)
        assert found.surprise[place].item() == pytest.approx(expected.surprise(id), abs=1e-5)
        assert found.surprise[place].item() == pytest.approx(-math.log2(found.probability[place]), abs=1e-5)


def test_a_place_of_the_sentence_is_a_row_of_its_causal_pass(model, small_tokenizer, sentence):
    ids = tuple(sentence.ids.tolist())
    for at in range(1, len(ids) + 1):
        found = predict(model, small_tokenizer, sentence, Place(at, 1), "causal")
        close(found.logits, sentence.logits[at - 1])
        close(found.logits, model.unembed(found.final))
        assert found.before == ids[:at]
        assert found.next == (ids[at] if at < len(ids) else None)
        assert found.attention.shape == (3, 4, at)
        close(found.attention.sum(-1), torch.ones(3, 4), 1e-6)
        assert found.written is None


@pytest.mark.parametrize("mode", ["causal", "bidirectional"])
def test_a_written_token_is_predicted_from_what_stands_before_it(model, small_tokenizer, sentence, mode):
    written, start = (7, 9, 300), 4
    ids = [*sentence.ids.tolist()[:start], *written]
    logits = model(torch.tensor([ids]), "causal")[0]
    for step in range(4):
        found = predict(model, small_tokenizer, sentence, Place(2, start, written, step), mode)
        close(found.logits, logits[start + step - 1])
        assert found.before == tuple(ids[: start + step])
        assert found.next == (written[step] if step < 3 else None)
        assert found.attention.shape == (3, 4, start + step)
        assert found.written is not None
        close(found.written.surprise, expectation(logits[start - 1 : -1], torch.tensor(written)).surprise)


def test_a_hidden_token_is_predicted_from_both_sides(model, small_tokenizer, sentence):
    ids = sentence.ids.tolist()
    for at in range(1, len(ids) + 1):
        hidden = [*ids]
        hidden[at : at + 1] = [small_tokenizer.mask_id]
        expected = model(torch.tensor([hidden]), "bidirectional")[0, at - 1]
        found = predict(model, small_tokenizer, sentence, Place(at, 1), "bidirectional")
        close(found.logits, expected)
        assert found.attention.shape[-1] == max(len(ids), at + 1)
        assert found.next == (ids[at] if at < len(ids) else None)


def test_a_place_outside_the_text_is_refused(model, small_tokenizer, sentence):
    ids = sentence.ids.tolist()
    for place in (0, len(ids) + 1):
        with pytest.raises(ValueError, match="place"):
            read_hidden(model, ids, place, small_tokenizer.mask_id)
    with pytest.raises(LmcoreError):
        predict(model, small_tokenizer, sentence, Place(1, 4, (5,) * 30, 0), "causal")
