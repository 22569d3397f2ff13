"""Thin matrices: nothing changes at the start, merged is wrapped, the model itself is never written to."""

import numpy as np
import pytest
import torch

from lmcore import checkpoints
from lmcore.errors import LmcoreError
from lmcore.training import low_rank

IDS = [1, 5, 9, 30, 31]


@pytest.fixture(scope="module")
def model(tiny_checkpoint):
    return checkpoints.load(tiny_checkpoint).model


@pytest.fixture
def ids(model):
    return torch.tensor([IDS])


def random_adapter(model, **more):
    """One whose B is not zero, as after learning."""
    added = low_rank.adapter(model, rank=3, alpha=6.0, **more)
    generator = torch.Generator().manual_seed(7)
    for pair in added.thin.values():
        pair.B.data = torch.randn(pair.B.shape, generator=generator)
    return added


def test_at_the_start_nothing_changes(model, ids):
    wrapped = low_rank.wrap(model, low_rank.adapter(model, rank=4, alpha=8.0, seed=3))
    assert torch.equal(wrapped(ids, "causal"), model(ids, "causal"))


def test_a_wrapped_matrix_is_the_sum_by_hand(model):
    added = random_adapter(model)
    wrapped = low_rank.wrap(model, added)
    for name, W in model.named_parameters():
        owner, _, own = name.rpartition(".")
        now = getattr(wrapped.get_submodule(owner), own).detach().numpy()
        if name in added.thin:
            pair = added.thin[name]
            expected = W.numpy() + 6 / 3 * pair.A.detach().numpy() @ pair.B.detach().numpy()
            np.testing.assert_allclose(now, expected, rtol=1e-5, atol=1e-5)
        else:
            assert now is W or np.array_equal(now, W.numpy())


@pytest.mark.parametrize("mode", ["causal", "bidirectional"])
def test_merged_is_wrapped(model, ids, mode):
    added = random_adapter(model)
    with torch.no_grad():
        one, other = low_rank.merge(model, added)(ids, mode), low_rank.wrap(model, added)(ids, mode)
        torch.testing.assert_close(one, other)
        assert (one - model(ids, mode)).abs().max() > 0.1


def test_the_model_itself_stays(model, ids):
    before = {name: p.clone() for name, p in model.named_parameters()}
    wrapped = low_rank.wrap(model, added := random_adapter(model))
    wrapped(ids, "causal").sum().backward()
    optimiser = torch.optim.SGD(added.parameters(), lr=0.1)
    optimiser.step()
    low_rank.merge(model, added)
    for name, p in model.named_parameters():
        assert torch.equal(p, before[name]), name
        assert p.grad is None
    assert all(tensor.grad is not None for tensor in added.parameters())


def test_a_wrapped_model_shares_what_it_does_not_change(model):
    wrapped = low_rank.wrap(model, low_rank.adapter(model, rank=1, alpha=1.0))
    assert wrapped.W_E.data_ptr() == model.W_E.data_ptr()
    own = sum(p.numel() for p in wrapped.parameters())
    assert own == sum(p.numel() for p in model.parameters()), "A and B belong to the adapter"


def test_the_parameters_are_counted(model):
    added = low_rank.adapter(model, rank=2, alpha=4.0, matrices=("W_Q", "W_1"))
    d, d_ff, layers = model.config.d_model, model.config.d_ff, model.config.n_layers
    assert added.n_parameters == layers * 2 * ((d + d) + (d + d_ff))
    assert set(added.thin) == {
        f"blocks.{n}.{name}" for n in range(layers) for name in ("attention.W_Q", "feedforward.W_1")
    }


def test_a_copy_does_not_learn_on(model):
    added = random_adapter(model)
    kept = added.copied()
    name = next(iter(added.thin))
    before = kept.delta(name)
    with torch.no_grad():
        added.thin[name].B.add_(1)
    assert torch.equal(kept.delta(name), before)
    assert not any(tensor.requires_grad for tensor in kept.parameters())


def test_a_seed_gives_the_same_start(model):
    one, same, other = (low_rank.adapter(model, 2, 2.0, seed) for seed in (1, 1, 2))
    name = next(iter(one.thin))
    assert torch.equal(one.thin[name].A, same.thin[name].A)
    assert not torch.equal(one.thin[name].A, other.thin[name].A)


@pytest.mark.parametrize("rank", [0, -1, 17])
def test_a_rank_that_no_matrix_has_is_refused(model, rank):
    with pytest.raises(LmcoreError, match="rank"):
        low_rank.adapter(model, rank, 1.0)


def test_a_matrix_that_no_block_has_is_refused(model):
    with pytest.raises(LmcoreError, match="W_9"):
        low_rank.adapter(model, 1, 1.0, matrices=("W_Q", "W_9"))
