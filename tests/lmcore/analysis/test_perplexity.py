import math

import pytest
import torch

from lmcore import checkpoints
from lmcore.analysis.perplexity import bits_by_position, bits_per_character
from lmcore.trace import trace

TEXTS = ["배가 아프다.", "나는 어제 밥을 먹었다.", "뷁", "학생들이 학교에서 책을 읽는다."]


@pytest.fixture(scope="module")
def loaded(tiny_checkpoint):
    return checkpoints.load(tiny_checkpoint)


def test_causal_bits_are_those_of_every_token_after_the_start(loaded):
    expected = 0.0
    for text in TEXTS:
        one = trace(loaded.model, loaded.tokenizer, text, "causal")
        logs = one.logits.double().log_softmax(-1)
        expected -= sum(float(logs[i - 1, one.ids[i]]) for i in range(1, len(one.ids))) / math.log(2)
    result = bits_per_character(loaded.model, loaded.tokenizer, TEXTS, "causal")
    assert result.bits == pytest.approx(expected, rel=1e-6)
    assert result.n_characters == sum(map(len, TEXTS))
    assert result.n_tokens == sum(len(loaded.tokenizer.encode(text)) for text in TEXTS)
    assert result.bits_per_character == pytest.approx(expected / result.n_characters)


@torch.inference_mode()
def test_bidirectional_bits_hide_one_token_at_a_time(loaded):
    expected = 0.0
    for text in TEXTS:
        ids = [loaded.tokenizer.bos_id, *loaded.tokenizer.encode(text)]
        for place in range(1, len(ids)):
            row = torch.tensor([[*ids[:place], loaded.tokenizer.mask_id, *ids[place + 1 :]]])
            logs = loaded.model(row, "bidirectional")[0, place - 1].double().log_softmax(-1)
            expected -= float(logs[ids[place]]) / math.log(2)
    result = bits_per_character(loaded.model, loaded.tokenizer, TEXTS, "bidirectional")
    assert result.bits == pytest.approx(expected, rel=1e-6)


@torch.inference_mode()
def test_bits_by_position_are_means_over_full_rows_around_the_texts(loaded):
    edges = (1, 4, 8)
    stream = [id for text in TEXTS for id in (loaded.tokenizer.bos_id, *loaded.tokenizer.encode(text))]
    stream = stream[: len(stream) // 4 * 4]
    twice = stream + stream
    rows = torch.tensor([[loaded.tokenizer.bos_id, *twice[i + 1 : i + 8]] for i in range(0, len(stream), 4)])
    assert sorted(rows[:, 4:].flatten().tolist()) == sorted(stream)  # the later range holds every token once
    logs = loaded.model(rows, "causal").double().log_softmax(-1)
    bits = -logs[:, :-1].gather(-1, rows[:, 1:, None])[..., 0] / math.log(2)
    expected = [float(bits[:, :3].mean()), float(bits[:, 3:7].mean())]
    assert bits_by_position(loaded.model, loaded.tokenizer, TEXTS, edges) == pytest.approx(expected, rel=1e-5)
    assert bits_by_position(loaded.model, loaded.tokenizer, TEXTS[:1], (1, 64)) is None


@pytest.mark.parametrize("mode", ["causal", "bidirectional"])
def test_a_long_text_is_read_in_windows_and_nothing_is_skipped(loaded, mode):
    text = "나는 어제 밥을 먹었다. " * 40
    assert len(loaded.tokenizer.encode(text)) > loaded.config.context
    result = bits_per_character(loaded.model, loaded.tokenizer, [text], mode)
    # an untrained model gives every token about log2 V bits, so nothing can be missing
    assert result.bits / result.n_tokens == pytest.approx(math.log2(loaded.config.vocabulary_size), rel=0.2)
    assert result.n_tokens == len(loaded.tokenizer.encode(text))
