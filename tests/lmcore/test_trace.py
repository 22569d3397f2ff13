"""A trace adds up, names its tokens, and is the same alone and in a batch."""

import dataclasses

import pytest
import torch

from lmcore.errors import LmcoreError
from lmcore.trace import trace, trace_batch

TEXTS = ["", "배", "얘, 겨울 배가 맛있단다!", "아버지와 어머니, 남자와 여자가 함께 왔다."]
MODES = ["bidirectional", "causal"]


@pytest.fixture(scope="module", params=["sinusoidal", "learned", "rotary", "none"])
def model(request, random_model):
    return random_model(request.param)


def close(found, expected, tolerance=1e-5):
    torch.testing.assert_close(found, expected, atol=tolerance, rtol=0)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("text", TEXTS)
def test_the_residual_stream_adds_up(model, small_tokenizer, mode, text):
    found = trace(model, small_tokenizer, text, mode)
    close(found.residual(0), found.embedding + found.position, 0)
    stream = found.embedding + found.position
    for index, layer in enumerate(found.layers):
        close(layer.residual_before, stream)
        assert found.residual(index) is layer.residual_before
        close(layer.residual_between, layer.residual_before + layer.attention.head_outputs.sum(0))
        close(layer.residual_after, layer.residual_between + layer.feedforward_output)
        stream = stream + layer.attention.output + layer.feedforward_output
    assert found.residual(len(found.layers)) is found.layers[-1].residual_after
    close(found.final, model.final_norm(stream))
    close(found.logits, found.final @ model.W_E.T)


def test_the_feed_forward_step_is_equation_2_24(model, small_tokenizer):
    found = trace(model, small_tokenizer, TEXTS[2])
    for block, layer in zip(model.blocks, found.layers, strict=True):
        parts = block.feedforward
        close(layer.attention_input, block.norm_1(layer.residual_before), 0)
        close(layer.feedforward_input, block.norm_2(layer.residual_between), 0)
        x = layer.feedforward_input.double()
        hidden = (x @ parts.W_1.double() + parts.b_1).clamp(min=0)
        close(layer.hidden.double(), hidden)
        close(layer.feedforward_output.double(), hidden @ parts.W_2.double() + parts.b_2)
        assert bool((layer.hidden == 0).any())


@pytest.mark.parametrize("mode", MODES)
def test_a_batch_gives_what_each_text_gives_alone(model, small_tokenizer, mode):
    for text, together in zip(TEXTS, trace_batch(model, small_tokenizer, TEXTS, mode), strict=True):
        alone = trace(model, small_tokenizer, text, mode)
        assert together.tokens == alone.tokens
        assert together.text == alone.text
        for one, other in zip(tensors(together), tensors(alone), strict=True):
            assert one.shape == other.shape
            close(one.double(), other.double())


def tensors(result):
    """All tensors of a nested dataclass, in order."""
    for field in dataclasses.fields(result):
        value = getattr(result, field.name)
        if isinstance(value, torch.Tensor):
            yield value
        elif dataclasses.is_dataclass(value):
            yield from tensors(value)
        elif field.name == "layers":
            for layer in value:
                yield from tensors(layer)


def test_shapes_are_those_promised(random_model, small_tokenizer):
    found = trace(random_model(), small_tokenizer, TEXTS[2])
    tokens, vocabulary = len(found.tokens), small_tokenizer.vocabulary_size
    assert found.logits.shape == (tokens, vocabulary)
    assert found.embedding.shape == found.position.shape == found.final.shape == (tokens, 32)
    for layer in found.layers:
        stages = layer.attention
        assert stages.q.shape == stages.k.shape == stages.v.shape == stages.z.shape == (4, tokens, 8)
        assert stages.scores.shape == stages.masked.shape == stages.weights.shape == (4, tokens, tokens)
        assert stages.head_outputs.shape == (4, tokens, 32)
        assert layer.hidden.shape == (tokens, 64)


def test_tokens_begin_with_the_start_token_and_span_the_text(random_model, small_tokenizer):
    text = "겨울 배가 맛있단다!"
    found = trace(random_model(), small_tokenizer, text)
    start, *rest = found.tokens
    assert (start.piece, start.start, start.end, start.word) == ("<s>", 0, 0, -1)
    assert [token.id for token in found.tokens] == found.ids.tolist()
    assert "".join(text[token.start : token.end] for token in rest) == text.replace(" ", "")


def test_a_trace_cannot_be_changed(random_model, small_tokenizer):
    found = trace(random_model(), small_tokenizer, "배")
    with pytest.raises(dataclasses.FrozenInstanceError):
        found.text = "눈"  # pyright: ignore[reportAttributeAccessIssue]


@pytest.mark.parametrize("mode", MODES)
def test_a_text_past_the_context_is_refused(random_model, small_tokenizer, mode):
    model = random_model(context=8)
    with pytest.raises(LmcoreError) as error:
        trace(model, small_tokenizer, "배가 아프다. " * 9, mode)
    assert error.value.code == "text.too_long"
    assert error.value.values["limit"] == 8
    assert "8" in str(error.value)
