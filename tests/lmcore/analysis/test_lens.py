"""The logit lens against the model's own distribution and against numpy."""

import numpy as np
import pytest
import torch
from scipy.stats import entropy

from lmcore.analysis import lens as lenses
from lmcore.analysis import stream as streaming

TEXT = "얘, 겨울 배가 맛있단다!"


@pytest.fixture(scope="module", params=["bidirectional", "causal"])
def read(request, loaded):
    """(model, stream, targets, what the model says at every place by an ordinary pass)."""
    ids = torch.tensor([loaded.tokenizer.bos_id, *loaded.tokenizer.encode(TEXT)])
    mask = loaded.tokenizer.mask_id
    stream = streaming.read(loaded.model, ids, request.param, mask)
    with torch.no_grad():
        rows = [streaming.seen(ids, p, request.param, mask, loaded.config.context) for p in range(len(ids))]
        logits = [loaded.model(row[None], request.param)[0, place] for place, row in enumerate(rows)]
    return loaded.model, stream, streaming.next_ids(ids), torch.stack(logits)


def test_the_last_stage_is_what_the_model_says(read):
    model, stream, target, logits = read
    found, p = lenses.lens(model, stream, target), logits.double().softmax(-1).numpy()
    for place, id in enumerate(target.tolist()):
        assert found.entropy[-1, place] == pytest.approx(entropy(p[place], base=2), abs=1e-3)
        assert found.top_ids[-1, place, 0] == p[place].argmax()
        best = np.sort(p[place])[::-1][: lenses.TOP]
        np.testing.assert_allclose(found.top_probabilities[-1, place], best, rtol=1e-3, atol=1e-7)
        if id != streaming.NONE:
            assert found.probability[-1, place] == pytest.approx(p[place, id], rel=1e-3)
            assert found.rank[-1, place] == 1 + (p[place] > p[place, id] * (1 + 1e-6)).sum()


def test_every_stage_against_numpy(read):
    """LayerNorm, unembedding and softmax written out in float64."""
    model, stream, target, _ = read
    found = lenses.lens(model, stream, target)
    W, gain, shift = (
        v.detach().double().numpy() for v in (model.W_E, model.final_norm.weight, model.final_norm.bias)
    )
    for stage, x in enumerate(stream.double().numpy()):
        normed = (x - x.mean(-1, keepdims=True)) / np.sqrt(x.var(-1, keepdims=True) + model.final_norm.eps)
        logits = (normed * gain + shift) @ W.T
        p = np.exp(logits - logits.max(-1, keepdims=True))
        p /= p.sum(-1, keepdims=True)
        chosen = p[np.arange(len(x) - 1), target[:-1].numpy()]
        np.testing.assert_allclose(found.probability[stage, :-1], chosen, rtol=2e-3, atol=1e-9)
        np.testing.assert_allclose(found.top_probabilities[stage, :, 0], p.max(-1), rtol=2e-3)


def test_one_vector_step_by_step(read):
    """Against numpy in float64, and against the lens of the same cell."""
    model, stream, target, _ = read
    found, place, id = lenses.lens(model, stream, target), 4, int(target[4])
    for stage in range(len(stream)):
        x, steps = stream[stage, place].double().numpy(), lenses.unembedding(model, stream[stage, place], id)
        normed = torch.nn.functional.layer_norm(
            torch.from_numpy(x), x.shape, model.final_norm.weight.double(), model.final_norm.bias.double(),
            model.final_norm.eps,
        ).numpy()  # fmt: skip
        logits = model.W_E.double().numpy() @ normed
        assert steps.mean == pytest.approx(x.mean(), abs=1e-12)
        assert steps.scale == pytest.approx(np.sqrt(x.var() + model.final_norm.eps), rel=1e-12)
        assert steps.logit == pytest.approx(logits[id], rel=1e-9)
        assert steps.log_sum == pytest.approx(np.logaddexp.reduce(logits), rel=1e-9)
        assert steps.probability == pytest.approx(float(found.probability[stage, place]), rel=1e-3)


def test_after_the_last_token_nothing_is_true(read):
    model, stream, target, _ = read
    found = lenses.lens(model, stream, target)
    assert found.probability[:, -1].isnan().all()
    assert not found.rank[:, -1].any()


def test_a_race_is_the_lens_of_one_place(read):
    model, stream, target, _ = read
    found, place = lenses.lens(model, stream, target), 4
    run = lenses.race(model, stream[:, place], target[place : place + 1])
    torch.testing.assert_close(run.probability[:, 0], found.probability[:, place])
    assert run.rank[:, 0].tolist() == found.rank[:, place].tolist()


def decided(winners):
    column = torch.tensor(winners)[:, None, None]
    empty = torch.zeros(len(winners), 1)
    return lenses.Lens(9, torch.tensor([3]), empty, empty.long(), empty, column, column.float()).decided(0)


def test_decided_is_the_first_stage_after_which_nothing_changes():
    assert decided([5, 7, 7]) == 1
    assert decided([7, 5, 7]) == 2
    assert decided([7, 7, 7]) == 0


def test_decided_on_the_model(read):
    model, stream, target, _ = read
    found = lenses.lens(model, stream, target)
    for place in range(len(target)):
        winners = found.top_ids[:, place, 0].tolist()
        first = found.decided(place)
        assert set(winners[first:]) == {winners[-1]}
        assert first == 0 or winners[first - 1] != winners[-1]
