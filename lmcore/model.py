"""The Transformer, top to bottom.

    x_0 = s · W_E[token] + PE                                  (2.10), (2.13)
    x   = x + Attention(LayerNorm(x))                          (2.15) – (2.23)
    x   = x + FFN(LayerNorm(x)),  FFN(x) = max(0, x W_1 + b_1) W_2 + b_2   (2.24)
    logits = LayerNorm(x) W_Eᵀ                                 (2.7)

One stack reads in two ways: `causal` lets a token look at itself and what came before, `bidirectional` at
everything. Both predict the next token (Charpentier and Samuel 2024, "GPT or BERT: why not both?"): in the
bidirectional mode the token to predict is hidden behind <mask>. The norm stands before each sub-layer
(pre-norm), where the 2017 paper has it after: deep stacks train without trouble so (Xiong et al. 2020).
"""

import math

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn

from lmcore import positions
from lmcore.attention import Allowed, Attention, allowed_pairs
from lmcore.config import Mode, ModelConfig

Stream = Float[Tensor, "batch token d_model"]


def affine(x: Tensor, W: Float[Tensor, "d_in d_out"], b: Float[Tensor, " d_out"]) -> Tensor:
    """The affine map x W + b. `addmm` is what Hugging Face's GPT-2 calls: same weights, same bits."""
    return torch.addmm(b, x.flatten(0, -2), W).view(*x.shape[:-1], -1)


class FeedForward(nn.Module):
    """FFN(x) = max(0, x W_1 + b_1) W_2 + b_2 (2.24)."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.W_1 = nn.Parameter(torch.empty(config.d_model, config.d_ff))
        self.b_1 = nn.Parameter(torch.zeros(config.d_ff))
        self.W_2 = nn.Parameter(torch.empty(config.d_ff, config.d_model))
        self.b_2 = nn.Parameter(torch.zeros(config.d_model))

    def hidden(self, x: Stream) -> Float[Tensor, "batch token d_ff"]:
        """max(0, x W_1 + b_1): the hidden units that fire."""
        return affine(x, self.W_1, self.b_1).relu_()

    def output(self, hidden: Float[Tensor, "batch token d_ff"]) -> Stream:
        """What the hidden units add to the residual stream."""
        return affine(hidden, self.W_2, self.b_2)

    def forward(self, x: Stream) -> Stream:
        """Both steps."""
        return self.output(self.hidden(x))


class Block(nn.Module):
    """One layer: attention, then feed-forward, each added to the residual stream."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.norm_1 = nn.LayerNorm(config.d_model, config.norm_epsilon)
        self.attention = Attention(config)
        self.norm_2 = nn.LayerNorm(config.d_model, config.norm_epsilon)
        self.feedforward = FeedForward(config)

    def forward(self, x: Stream, allowed: Allowed | None, causal: bool) -> Stream:
        """The residual stream after this layer."""
        x = x + self.attention(self.norm_1(x), allowed, causal)
        return x + self.feedforward(self.norm_2(x))


class Transformer(nn.Module):
    """Token embedding, positions, N blocks, final norm, unembedding tied to W_E."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.config = config
        self.W_E = nn.Parameter(torch.empty(config.vocabulary_size, config.d_model))
        if config.positions == "learned":
            self.P = nn.Parameter(torch.empty(config.context, config.d_model))
        else:
            sinusoidal = config.positions == "sinusoidal"
            table = (
                positions.sinusoidal(config.context, config.d_model)
                if sinusoidal
                else torch.zeros(config.context, 1)
            )
            self.register_buffer("P", table, persistent=False)
        self.blocks = nn.ModuleList(Block(config) for _ in range(config.n_layers))
        self.final_norm = nn.LayerNorm(config.d_model, config.norm_epsilon)

    def initialise(self, seed: int) -> "Transformer":
        """Fill the weights from a normal distribution; what writes to the residual stream starts at zero."""
        generator = torch.Generator().manual_seed(seed)
        for name, parameter in self.named_parameters():
            if name.endswith(("W_O", "W_2")):
                nn.init.zeros_(parameter)
            elif name in ("W_E", "P"):
                nn.init.normal_(parameter, std=0.04, generator=generator)
            elif parameter.ndim == 2:
                nn.init.normal_(parameter, std=1 / math.sqrt(len(parameter)), generator=generator)
        return self

    def lay_out(self) -> "Transformer":
        """Put W_Q, W_K, W_V of each layer side by side in memory, as reading likes; no number changes."""
        for block in self.blocks:
            assert isinstance(block, Block)
            block.attention.lay_out()
        return self

    def embed(self, ids: Int[Tensor, "*batch"]) -> Float[Tensor, "*batch d_model"]:
        """S · W_E[token]: the rows of the embedding matrix (2.10)."""
        return self.config.embedding_scale * self.W_E[ids]

    def position(self, length: int, start: int = 0) -> Float[Tensor, "length d_model"]:
        """What is added at positions start … start + length − 1 (2.13); zeros for rotary or no positions."""
        return self.P[start : start + length].expand(length, self.config.d_model)

    def unembed(self, normed: Float[Tensor, "*batch d_model"]) -> Float[Tensor, "*batch vocabulary"]:
        """One logit for every token of the vocabulary (2.7)."""
        return normed @ self.W_E.T

    def hidden(
        self, ids: Int[Tensor, "batch token"], mode: Mode, lengths: Int[Tensor, " batch"] | None = None
    ) -> Stream:
        """The residual stream after the final norm. `lengths` tells how many tokens of each row are real.

        In causal mode padding stands after everything that could look at it, so no mask is needed.
        """
        x = self.embed(ids) + self.position(ids.shape[1])
        padded = lengths is not None and mode == "bidirectional"
        allowed = allowed_pairs(mode, ids.shape[1], ids.shape[1], lengths) if padded else None
        for block in self.blocks:
            x = block(x, allowed, mode == "causal")
        return self.final_norm(x)

    def forward(
        self, ids: Int[Tensor, "batch token"], mode: Mode, lengths: Int[Tensor, " batch"] | None = None
    ) -> Float[Tensor, "batch token vocabulary"]:
        """Logits of the next token at every position."""
        return self.unembed(self.hidden(ids, mode, lengths))
