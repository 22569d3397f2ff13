"""What is sent to the browser equals what the model computed."""

import json
import re
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard import texts
from dashboard.components.base.payload import unpack
from dashboard.figures import attention as figures
from dashboard.figures.attention import Wanted, attention_payload, exact_bytes, label, sprite, words
from lmcore import checkpoints
from lmcore.analysis.heads import head_statistics
from lmcore.tokenizer import Token
from lmcore.trace import trace

SCRIPTS = Path(figures.__file__).parents[1] / "components" / "attention"
TEXT = "얘, 겨울 배가 맛있단다! 아버지와 어머니가 학교에서 책을 읽는다."


@pytest.fixture(scope="module")
def model(tiny_checkpoint):
    return checkpoints.load(tiny_checkpoint)


@pytest.fixture(params=["bidirectional", "causal"])
def traced(request, model):
    return trace(model.model, model.tokenizer, TEXT, request.param)


@pytest.fixture
def long(monkeypatch):
    """Treat every text as too long to send all heads."""
    monkeypatch.setattr(figures, "EXACT_BYTES", 0)


def test_a_short_text_sends_every_tensor_as_it_is(traced):
    header, arrays = unpack(attention_payload(traced, Wanted(), {"name": "이름"}))
    assert header["exact"] == "all"
    assert (header["text"], header["mode"]) == (traced.text, traced.mode)
    assert header["texts"] == {"name": "이름"}
    for name in ("weights", "q", "k", "v"):
        sent = torch.from_numpy(arrays[name].copy())
        assert torch.equal(sent, torch.stack([getattr(layer.attention, name) for layer in traced.layers]))


def test_statistics_are_those_of_the_analysis(traced):
    _, arrays = unpack(attention_payload(traced, Wanted(), {}))
    statistics = head_statistics(traced)
    for row, name in zip(arrays["statistics"], figures.STATISTICS, strict=True):
        np.testing.assert_array_equal(row, getattr(statistics, name).numpy())


def test_the_mask_is_sent_where_there_is_one(traced):
    _, arrays = unpack(attention_payload(traced, Wanted(), {}))
    if traced.mode == "bidirectional":
        assert "masked" not in arrays
    else:
        expected = torch.isneginf(traced.layers[0].attention.masked[0])
        np.testing.assert_array_equal(arrays["masked"], expected.numpy())
        assert np.all(arrays["weights"][:, :, arrays["masked"] == 1] == 0)


@pytest.mark.parametrize(("layer", "head"), [(0, 0), (1, 1), (1, "mean"), (0, "max")])
def test_a_long_text_sends_one_head_exactly(traced, long, layer, head):
    header, arrays = unpack(attention_payload(traced, Wanted(layer, head), {}))
    assert header["exact"] == "one"
    assert header["wanted"] == {"layer": layer, "head": head}
    stages = traced.layers[layer].attention
    weights = {"mean": stages.weights.mean(0), "max": stages.weights.amax(0)}
    expected = weights[head] if isinstance(head, str) else stages.weights[head]
    np.testing.assert_array_equal(arrays["weights"], expected.numpy())
    for name in ("q", "k", "v"):
        assert (name in arrays) == isinstance(head, int)
        if name in arrays:
            np.testing.assert_array_equal(arrays[name], getattr(stages, name)[head].numpy())


@pytest.mark.parametrize("most", [5, 96])
def test_the_sprite_keeps_the_strongest_cell_of_every_block(traced, most):
    pictures = sprite(traced, most)
    size = min(len(traced.tokens) - 1, most)
    heads = len(traced.layers[0].attention.weights)
    assert pictures.shape == (len(traced.layers), heads + 2, size, size + 1)
    for layer, rows in zip(traced.layers, pictures, strict=True):
        weights = layer.attention.weights[:, 1:].numpy()
        strongest = rows[:heads].max(axis=(1, 2))
        np.testing.assert_array_equal(strongest, np.rint(255 * np.sqrt(weights.max(axis=(1, 2)))))
        np.testing.assert_array_equal(rows[heads + 1], rows[:heads].max(axis=0))


def test_the_sprite_of_a_short_text_has_a_pixel_for_every_cell(traced):
    pictures = sprite(traced)
    weights = traced.layers[1].attention.weights[0, 1:].numpy()
    np.testing.assert_allclose((pictures[1, 0] / 255.0) ** 2, weights, atol=2 / 255)


def test_512_tokens_stay_within_what_a_class_can_load():
    layers, heads, tokens, width = 6, 8, 512, 32
    one = 4 * (tokens * tokens + 3 * tokens * width) + tokens * tokens
    pictures = layers * (heads + 2) * figures.THUMBNAIL * (figures.THUMBNAIL + 1)
    assert one + pictures < 1.2 * figures.EXACT_BYTES


def test_exact_bytes_counts_what_is_sent(traced):
    _, arrays = unpack(attention_payload(traced, Wanted(), {}))
    assert exact_bytes(traced) == sum(arrays[name].nbytes for name in ("weights", "q", "k", "v"))


def test_words_cover_the_tokens_in_order(traced):
    found = words(traced)
    assert [word["label"] for word in found] == ["<s>", *TEXT.split()]
    assert [word["first"] for word in found] == [0, *(word["last"] for word in found[:-1])]
    assert found[-1]["last"] == len(traced.tokens)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.text(min_size=1, max_size=30))
def test_any_text_makes_a_payload_with_visible_labels(model, text):
    traced = trace(model.model, model.tokenizer, text, "causal")
    header, _ = unpack(attention_payload(traced, Wanted(), {}))
    assert len(header["tokens"]) == len(traced.tokens)
    assert header["words"][-1]["last"] == len(traced.tokens)
    for name in [entry["label"] for entry in header["tokens"] + header["words"]]:
        assert name.strip()
        assert "\n" not in name
    json.dumps(header)


@pytest.mark.parametrize(
    ("piece", "shown"),
    [("▁배", "배"), ("▁", "␣"), ("\n", "⏎"), ("\t", "⇥"), ("\u200b", "⟨U+200B⟩"), ("가", "가")],
)
def test_labels_show_what_would_be_invisible(piece, shown):
    assert label(Token(1, piece, 0, 1, 0)) == shown


def test_the_component_finds_every_string_it_asks_for():
    """`say("key")` in the scripts, and keys that are put together from a name, are in the table."""
    scripts = "".join(path.read_text("utf-8") for path in SCRIPTS.glob("*.js"))
    known = {key.removeprefix("attention.view.") for key in texts.table("ko")}
    assert set(re.findall(r"say\(\"(\w+)\"", scripts)) <= known
    for family in re.findall(r"say\(`(\w*)\$\{\w+(?:\.\w+)?\}(\w*)`", scripts):
        assert any(key.startswith(family[0]) and key.endswith(family[1]) for key in known), family
