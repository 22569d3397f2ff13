"""Muon for the matrices inside the blocks, AdamW for everything else, one schedule for both."""

import math

import torch
from jaxtyping import Float
from torch import Tensor, nn, optim


def has_bf16(device: torch.device) -> bool:
    """Whether bf16 is computed by the hardware rather than emulated."""
    if device.type == "cuda":
        return torch.cuda.is_bf16_supported()
    return torch.backends.mkldnn.is_available() and torch.ops.mkldnn._is_mkldnn_bf16_supported()


class Muon(optim.Muon):
    """torch.optim.Muon with the rates of `match_rms_adamw` (Liu et al. 2025), so that one rate serves
    matrices of every shape, and with Newton-Schulz steps in float32 where bf16 would be emulated. torch's are
    always in bf16: on a CPU without it they took 15.5 s a step, everything else together 4 s.
    """

    @torch.no_grad()
    def step(self, closure: None = None) -> None:  # type: ignore[override]
        """Move every matrix by the orthogonal form of its Nesterov momentum."""
        for group in self.param_groups:
            for p in (p for p in group["params"] if p.grad is not None):
                buffer = self.state[p].setdefault("momentum_buffer", torch.zeros_like(p))
                buffer.lerp_(p.grad, 1 - group["momentum"])
                update = orthogonal(p.grad.lerp(buffer, group["momentum"]), group["ns_steps"])
                p.mul_(1 - group["lr"] * group["weight_decay"])
                p.add_(update, alpha=-0.2 * math.sqrt(max(p.shape)) * group["lr"])


def orthogonal(G: Float[Tensor, "rows columns"], steps: int = 5) -> Float[Tensor, "rows columns"]:
    """G = U S Vᵀ with all its singular values near 1: `steps` times X ← a X + (b XXᵀ + c (XXᵀ)²) X.

    The constants make small values grow fast and leave all between about 0.7 and 1.2 (Jordan et al. 2024).
    """
    a, b, c = 3.4445, -4.7750, 2.0315
    X = G.bfloat16() if has_bf16(G.device) else G.float()
    X = X.T if G.shape[0] > G.shape[1] else X
    X = X / X.norm().clamp(min=1e-7)
    for _ in range(steps):
        gram = X @ X.T
        X = torch.addmm(X, torch.addmm(gram, gram, gram, beta=b, alpha=c), X, beta=a)
    return (X.T if G.shape[0] > G.shape[1] else X).to(G.dtype)


def build(
    model: nn.Module, muon_rate: float, adam_rate: float, weight_decay: float, adam_beta_2: float = 0.95
) -> list[optim.Optimizer]:
    """Muon (Jordan et al. 2024) turns each matrix's momentum into an orthogonal step. AdamW's mean of squared
    gradients reaches back some 1 / (1 − `adam_beta_2`) steps.
    """
    matrices = [p for n, p in model.named_parameters() if p.ndim == 2 and n.startswith("blocks.")]
    tables = [p for n, p in model.named_parameters() if p.ndim == 2 and not n.startswith("blocks.")]
    vectors = [p for p in model.parameters() if p.ndim < 2]
    groups = [{"params": tables, "weight_decay": weight_decay}, {"params": vectors, "weight_decay": 0.0}]
    optimisers = [
        Muon(matrices, lr=muon_rate, weight_decay=weight_decay),
        optim.AdamW(groups, lr=adam_rate, betas=(0.9, adam_beta_2), fused=True),
    ]
    for optimiser in optimisers:
        for group in optimiser.param_groups:
            group["peak"] = group["lr"]
    return optimisers


def warm_up_stable_decay(step: int, warm_up: int, steps: int, decay: int) -> float:
    """Share of the peak rate at `step`: a rise over `warm_up` steps, a plateau, a fall to 0 over the last
    `decay`.

    The plateau knows nothing of the end, so a run can be prolonged from any point of it (Hu et al. 2024,
    MiniCPM).
    """
    rise = min(1.0, (step + 1) / max(1, warm_up))
    fall = min(1.0, max(0.0, (steps - step) / max(1, decay)))
    return rise * fall


def set_rates(optimisers: list[optim.Optimizer], share: float) -> None:
    """Give every group `share` of its peak rate."""
    for optimiser in optimisers:
        for group in optimiser.param_groups:
            group["lr"] = group["peak"] * share
