"""What heads write: shares that sum to one, words by brute force, singular values by numpy."""

import numpy as np
import pytest
import torch

from lmcore.analysis import writes as writing
from lmcore.trace import trace

TEXT = "배가 항구를 떠난다."


@pytest.mark.parametrize("mode", ["bidirectional", "causal"])
def test_shares_norms_and_directions_on_the_live_model(loaded, mode):
    traced = trace(loaded.model, loaded.tokenizer, TEXT, mode)
    for place in range(len(traced.tokens)):
        found = writing.writes(traced, place)
        for number, layer in enumerate(traced.layers):
            d_k = loaded.config.d_head
            W_O = loaded.model.blocks[number].attention.W_O.double().numpy()
            z = layer.attention.z[:, place].double().numpy()
            heads = np.stack([z[h] @ W_O[h * d_k : (h + 1) * d_k] for h in range(len(z))])
            output = np.concatenate(z) @ W_O
            stream = layer.residual_before[place].double().numpy()
            cosines = heads @ stream / np.linalg.norm(heads, axis=1) / np.linalg.norm(stream)
            np.testing.assert_allclose(found.norm[number], np.linalg.norm(heads, axis=1), rtol=1e-4)
            np.testing.assert_allclose(found.share[number], heads @ output / (output @ output), atol=1e-4)
            np.testing.assert_allclose(found.along[number], cosines, atol=1e-4)
            assert float(found.share[number].sum()) == pytest.approx(1, abs=1e-4)


def test_words_are_those_whose_logit_moves_most(random_model):
    """Against the final norm itself, σ held: add v to the stream and compare the logits."""
    model = random_model()
    generator = torch.Generator().manual_seed(3)
    x, v = (torch.randn(model.config.d_model, generator=generator).double() for _ in range(2))
    norm, W = model.final_norm, model.W_E.double()

    def logits(stream):
        return ((stream - stream.mean()) * norm.weight.double() + norm.bias.double()) @ W.T

    change = (logits(x + v) - logits(x)).numpy()
    found = writing.words_of(model, v.float())
    order = np.argsort(-change)
    assert found.raised.tolist() == order[: writing.WORDS].tolist()
    assert found.lowered.tolist() == order[::-1][: writing.WORDS].tolist()
    np.testing.assert_allclose(found.raised_by, change[found.raised], rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(found.lowered_by, change[found.lowered], rtol=1e-4, atol=1e-5)


def test_output_strengths_against_numpy(loaded):
    d_k = loaded.config.d_head
    for layer in range(loaded.config.n_layers):
        W_O = loaded.model.blocks[layer].attention.W_O.double().numpy()
        strengths = writing.output_strengths(loaded.model, layer)
        for head in range(loaded.config.n_heads):
            rows = W_O[head * d_k : (head + 1) * d_k]
            assert torch.equal(
                writing.output_matrices(loaded.model, layer)[head].double(), torch.from_numpy(rows)
            )
            np.testing.assert_allclose(strengths[head], np.linalg.svd(rows, compute_uv=False), rtol=1e-9)
            assert float((strengths[head] ** 2).sum()) == pytest.approx((rows**2).sum())


def test_behind_a_share_stand_two_vectors(loaded):
    traced, layer, place = trace(loaded.model, loaded.tokenizer, TEXT), 1, 2
    stages = traced.layers[layer].attention
    output, table = stages.output[place].double().numpy(), writing.writes(traced, place)
    for head in range(loaded.config.n_heads):
        own = stages.head_outputs[head, place].double().numpy()
        found = writing.share(traced, layer, head, place)
        assert found.angle.first == pytest.approx(np.linalg.norm(own), rel=1e-9)
        assert found.angle.dot / found.angle.second**2 == pytest.approx(
            float(table.share[layer, head]), rel=1e-6
        )
        assert found.missing == pytest.approx(
            np.abs(stages.head_outputs[:, place].double().numpy().sum(0) - output).max(), abs=1e-12
        )


def test_a_heads_matrix_has_the_squares_of_its_strengths(loaded):
    found = writing.output_matrix(loaded.model, 1, 2)
    entries = found.matrix.double().numpy()
    assert found.squared_entries == pytest.approx((entries**2).sum(), rel=1e-9)
    assert found.squared_strengths == pytest.approx(found.squared_entries, rel=1e-9)
