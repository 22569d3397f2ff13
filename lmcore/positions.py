"""How a model can know the order of its tokens. Equation numbers are the report's."""

import torch
from jaxtyping import Float, Int
from torch import Tensor

BASE = 10_000.0


def angular_frequencies(width: int) -> Float[Tensor, " half"]:
    """1 / 10000^(2i / width) for i = 0 … width/2 − 1: radians per position of each pair of dimensions."""
    exponents = torch.arange(0, width, 2, dtype=torch.float64) / width
    return BASE**-exponents


def sinusoidal(length: int, d_model: int) -> Float[Tensor, "length d_model"]:
    """PE(p, 2i) = sin(p / 10000^(2i/d)), PE(p, 2i+1) = cos(p / 10000^(2i/d)) (2.11).

    Vaswani et al. 2017, section 3.5. Computed in float64, returned in float32.
    """
    angles = torch.arange(length, dtype=torch.float64)[:, None] * angular_frequencies(d_model)
    return torch.stack((angles.sin(), angles.cos()), dim=-1).flatten(1)[:, :d_model].float()


def rotate(
    x: Float[Tensor, "*batch length d_head"], positions: Int[Tensor, " length"]
) -> Float[Tensor, "*batch length d_head"]:
    """Turn each pair of dimensions (2i, 2i+1) by position × frequency: rotary positions (Su et al. 2021)."""
    angles = positions.to(torch.float64)[:, None] * angular_frequencies(x.shape[-1]).to(x.device)
    cos, sin = angles.cos().to(x.dtype), angles.sin().to(x.dtype)
    even, odd = x[..., 0::2], x[..., 1::2]
    return torch.stack((even * cos - odd * sin, even * sin + odd * cos), dim=-1).flatten(-2)
