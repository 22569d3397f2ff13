"""Hidden units: exemplars against loops over traces, the layer without ReLU against a pass written out."""

import numpy as np
import pytest
import torch
from scipy.special import rel_entr

from lmcore.analysis import stream as streaming
from lmcore.analysis import units
from lmcore.edits import Edits
from lmcore.trace import trace

SENTENCES = tuple(
    f"{who} {what}."
    for who in ("학생들이", "아버지와 어머니가", "배가", "두 배", "얘, 겨울 배가")
    for what in ("책을 읽는다", "항구를 떠난다", "맛있단다")
)


@pytest.mark.parametrize("mode", ["bidirectional", "causal"])
def test_exemplars_against_loops(random_model, small_tokenizer, monkeypatch, mode):
    monkeypatch.setattr(units, "sentences", lambda: SENTENCES)
    model = random_model()
    found = units.exemplars(model, small_tokenizer, mode)
    hidden = [
        [layer.hidden[1:].numpy() for layer in trace(model, small_tokenizer, text, mode).layers]
        for text in SENTENCES
    ]
    for layer, unit in ((0, 0), (1, 17), (2, 63)):
        columns = [rows[layer][:, unit] for rows in hidden]
        best = sorted((float(column.max()) for column in columns), reverse=True)[: units.SENTENCES]
        np.testing.assert_allclose(found.value[layer, unit], best, rtol=1e-4, atol=1e-5)
        tables = (found.value, found.sentence, found.token)
        for value, number, place in zip(*(table[layer, unit] for table in tables), strict=True):
            assert columns[int(number)][int(place) - 1] == pytest.approx(float(value), rel=1e-4, abs=1e-5)
        everything = np.concatenate(columns)
        assert found.rate[layer, unit] == pytest.approx((everything > 0).mean())
    assert found.tokens == sum(len(rows[0]) for rows in hidden)


def test_a_unit_is_its_column_of_w1(loaded):
    traced = trace(loaded.model, loaded.tokenizer, "배가 아프다.")
    layer, network = traced.layers[-1], loaded.model.blocks[-1].feedforward
    sums = layer.feedforward_input.double() @ network.W_1.double() + network.b_1.double()
    torch.testing.assert_close(layer.hidden.double(), sums.clamp_min(0), atol=1e-4, rtol=1e-4)
    torch.testing.assert_close((layer.hidden > 0)[sums.abs() > 1e-4], (sums > 0)[sums.abs() > 1e-4])


@pytest.mark.parametrize("mode", ["bidirectional", "causal"])
def test_the_pass_without_relu_written_out(loaded, mode):
    """Every block by plain matrix products in float64, ReLU left out of the second and last layers."""
    model, tokenizer = loaded.model, loaded.tokenizer
    ids = torch.tensor([tokenizer.bos_id, *tokenizer.encode("배가 항구를 떠난다.")])
    off = frozenset((min(1, loaded.config.n_layers - 1), loaded.config.n_layers - 1))
    reading = streaming.read_place(model, ids, 2, mode, tokenizer.mask_id, Edits(linear_layers=off))
    x = (model.embed(reading.ids[None]) + model.position(len(reading.ids)))[0].double()

    def norm(layer, v):
        spread = (v.var(-1, correction=0, keepdim=True) + layer.eps).sqrt()
        return (v - v.mean(-1, keepdim=True)) / spread * layer.weight.double() + layer.bias.double()

    for number, block in enumerate(model.blocks):
        h, attention, output = norm(block.norm_1, x), block.attention, 0
        for head in range(loaded.config.n_heads):
            own = slice(head * loaded.config.d_head, (head + 1) * loaded.config.d_head)
            q, k, v = (h @ W[:, own].double() for W in (attention.W_Q, attention.W_K, attention.W_V))
            scores = q @ k.T / loaded.config.d_head**0.5
            if mode == "causal":
                scores = scores.masked_fill(torch.ones_like(scores).triu(1).bool(), -torch.inf)
            output = output + scores.softmax(-1) @ v @ attention.W_O[own].double()
        x = x + output
        network = block.feedforward
        hidden = norm(block.norm_2, x) @ network.W_1.double() + network.b_1.double()
        hidden = hidden if number in off else hidden.clamp_min(0)
        x = x + hidden @ network.W_2.double() + network.b_2.double()
    expected = norm(model.final_norm, x[2]) @ model.W_E.double().T
    torch.testing.assert_close(reading.logits.double(), expected, atol=2e-3, rtol=1e-3)


def test_divergence_against_scipy():
    generator = torch.Generator().manual_seed(0)
    p, q = (torch.randn(500, generator=generator) for _ in range(2))
    expected = rel_entr(p.double().softmax(-1).numpy(), q.double().softmax(-1).numpy()).sum() / np.log(2)
    assert units.divergence(p, q) == pytest.approx(expected)
    assert units.divergence(p, p) == pytest.approx(0, abs=1e-12)


def test_what_it_costs_to_take_one_for_the_other():
    p, q = torch.randn(2, 500, generator=torch.Generator().manual_seed(1))
    found, sides = units.taken(p, q), [np.exp(x.double().numpy()) for x in (p, q)]
    first, second = (side / side.sum() for side in sides)
    np.testing.assert_allclose(found.p, first)
    np.testing.assert_allclose(found.q, second)
    assert found.part(7) == pytest.approx(rel_entr(first, second)[7] / np.log(2))
    assert found.bits == pytest.approx(sum(found.part(id) for id in range(500)))


def test_a_unit_fires_by_its_column_and_writes_its_row(loaded):
    traced = trace(loaded.model, loaded.tokenizer, "배가 아프다.")
    network = loaded.model.blocks[1].feedforward
    x = traced.layers[1].feedforward_input[2].double().numpy()
    for unit in range(0, loaded.config.d_ff, 97):
        found = units.firing(loaded.model, 1, traced.layers[1], unit, 2)
        assert found.dot == pytest.approx(x @ network.W_1[:, unit].double().numpy(), rel=1e-9)
        assert max(0, found.dot + found.bias) == pytest.approx(found.value, abs=1e-4)
        assert found.length == pytest.approx(np.linalg.norm(network.W_2[unit].double().numpy()), rel=1e-9)
