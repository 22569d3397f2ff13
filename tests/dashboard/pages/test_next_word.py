"""What the next-word page sends to the browser, and what it does when the browser asks."""

import numpy as np
import pytest
import torch

from dashboard.components.base.payload import unpack
from dashboard.figures.next_word import EXPLAINED, NAMED, next_word_payload
from lmcore import checkpoints
from lmcore.analysis.prediction import Place, predict
from lmcore.generation import generate
from lmcore.sampling import Sampling, uniform
from lmcore.trace import trace

TEXT = "배가 항구를 떠난다."


@pytest.fixture(scope="module")
def loaded(checkpoint_folder):
    return checkpoints.load(checkpoint_folder, device="cpu")


def sent(loaded, place, mode="causal", seed=0, text=TEXT):
    sentence = trace(loaded.model, loaded.tokenizer, text, "causal")
    header, arrays = unpack(next_word_payload(loaded, sentence, place, mode, seed, {"title": "…"}, 5.5))
    return header, arrays, sentence


@pytest.mark.parametrize("mode", ["causal", "bidirectional"])
def test_the_browser_gets_the_prediction_itself(loaded, mode):
    place = Place(2, 2)
    header, arrays, sentence = sent(loaded, place, mode, seed=3)
    expected = predict(loaded.model, loaded.tokenizer, sentence, place, mode)
    assert np.array_equal(arrays["logits"], expected.logits.numpy())
    assert np.array_equal(arrays["attention"], expected.attention.numpy())
    assert arrays["logits"].shape == (loaded.config.vocabulary_size,)
    assert header["next"] == expected.next
    assert header["before"] == list(expected.before)
    assert header["draw"] == uniform(3, 2)
    assert header["answers"] == 5.5
    assert header["mode"] == mode


def test_a_logit_can_be_made_from_what_is_sent(loaded):
    header, arrays, _ = sent(loaded, Place(2, 2))
    made = arrays["rows"].astype(np.float64) @ arrays["final"]
    np.testing.assert_allclose(made, arrays["logits"][arrays["row_ids"]], atol=1e-5)
    assert len(arrays["row_ids"]) >= min(EXPLAINED, loaded.config.vocabulary_size)
    assert header["next"] in arrays["row_ids"]


def test_the_likeliest_tokens_have_names(loaded):
    header, arrays, _ = sent(loaded, Place(1, 1))
    likeliest = np.argsort(-arrays["logits"], kind="stable")[:NAMED]
    assert {str(id) for id in likeliest} <= header["names"].keys()
    for id, (label, space) in header["names"].items():
        piece = loaded.tokenizer.piece(int(id))
        assert space == (piece.startswith("▁") and piece != "▁")
        assert label
        assert "�" not in label


def test_surprises_are_sent_for_every_token(loaded):
    written = (5, 6, 7)
    header, arrays, sentence = sent(loaded, Place(2, 2, written, 1))
    assert len(arrays["sentence_surprise"]) == len(header["tokens"]) - 1
    assert len(arrays["written_surprise"]) == len(header["written"]) == 3
    probabilities = sentence.logits[:-1].double().softmax(-1).gather(1, sentence.ids[1:, None])[:, 0]
    np.testing.assert_allclose(arrays["sentence_probability"], probabilities, atol=1e-6)
    _, hidden, _ = sent(loaded, Place(2, 2), "bidirectional")
    assert "sentence_surprise" not in hidden


@pytest.mark.parametrize("mode", ["causal", "bidirectional"])
def test_a_link_with_everything_in_it_opens(open_app, mode):
    view = {"T": "0.7", "k": "40", "p": "0.9", "m": "0.05", "r": "1.2", "seed": "7", "axis": "one"}
    place = {"at": "2", "from": "2", "w": "5,6,7", "step": "1", "token": "9", "show": "table"}
    app = open_app("next_word", text=TEXT, mode=mode, **view, **place).run()
    assert not app.exception
    assert not app.error
    assert not app.warning
    for key, value in (view | place).items():
        assert app.query_params[key] == value


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("T", "0"),
        ("T", "101"),
        ("p", "2"),
        ("at", "0"),
        ("at", "999"),
        ("w", "5,x"),
        ("w", "-1"),
        ("seed", "-1"),
    ],
)
def test_what_cannot_be_is_taken_out_of_the_link(open_app, key, value):
    app = open_app("next_word", text=TEXT, **{key: value}).run()
    assert not app.exception
    assert key not in app.query_params
    assert any(f"{key}=" in warning.value for warning in app.warning)


def test_the_page_is_causal_unless_told_otherwise(open_app):
    app = open_app("next_word", text=TEXT).run()
    [switch] = [group for group in app.get("button_group") if group.key == "mask"]
    assert switch.value == "causal"
    assert "mode" not in app.query_params


def test_places_of_another_sentence_are_forgotten(open_app):
    app = open_app("next_word", text=TEXT, at="3", w="5,6", step="0").run()
    app.text_input("sentence").set_value("배가 아프다.").run()
    assert not app.exception
    assert not app.warning
    assert not {"at", "w", "step", "from"} & app.query_params.keys()


def test_what_is_written_does_not_depend_on_how_it_was_asked_for(loaded):
    """Twenty at once, as the button asks, or one by one."""
    sampling = Sampling(temperature=0.9, top_k=50, seed=3)
    prompt = loaded.tokenizer.encode("배가")
    at_once = [step.id for step in generate(loaded.model, loaded.tokenizer, prompt, sampling, 6)]
    for id in at_once:
        [step] = generate(loaded.model, loaded.tokenizer, prompt, sampling, 1)
        assert step.id == id
        prompt = [*prompt, id]


def test_a_text_as_long_as_the_context_can_be_looked_at_to_its_end(loaded):
    context = loaded.config.context
    text = "배 " * context
    ids = loaded.tokenizer.encode(text)[: context - 1]
    text = loaded.tokenizer.decode(ids)
    sentence = trace(loaded.model, loaded.tokenizer, text, "causal")
    size = len(sentence.tokens)
    assert predict(loaded.model, loaded.tokenizer, sentence, Place(size, 1), "causal").next is None
    last = predict(loaded.model, loaded.tokenizer, sentence, Place(size - 1, 1), "bidirectional")
    assert torch.isfinite(last.logits).all()
