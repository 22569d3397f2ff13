"""The fast path: equal to the traced one, blind to padding, blind to the future where it should be."""

import copy
import math

import pytest
import torch

from lmcore.attention import project, side_by_side
from lmcore.config import ModelConfig
from lmcore.model import Transformer
from lmcore.positions import sinusoidal
from lmcore.trace import pad, trace_batch

TEXTS = ["", "배", "얘, 겨울 배가 맛있단다!", "학생들이 학교에서 책을 읽는다."]
POSITIONS = ["sinusoidal", "learned", "rotary", "none"]
MODES = ["bidirectional", "causal"]


@pytest.fixture(scope="module", params=POSITIONS)
def model(request, random_model):
    return random_model(request.param)


def ids_of(tokenizer, texts):
    return [[tokenizer.bos_id, *tokenizer.encode(text)] for text in texts]


def close(found, expected, tolerance=1e-5):
    torch.testing.assert_close(found, expected, atol=tolerance, rtol=0)


@pytest.mark.parametrize("mode", MODES)
def test_the_fast_path_equals_the_traced_path(model, small_tokenizer, mode):
    rows, lengths = pad(ids_of(small_tokenizer, TEXTS), small_tokenizer.pad_id, model)
    fast = model(rows, mode, lengths)
    for row, traced in zip(fast, trace_batch(model, small_tokenizer, TEXTS, mode), strict=True):
        close(row[: len(traced.ids)], traced.logits)


@pytest.mark.parametrize("mode", MODES)
def test_the_training_path_gives_the_same(model, small_tokenizer, mode):
    rows, lengths = pad(ids_of(small_tokenizer, TEXTS), small_tokenizer.pad_id, model)
    without = model(rows, mode, lengths)
    with torch.enable_grad():
        trained = model(rows, mode, lengths)
    for row, other, length in zip(without, trained, lengths.tolist(), strict=True):
        close(row[:length], other[:length].detach())


@pytest.mark.parametrize("mode", MODES)
def test_padding_changes_nothing(model, small_tokenizer, mode):
    rows, lengths = pad(ids_of(small_tokenizer, TEXTS), small_tokenizer.pad_id, model)
    together = model(rows, mode, lengths)
    for row, ids in zip(together, ids_of(small_tokenizer, TEXTS), strict=True):
        close(row[: len(ids)], model(torch.tensor([ids]), mode)[0])


@pytest.mark.parametrize("mode", MODES)
def test_what_stands_in_the_padding_does_not_matter(model, small_tokenizer, mode):
    rows, lengths = pad(ids_of(small_tokenizer, TEXTS), small_tokenizer.pad_id, model)
    other = rows.clone()
    other[rows == small_tokenizer.pad_id] = 17
    first, second = model(rows, mode, lengths), model(other, mode, lengths)
    for one, two, length in zip(first, second, lengths.tolist(), strict=True):
        close(one[:length], two[:length], 0)


def test_a_later_token_never_changes_an_earlier_logit(model):
    generator = torch.Generator().manual_seed(2)
    ids = torch.randint(model.config.vocabulary_size, (1, 24), generator=generator)
    before = model(ids, "causal")
    both_ways = model(ids, "bidirectional")
    for place in range(1, 24):
        changed = ids.clone()
        changed[0, place] = (ids[0, place] + 1) % model.config.vocabulary_size
        assert torch.equal(model(changed, "causal")[0, :place], before[0, :place])
        assert not torch.equal(model(changed, "causal")[0, place], before[0, place])
        assert not torch.equal(model(changed, "bidirectional")[0, 0], both_ways[0, 0])


def test_order_matters_except_without_positions(random_model):
    ids = torch.tensor([[1, 5, 9, 7]])
    turned = torch.tensor([[1, 9, 5, 7]])
    for positions in POSITIONS:
        model = random_model(positions)
        same = torch.allclose(
            model(ids, "bidirectional")[0, 3], model(turned, "bidirectional")[0, 3], atol=1e-5
        )
        assert same == (positions == "none")


def test_rotary_positions_only_know_distances(random_model):
    """Moving every token by the same number of places changes no weight."""
    model = random_model("rotary")
    attention = model.blocks[0].attention
    x = torch.randn(1, 6, 32, generator=torch.Generator().manual_seed(3))
    q, k, _ = attention.queries_keys_values(x, start=0)
    moved_q, moved_k, _ = attention.queries_keys_values(x, start=40)
    close(q @ k.transpose(-2, -1), moved_q @ moved_k.transpose(-2, -1), 5e-5)


def test_sinusoids_are_those_of_equation_2_11():
    table = sinusoidal(3, 256)
    for place in range(3):
        for i in (0, 1, 64, 127):
            angle = place / 10_000 ** (2 * i / 256)
            assert table[place, 2 * i].item() == pytest.approx(math.sin(angle), abs=1e-7)
            assert table[place, 2 * i + 1].item() == pytest.approx(math.cos(angle), abs=1e-7)
    # the report's (2.12) has (0.002, 0.998) here
    assert table[2, :2].tolist() == pytest.approx([0.909, -0.416], abs=5e-4)


@pytest.mark.parametrize("mode", MODES)
def test_the_layout_in_memory_changes_no_number(random_model, mode):
    laid = random_model()
    plain = Transformer(laid.config)
    plain.load_state_dict(laid.state_dict())
    for (name, one), two in zip(plain.named_parameters(), laid.parameters(), strict=True):
        assert torch.equal(one, two), name
    assert side_by_side((plain.blocks[0].attention.W_Q, plain.blocks[0].attention.W_K)) is None
    ids = torch.randint(plain.config.vocabulary_size, (2, 9), generator=torch.Generator().manual_seed(4))
    for model in (laid, copy.deepcopy(laid)):
        close(model(ids, mode), plain(ids, mode))
    with torch.enable_grad():
        for model in (plain, laid):
            model.requires_grad_()(ids, mode).square().mean().backward()
    for (name, one), two in zip(plain.named_parameters(), laid.parameters(), strict=True):
        torch.testing.assert_close(one.grad, two.grad, msg=name)


def test_a_matrix_changed_after_the_layout_is_read_as_it_is(random_model):
    model = random_model()
    attention, x = model.blocks[0].attention, torch.randn(1, 3, 32)
    assert side_by_side((attention.W_Q, attention.W_K, attention.W_V)) is not None
    attention.W_K *= 2
    attention.W_V.data = -attention.W_V
    _, k, v = attention.queries_keys_values(x)
    close(k, project(x, attention.W_K, 4))
    close(v, project(x, attention.W_V, 4))


def test_an_embedding_is_a_scaled_row(random_model):
    model = random_model()
    close(model.embed(torch.tensor([[7]]))[0, 0], model.config.embedding_scale * model.W_E[7], 0)


def test_initialising_is_repeatable_and_starts_as_the_identity():
    config = ModelConfig(64, d_model=16, n_layers=2, n_heads=2, d_ff=32, context=8)
    one, two = Transformer(config).initialise(1), Transformer(config).initialise(1)
    assert all(torch.equal(a, b) for a, b in zip(one.parameters(), two.parameters(), strict=True))
    ids = torch.tensor([[3, 4]])
    close(one.hidden(ids, "causal"), one.final_norm(one.embed(ids) + one.position(2)), 0)


@pytest.mark.parametrize("shape", [{"d_model": 30}, {"d_model": 12, "positions": "rotary"}])
def test_a_shape_that_cannot_be_is_refused(shape):
    with pytest.raises(ValueError, match=r"multiple|odd"):
        ModelConfig(64, n_heads=4, **shape)
