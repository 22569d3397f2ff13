"""The numbers that fix a model's shape."""

from dataclasses import dataclass
from typing import Literal

Mode = Literal["bidirectional", "causal"]
Positions = Literal["sinusoidal", "learned", "rotary", "none"]


@dataclass(frozen=True)
class ModelConfig:
    """Shape of a Transformer, in the letters of Vaswani et al. 2017: d_model, h = n_heads, N = n_layers,
    d_ff.

    `embedding_scale` multiplies W_E before positions are added, so that positions of norm sqrt(d_model / 2)
    do not drown words (the paper's section 3.4 takes sqrt(d_model) for the same reason).
    """

    vocabulary_size: int
    d_model: int = 256
    n_layers: int = 6
    n_heads: int = 8
    d_ff: int = 1024
    context: int = 512
    positions: Positions = "sinusoidal"
    embedding_scale: float = 16.0
    norm_epsilon: float = 1e-5

    def __post_init__(self) -> None:
        if self.d_model % self.n_heads:
            raise ValueError(f"d_model={self.d_model} is not a multiple of n_heads={self.n_heads}")
        if self.positions == "rotary" and self.d_head % 2:
            raise ValueError(f"rotary positions turn pairs of dimensions, but d_head={self.d_head} is odd")

    @property
    def d_head(self) -> int:
        """Width of one head, d_k = d_v = d_model / h."""
        return self.d_model // self.n_heads
