"""The parts of a logit: they add up to the model's own logit, and each is what is lost without it."""

import pytest
import torch

from lmcore.analysis import contributions as contributing
from lmcore.analysis import stream as streaming
from lmcore.analysis.contributions import Part

TEXTS = ["배", "얘, 겨울 배가 맛있단다!", "배가 항구를 떠난다. 나는 어제 밥을 먹었다."]
MODES = ["bidirectional", "causal"]


def reading_of(model, tokenizer, text, mode, place):
    ids = torch.tensor([tokenizer.bos_id, *tokenizer.encode(text)])
    return streaming.read_place(model, ids, place % len(ids), mode, tokenizer.mask_id)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("text", TEXTS)
def test_on_the_live_model_the_parts_are_the_logit(loaded, text, mode):
    size, config = loaded.tokenizer.vocabulary_size, loaded.config
    for place in (0, 1, -1):
        reading = reading_of(loaded.model, loaded.tokenizer, text, mode, place)
        logits = loaded.model(reading.ids[None], mode)[0, reading.place]
        for target, rival in (
            (int(logits.argmax()), None),
            (size // 2, None),
            (size - 1, int(logits.argmin())),
        ):
            found = contributing.contributions(loaded.model, reading, target, rival)
            expected = float(logits[target]) - (0 if rival is None else float(logits[rival]))
            assert abs(found.total - expected) <= 1e-4
            assert abs(found.total - found.logit) <= 1e-4
            assert len(found.parts) == len(set(found.parts)) == 3 + config.n_layers * (config.n_heads + 1)


@pytest.mark.parametrize("mode", MODES)
def test_a_part_is_what_the_logit_loses_without_it(random_model, small_tokenizer, mode):
    """Take a part out of the stream, hold σ, read the logit by hand: the difference is its value."""
    model = random_model()
    reading, target = reading_of(model, small_tokenizer, TEXTS[1], mode, 4), 77
    found = contributing.contributions(model, reading, target)
    norm, w = model.final_norm, model.W_E[target].double()

    def logit(x):
        normed = (x - x.mean()) / found.scale * norm.weight.double() + norm.bias.double()
        return float(normed @ w)

    whole = reading.layers[-1].residual_after[reading.place].double()
    for part, vector, value in zip(found.parts, found.vectors, found.values.tolist(), strict=True):
        lost = float(norm.bias.double() @ w) if part.kind == "bias" else logit(whole) - logit(whole - vector)
        assert value == pytest.approx(lost, abs=1e-5)
        if part.kind != "bias":
            assert found.products(part).total == pytest.approx(value, abs=1e-9)
            assert found.lengths[found.parts.index(part)] == pytest.approx(float(vector.norm()))


def test_the_parts_are_what_was_written(random_model, small_tokenizer):
    model = random_model()
    reading = reading_of(model, small_tokenizer, TEXTS[1], "causal", 4)
    parts, vectors = contributing.written(model, reading)
    written = dict(zip(parts, vectors, strict=True))
    place, layer = reading.place, reading.layers[1]
    torch.testing.assert_close(
        vectors.sum(0).float(), reading.layers[-1].residual_after[place], atol=1e-4, rtol=1e-4
    )
    d_k = model.config.d_head
    rows = model.blocks[1].attention.W_O[2 * d_k : 3 * d_k]
    torch.testing.assert_close(
        written[Part("head", 1, 2)].float(), layer.attention.z[2, place] @ rows, atol=1e-5, rtol=1e-4
    )
    hidden = (
        layer.feedforward_input[place] @ model.blocks[1].feedforward.W_1 + model.blocks[1].feedforward.b_1
    ).clamp_min(0)
    expected = hidden @ model.blocks[1].feedforward.W_2 + model.blocks[1].feedforward.b_2
    torch.testing.assert_close(written[Part("feedforward", 1)].float(), expected, atol=1e-5, rtol=1e-4)
    torch.testing.assert_close(written[Part("position")].float(), model.P[place])
    row = model.config.embedding_scale * model.W_E[reading.ids[place]]
    torch.testing.assert_close(written[Part("embedding")].float(), row)


def test_a_rival_is_the_difference_of_two_logits(random_model, small_tokenizer):
    model = random_model()
    reading = reading_of(model, small_tokenizer, TEXTS[2], "causal", 3)
    one, other, both = (
        contributing.contributions(model, reading, *pair) for pair in ((5, None), (9, None), (5, 9))
    )
    torch.testing.assert_close(one.values - other.values, both.values, atol=1e-6, rtol=1e-5)


@pytest.mark.parametrize("positions", ["learned", "rotary", "none"])
def test_other_positions_add_up_too(random_model, small_tokenizer, positions):
    model = random_model(positions)
    reading = reading_of(model, small_tokenizer, TEXTS[2], "bidirectional", 3)
    found = contributing.contributions(model, reading, 11)
    assert abs(found.total - float(model(reading.ids[None], "bidirectional")[0, 3, 11])) <= 1e-4
