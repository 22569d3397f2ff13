"""The optimiser's orthogonal steps: against the singular value decomposition and against torch's own Muon."""

import pytest
import torch
from torch import nn, optim

from lmcore.training import optimisers


@pytest.mark.parametrize("shape", [(24, 24), (24, 96), (96, 24)])
def test_the_step_keeps_the_singular_vectors_and_evens_out_the_values(shape: tuple[int, int]):
    G = torch.randn(shape, generator=torch.Generator().manual_seed(1))
    U, _, Vh = torch.linalg.svd(G, full_matrices=False)
    found = optimisers.orthogonal(G).float()
    values = torch.diagonal(U.T @ found @ Vh.T)
    assert values.min() > 0.5
    assert values.max() < 1.5
    rest = found - U @ torch.diag(values) @ Vh
    assert rest.abs().max() < 0.05


@pytest.mark.parametrize("shape", [(24, 24), (24, 96), (96, 24)])
def test_it_moves_a_matrix_as_torchs_muon_does(shape: tuple[int, int]):
    draw = torch.Generator().manual_seed(2)
    start, gradients = torch.randn(shape, generator=draw), torch.randn(3, *shape, generator=draw)
    ours, theirs = (nn.Parameter(start.clone()) for _ in range(2))
    options = {"lr": 0.02, "weight_decay": 0.1}
    pairs = [
        (ours, optimisers.Muon([ours], **options)),
        (theirs, optim.Muon([theirs], **options, adjust_lr_fn="match_rms_adamw")),
    ]
    for gradient in gradients:
        for p, optimiser in pairs:
            p.grad = gradient.clone()
            optimiser.step()
    moved = (theirs - start).norm()
    assert moved > 0.1
    assert (ours - theirs).norm() < 0.02 * moved  # theirs is rounded to bf16


def test_tables_and_vectors_are_left_to_adamw():
    model = nn.ModuleDict({"blocks": nn.ModuleList([nn.Linear(4, 4)]), "W_E": nn.Embedding(5, 4)})
    muon, adam = optimisers.build(model, 0.1, 0.2, 0.3)
    assert [p.shape for group in muon.param_groups for p in group["params"]] == [(4, 4)]
    assert [(g["weight_decay"], [p.shape for p in g["params"]]) for g in adam.param_groups] == [
        (0.3, [(5, 4)]),
        (0.0, [(4,)]),
    ]
    assert [group["betas"] for group in adam.param_groups] == [(0.9, 0.95)] * 2
    _, adam = optimisers.build(model, 0.1, 0.2, 0.3, 0.99)
    assert [group["betas"] for group in adam.param_groups] == [(0.9, 0.99)] * 2
