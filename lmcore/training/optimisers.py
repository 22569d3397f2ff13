"""Muon for the matrices inside the blocks, AdamW for everything else, one schedule for both."""

from torch import nn, optim


def build(model: nn.Module, muon_rate: float, adam_rate: float, weight_decay: float) -> list[optim.Optimizer]:
    """Muon (Jordan et al. 2024, torch.optim.Muon) turns each matrix's momentum into an orthogonal step.

    Its step is scaled as `match_rms_adamw` (Liu et al. 2025), so that one rate serves matrices of every
    shape.
    """
    matrices = [p for n, p in model.named_parameters() if p.ndim == 2 and n.startswith("blocks.")]
    tables = [p for n, p in model.named_parameters() if p.ndim == 2 and not n.startswith("blocks.")]
    vectors = [p for p in model.parameters() if p.ndim < 2]
    groups = [{"params": tables, "weight_decay": weight_decay}, {"params": vectors, "weight_decay": 0.0}]
    optimisers = [
        optim.Muon(matrices, lr=muon_rate, weight_decay=weight_decay, adjust_lr_fn="match_rms_adamw"),
        optim.AdamW(groups, lr=adam_rate, betas=(0.9, 0.95), fused=True),
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
