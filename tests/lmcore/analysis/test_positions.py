"""What the page on positions claims, on the live model, beside float64 and loops."""

import math
from itertools import pairwise

import numpy as np
import pytest
import torch

from lmcore import checkpoints
from lmcore.analysis import positions as analysis
from lmcore.analysis import shuffling
from lmcore.analysis.position_methods import learned_numbers, moved_scores
from lmcore.config import ModelConfig
from lmcore.edits import Edits
from lmcore.model import Transformer
from lmcore.trace import trace

TEXT = "얘, 겨울 배가 맛있단다!"


@pytest.fixture(scope="module")
def loaded(checkpoint_folder):
    return checkpoints.load(checkpoint_folder)


@pytest.fixture(scope="module")
def table(loaded):
    return loaded.model.position(loaded.config.context)


def by_hand(length, width):
    """(2.11), number by number."""
    rows = np.empty((length, width))
    for p in range(length):
        for i in range(width // 2):
            rows[p, 2 * i] = math.sin(p / 10_000 ** (2 * i / width))
            rows[p, 2 * i + 1] = math.cos(p / 10_000 ** (2 * i / width))
    return rows


def test_the_models_own_table_is_the_equation(loaded, table):
    expected = by_hand(loaded.config.context, loaded.config.d_model)
    np.testing.assert_allclose(table.numpy(), expected, atol=1e-6)


def test_what_enters_the_first_layer_is_the_sum(loaded):
    traced = trace(loaded.model, loaded.tokenizer, TEXT)
    expected = traced.embedding.double().numpy() + by_hand(len(traced.tokens), loaded.config.d_model)
    np.testing.assert_allclose(traced.residual(0).numpy(), expected, atol=1e-5)


def test_a_wave_comes_back_after_its_wavelength(loaded):
    width = loaded.config.d_model
    for pair, length in enumerate(analysis.wavelengths(width).tolist()):
        assert math.isclose(length / 10_000 ** (2 * pair / width), 2 * math.pi)


def test_products_depend_on_the_distance_alone(table):
    found = analysis.products(table, 64)
    rows = by_hand(*table.shape)
    for k in (0, 1, 5, 64):
        every = [float(rows[p] @ rows[p + k]) for p in range(len(rows) - k)]
        assert max(every) - min(every) < 1e-9
        assert math.isclose(float(found.mean[k]), every[0], abs_tol=1e-4)
        assert math.isclose(float(found.formula[k]), every[0], abs_tol=1e-9)
    assert found.spread < 1e-4
    assert math.isclose(float(found.mean[0]), table.shape[1] / 2, abs_tol=1e-4)


def test_a_table_of_chance_has_no_such_law():
    chance = torch.randn(64, 32, generator=torch.Generator().manual_seed(1))
    assert analysis.products(chance, 8).spread > 1
    assert analysis.shift(chance, 3).difference > 1


@pytest.mark.parametrize("steps", [0, 1, 3, 64, -5])
def test_a_shift_is_one_rotation_wherever_it_starts(table, steps):
    found = analysis.shift(table, steps)
    assert found.difference < 1e-6
    width = table.shape[1]
    for pair in (0, width // 4, width // 2 - 1):
        b = steps / 10_000 ** (2 * pair / width)
        matrix = np.array([[math.cos(b), math.sin(b)], [-math.sin(b), math.cos(b)]])
        np.testing.assert_allclose(found.matrices[pair].numpy(), matrix, atol=1e-12)
        assert math.isclose(np.linalg.det(matrix), 1)
        start = 7
        moved = matrix @ table[start, 2 * pair : 2 * pair + 2].double().numpy()
        np.testing.assert_allclose(moved, table[start + steps, 2 * pair : 2 * pair + 2].numpy(), atol=1e-6)


def test_one_pair_turned_and_one_product_taken_apart(table):
    numbers, steps, place, pair = table.double().numpy(), 5, 3, 7
    found = analysis.turn(table, analysis.shift(table, steps), place, pair)
    columns = slice(2 * pair, 2 * pair + 2)
    np.testing.assert_allclose(found.before, numbers[place, columns])
    np.testing.assert_allclose(found.there, numbers[place + steps, columns])
    np.testing.assert_allclose(found.turned, found.there, atol=1e-5)
    product = analysis.at_distance(table, steps)
    assert product.product == pytest.approx(numbers[0] @ numbers[steps], rel=1e-9)
    assert float(product.cosines.sum()) == pytest.approx(product.product, abs=1e-3)


def test_the_report_is_put_right(loaded, table):
    found = analysis.slip(loaded.config.d_model)
    assert found.computed == pytest.approx((math.sin(2), math.cos(2)), abs=1e-6)
    assert found.computed == pytest.approx(tuple(table[2, :2].tolist()), abs=1e-6)
    assert [f"{value:.3f}" for value in found.computed] == ["0.909", "-0.416"]
    # no angle has this sine and this cosine, and where the sine fits the cosine does not
    assert abs(found.length_squared - 1) > 0.003
    assert found.there[1] > 0.999
    if loaded.config.d_model == 256:
        assert found.there == pytest.approx((0.002, 1.0), abs=1e-5)
        assert found.pair == 96


def heads_by_hand(model, x, W, head):
    """One head's rows of LayerNorm(x) W in float64."""
    norm = model.blocks[0].norm_1
    x = x.astype(float)
    centred = x - x.mean(-1, keepdims=True)
    normed = centred / np.sqrt((centred**2).mean(-1, keepdims=True) + norm.eps)
    normed = normed * norm.weight.double().numpy() + norm.bias.double().numpy()
    d_head = model.config.d_head
    return normed @ W.double().numpy()[:, head * d_head : (head + 1) * d_head]


@torch.no_grad()
def test_scores_of_moved_tokens(loaded):
    model, (query, key), head, distance, most = loaded.model, loaded.tokenizer.encode("배가")[:2], 1, -1, 20
    found = moved_scores(model, query, key, head, distance, most)
    scale, rows = model.config.embedding_scale, by_hand(2 * most + 2, model.config.d_model)
    W = model.blocks[0].attention
    for moved in (0, 7, most):
        m, n = 1 + moved, moved
        q = heads_by_hand(model, (scale * model.W_E[query].numpy() + rows[m])[None], W.W_Q, head)[0]
        k = heads_by_hand(model, (scale * model.W_E[key].numpy() + rows[n])[None], W.W_K, head)[0]
        expected = q @ k / math.sqrt(model.config.d_head)
        assert math.isclose(float(found.together["sinusoidal"][moved]), expected, abs_tol=1e-3, rel_tol=1e-4)
    q = heads_by_hand(model, scale * model.W_E[query].numpy()[None], W.W_Q, head)[0]
    k = heads_by_hand(model, scale * model.W_E[key].numpy()[None], W.W_K, head)[0]
    alone = q @ k / math.sqrt(model.config.d_head)
    assert np.allclose(found.together["none"].numpy(), alone, atol=1e-3)
    assert np.allclose(found.apart["none"].numpy(), alone, atol=1e-3)


@torch.no_grad()
def test_a_rotary_score_knows_the_distance_and_nothing_else(loaded):
    model, (query, key), head, most = loaded.model, loaded.tokenizer.encode("배가")[:2], 0, 40
    found = moved_scores(model, query, key, head, -3, most)
    together = found.together["rotary"]
    assert float(together.max() - together.min()) < 1e-3
    # complex numbers: pair i of q at m times the conjugate of pair i of k at n turns by (m − n) ω_i
    scale, d_head = model.config.embedding_scale, model.config.d_head
    W = model.blocks[0].attention
    q, k = (
        heads_by_hand(model, scale * model.W_E[token].numpy()[None], weight, head)[0]
        for token, weight in ((query, W.W_Q), (key, W.W_K))
    )
    q, k = (vector[0::2] + 1j * vector[1::2] for vector in (q, k))
    turns = 10_000.0 ** (-2 * np.arange(d_head // 2) / d_head)
    for case, distance in enumerate(found.distances.tolist()):
        expected = (q * k.conj() * np.exp(-1j * distance * turns)).sum().real / math.sqrt(d_head)
        assert math.isclose(float(found.apart["rotary"][case]), expected, abs_tol=1e-3, rel_tol=1e-4)
    assert math.isclose(float(together[0]), float(found.apart["rotary"][most - 3]), abs_tol=1e-3)


def test_scores_of_moved_tokens_agree_with_the_pass_itself(loaded):
    traced = trace(loaded.model, loaded.tokenizer, TEXT)
    ids = traced.ids.tolist()
    for head, (query, key) in enumerate([(4, 3), (2, 6)][: loaded.config.n_heads]):
        found = moved_scores(loaded.model, ids[query], ids[key], head, key - query, 10)
        score = traced.layers[0].attention.scaled[head, query, key]
        torch.testing.assert_close(found.together["sinusoidal"][min(query, key)], score, atol=1e-4, rtol=1e-4)


def test_scores_past_the_context_are_refused(loaded):
    with pytest.raises(ValueError, match="context"):
        moved_scores(loaded.model, 0, 0, 0, 1, loaded.config.context)


def test_a_learned_table_has_a_number_for_every_place_and_dimension():
    config = ModelConfig(50, d_model=8, n_layers=1, n_heads=2, d_ff=8, context=12)
    learned = Transformer(ModelConfig(**{**vars(config), "positions": "learned"}))

    def count(model):
        return sum(parameter.numel() for parameter in model.parameters())

    assert count(learned) - count(Transformer(config)) == learned_numbers(config)


# 섞기


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("text", [TEXT, "배가 아프다.", "맛있단다", "나는 어제 밥을 먹었다."])
def test_a_shuffle_moves_words_as_wholes(loaded, text, seed):
    tokens = loaded.tokenizer.tokenize(text)
    order = shuffling.shuffled(tokens, seed)
    assert sorted(order) == list(range(len(tokens)))
    assert order != tuple(range(len(tokens)))
    assert order == shuffling.shuffled(tokens, seed)
    words = [tokens[place].word for place in order]
    if len(set(words)) > 1:
        assert sum(a != b for a, b in pairwise(words)) == len(set(words)) - 1
    if len(set(words)) > 2:
        assert order[-1] == len(tokens) - 1


def test_one_token_has_no_other_order(loaded):
    assert shuffling.shuffled(loaded.tokenizer.tokenize("배")[:1], 0) == ()


@pytest.fixture(scope="module")
def order(loaded):
    return shuffling.shuffled(loaded.tokenizer.tokenize(TEXT), 3)


def outputs(loaded, mode, order, positions):
    """Each token's output in both orders, by its place in the text, from the fast path's pieces."""
    ids = loaded.tokenizer.encode(TEXT)
    rows = []
    for places in (range(len(ids)), order):
        x = loaded.model.embed(torch.tensor([[loaded.tokenizer.bos_id, *(ids[place] for place in places)]]))
        x = x + loaded.model.position(x.shape[1]) if positions else x
        for block in loaded.model.blocks:
            x = block(x, None, mode == "causal")
        final = loaded.model.final_norm(x)[0]
        rows.append({-1: final[0]} | {place: final[at] for at, place in enumerate(places, start=1)})
    return rows


@torch.inference_mode()
@pytest.mark.parametrize("mode", ["bidirectional", "causal"])
@pytest.mark.parametrize("positions", [True, False])
def test_each_tokens_change_is_what_the_fast_path_says(loaded, order, mode, positions):
    found = shuffling.shuffle_effect(loaded.model, loaded.tokenizer, TEXT, mode, order, positions)
    own, other = outputs(loaded, mode, order, positions)
    for row, place in enumerate(sorted(own)):
        expected = float((other[place] - own[place]).abs().max())
        assert math.isclose(float(found.difference[row]), expected, abs_tol=2e-4)


def test_without_positions_words_may_stand_anywhere(loaded, order):
    found = shuffling.shuffle_effect(loaded.model, loaded.tokenizer, TEXT, "bidirectional", order, False)
    assert float(found.difference.max()) < 1e-4
    assert float(found.head_change.max()) < 1e-4
    torch.testing.assert_close(found.before, found.after, atol=1e-5, rtol=1e-4)


@pytest.mark.parametrize(
    ("mode", "positions"), [("bidirectional", True), ("causal", True), ("causal", False)]
)
def test_with_positions_or_a_causal_mask_order_matters(loaded, order, mode, positions):
    if loaded.config.n_layers < 6:
        pytest.skip("an untrained model's blocks write nothing yet")
    found = shuffling.shuffle_effect(loaded.model, loaded.tokenizer, TEXT, mode, order, positions)
    assert float(found.relative.max()) > 0.01
    assert float(found.head_change.max()) > 0.05


def test_attention_is_put_back_into_the_texts_own_order(loaded, order):
    layer, head = loaded.config.n_layers - 1, 0
    found = shuffling.shuffle_effect(
        loaded.model, loaded.tokenizer, TEXT, "causal", order, True, (layer, head)
    )
    other = trace(loaded.model, loaded.tokenizer, TEXT, "causal", Edits(order=order))
    weights = other.layers[layer].attention.weights[head]
    where = {0: 0} | {place + 1: at + 1 for at, place in enumerate(order)}
    for query in where:
        for key in where:
            assert found.after[query, key] == weights[where[query], where[key]]


@torch.inference_mode()
def test_the_next_token_with_positions_is_the_models_own(loaded):
    ids = [loaded.tokenizer.bos_id, *loaded.tokenizer.encode(TEXT)]
    expected = loaded.model(torch.tensor([ids]), "causal")[0, -1].double().softmax(-1)
    found = shuffling.next_probabilities(loaded.model, ids, True)
    torch.testing.assert_close(found.double(), expected, atol=1e-5, rtol=1e-3)
    bare = (
        trace(loaded.model, loaded.tokenizer, TEXT, "causal", Edits(positions=False)).logits[-1].softmax(-1)
    )
    torch.testing.assert_close(
        shuffling.next_probabilities(loaded.model, ids, False), bare, atol=1e-5, rtol=1e-3
    )
