"""Attention's stages recomputed from the report's equations in float64."""

import math

import pytest
import torch

from lmcore.attention import (
    AttentionStages,
    allowed_pairs,
    attention_weights,
    mask_scores,
    scale,
    score,
    side_by_side,
    softmax_weights,
    split_output,
)
from lmcore.positions import rotate
from lmcore.trace import trace

TEXT = "아버지와 어머니, 남자와 여자, 이모부와 이모가 함께 왔다."
VARIANTS = [
    (positions, mode)
    for positions in ("sinusoidal", "learned", "rotary", "none")
    for mode in ("bidirectional", "causal")
]


@pytest.fixture(scope="module", params=VARIANTS, ids="-".join)
def pass_(request, random_model, small_tokenizer):
    """(model, trace)"""
    positions, mode = request.param
    with torch.no_grad():
        model = random_model(positions)
        return model, trace(model, small_tokenizer, TEXT, mode)


def equal(found, expected, tolerance):
    torch.testing.assert_close(found.double(), expected, atol=tolerance, rtol=0)


def test_every_stage_follows_from_its_equation(pass_):
    """(2.15) – (2.23) by einsum from the weights and the residual stream, head by head."""
    model, traced = pass_
    d_k, heads, tokens = model.config.d_head, model.config.n_heads, len(traced.ids)
    for block, layer in zip(model.blocks, traced.layers, strict=True):
        stages: AttentionStages = layer.attention
        x = block.norm_1(layer.residual_before).double()
        q, k, v = (
            torch.einsum("id,dhk->hik", x, getattr(block.attention, name).double().view(-1, heads, d_k))
            for name in ("W_Q", "W_K", "W_V")
        )
        if model.config.positions == "rotary":
            q, k = rotate(q, torch.arange(tokens)), rotate(k, torch.arange(tokens))
        scores = torch.einsum("hik,hjk->hij", q, k)
        scaled = scores / math.sqrt(d_k)
        if traced.mode == "causal":
            scaled = scaled.masked_fill(torch.arange(tokens)[None] > torch.arange(tokens)[:, None], -math.inf)
        weights = scaled.exp() / scaled.exp().sum(-1, keepdim=True)
        z = torch.einsum("hij,hjk->hik", weights, v)
        contributions = torch.einsum("hik,hkd->hid", z, block.attention.W_O.double().view(heads, d_k, -1))
        for name, expected, tolerance in (
            ("q", q, 5e-6),
            ("k", k, 5e-6),
            ("v", v, 5e-6),
            ("scores", scores, 5e-5),
            ("masked", scaled, 1e-5),
            ("weights", weights, 1e-6),
            ("z", z, 5e-6),
            ("head_outputs", contributions, 5e-6),
            ("output", contributions.sum(0), 1e-5),
        ):
            equal(getattr(stages, name), expected, tolerance)


def test_weights_sum_to_one_and_masked_cells_are_exactly_zero(pass_):
    _, traced = pass_
    for layer in traced.layers:
        weights = layer.attention.weights
        torch.testing.assert_close(weights.sum(-1), torch.ones(weights.shape[:2]), atol=1e-6, rtol=0)
        assert bool((weights[~layer.attention.allowed.expand_as(weights)] == 0).all())
        assert bool((weights >= 0).all())
    future = torch.ones(weights.shape[1:], dtype=torch.bool).triu(1)
    assert bool((weights[:, future] == 0).all()) == (traced.mode == "causal")


def test_head_outputs_sum_to_the_output(pass_):
    _, traced = pass_
    for layer in traced.layers:
        torch.testing.assert_close(
            layer.attention.head_outputs.sum(0), layer.attention.output, atol=1e-5, rtol=0
        )


def test_the_mask_lets_through_what_it_should():
    square = allowed_pairs("causal", 3, 3)[0, 0].tolist()
    assert square == [[True, False, False], [True, True, False], [True, True, True]]
    assert allowed_pairs("bidirectional", 3, 3).all()
    last = allowed_pairs("causal", 2, 5)[0, 0].tolist()
    assert last == [[True] * 4 + [False], [True] * 5]
    padded = allowed_pairs("causal", 3, 3, torch.tensor([3, 1]))
    assert padded.shape == (2, 1, 3, 3)
    assert padded[1, 0].tolist() == [[True, False, False]] * 3


def test_softmax_of_masked_scores_is_exactly_zero():
    masked = mask_scores(torch.tensor([[[[900.0, 900.0, 900.0]]]]), torch.tensor([[[[True, True, False]]]]))
    assert softmax_weights(masked).tolist() == [[[[0.5, 0.5, 0.0]]]]


@pytest.mark.parametrize(("queries", "keys"), [(1, 1), (1, 37), (5, 5), (64, 64), (130, 200)])
@pytest.mark.parametrize("mode", ["bidirectional", "causal"])
def test_one_piece_of_memory_gives_the_same_bits(mode, queries, keys):
    generator = torch.Generator().manual_seed(queries)
    q, k = (3 * torch.randn(2, 4, n, 32, generator=generator) for n in (queries, keys))
    allowed = allowed_pairs(mode, queries, keys)
    expected = softmax_weights(mask_scores(scale(score(q, k), 32), allowed))
    assert torch.equal(attention_weights(q, k, allowed), expected)
    if mode == "bidirectional":
        assert torch.equal(attention_weights(q, k, None), expected)
    with torch.enable_grad():
        assert torch.equal(attention_weights(q.requires_grad_(), k, allowed), expected)


def test_scores_asked_for_later_are_those_of_the_pass(pass_):
    """The softmax of what the trace makes again has the bits of the weights it kept."""
    _, traced = pass_
    for layer in traced.layers:
        stages = layer.attention
        assert torch.equal(softmax_weights(stages.masked[None])[0], stages.weights)


def test_matrices_side_by_side_are_one():
    whole = torch.arange(24.0).view(2, 12)
    parts = whole.chunk(3, dim=1)
    found = side_by_side(parts)
    assert found is not None
    assert torch.equal(found, whole)
    assert side_by_side([part.clone() for part in parts]) is None
    assert side_by_side(parts[::-1]) is None
    assert side_by_side((parts[0], parts[1].clone(), parts[2])) is None
    assert side_by_side(whole.chunk(4, dim=1)[:3]) is None


def test_scaling_divides_by_the_root_of_the_width():
    assert scale(torch.tensor(8.0), 16).item() == 2.0


def test_a_heads_share_is_its_rows_of_the_output_weights():
    z = torch.zeros(1, 2, 1, 3)
    z[0, 1, 0, 2] = 1.0
    W_O = torch.arange(36.0).view(6, 6)
    shares = split_output(z, W_O)
    assert shares[0, 0].abs().sum() == 0
    assert shares[0, 1, 0].tolist() == W_O[5].tolist()
