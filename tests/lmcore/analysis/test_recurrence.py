"""A recurrent network against PyTorch's own, and rows of attention that need no other row."""

import pytest
import torch

from lmcore.analysis import recurrence
from lmcore.analysis.recurrence import READERS, Recurrent
from lmcore.analysis.timings import inputs
from lmcore.attention import allowed_pairs

IDS = [1, 5, 9, 7, 3]


def test_the_network_is_pytorchs_own():
    network = Recurrent.random(12, seed=3)
    peer = torch.nn.RNN(12, 12, bias=False, batch_first=True)
    with torch.no_grad():
        peer.weight_ih_l0.copy_(network.W_x.T)
        peer.weight_hh_l0.copy_(network.W_h.T)
        x = torch.randn(7, 12)
        torch.testing.assert_close(network.read(x), peer(x[None])[0][0])


def test_a_token_reaches_all_later_hidden_vectors_and_no_earlier_one():
    network, x = Recurrent.random(8), torch.randn(6, 8)
    changed = x.clone()
    changed[3] += 1
    same = (network.read(x) == network.read(changed)).all(dim=1)
    assert same.tolist() == [True, True, True, False, False, False]


@pytest.mark.parametrize("mode", ["bidirectional", "causal"])
def test_rows_of_attention_alone_are_those_among_all(random_model, mode):
    model = random_model()
    attention, (x,) = inputs(model, IDS, (5,))
    q = attention.queries_keys_values(x)[0]
    assert q.shape[2] == 5
    allowed = allowed_pairs(mode, 5, 5)
    whole = attention.stages(x, allowed).output
    for row in range(5):
        torch.testing.assert_close(recurrence.attend_row(attention, x, allowed, row), whole[:, row : row + 1])


def test_when_vectors_are_ready_and_how_many_steps_wait():
    ready = recurrence.ready_at(4)
    assert {name: steps.tolist() for name, steps in ready.items()} == {
        "recurrent": [1, 2, 3, 4], "attention": [1, 1, 1, 1]
    }  # fmt: skip
    assert recurrence.waits(4, 1) == {name: int(steps.max()) for name, steps in ready.items()}
    # the wave through a stack of layers, counted step by step
    n, layers = 5, 3
    done = {}
    for step in range(1, 20):
        for layer in range(layers):
            for token in range(n):
                needs = {(layer - 1, token)} if layer else set()
                needs |= {(layer, token - 1)} if token else set()
                if (layer, token) not in done and all(done.get(one, step) < step for one in needs):
                    done[layer, token] = step
    assert recurrence.waits(n, layers)["recurrent"] == max(done.values())


def test_samples_are_of_both_readers_at_every_length(random_model):
    found = list(recurrence.samples(random_model(), IDS, "causal", (4, 8), 2))
    assert [sample.n for sample in found] == [4, 8, 4, 8]
    assert all(set(sample.seconds) == set(READERS) and sample.difference < 1e-5 for sample in found)
