"""Multi-head attention, one function for each equation of the report, and the module that holds its weights.

    Q = X W_Q, K = X W_K, V = X W_V                       (2.15)
    score(i, j) = Q_i · K_j / sqrt(d_k)                   (2.16)
    α = softmax over j                                    (2.17)
    z_i = Σ_j α_ij V_j                                    (2.18) – (2.20)
    output = concat(z of every head) W_O                  (2.21) – (2.23)

Weights are stored (in, out), so a row vector times a weight is one matrix product; a head is a slice of
columns of W_Q, W_K, W_V and of rows of W_O.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor, nn
from torch.nn import functional as F

from lmcore import positions
from lmcore.config import Mode, ModelConfig

Heads = Float[Tensor, "batch head token d_head"]
Queries = Float[Tensor, "batch head query d_head"]
Keys = Float[Tensor, "batch head key d_head"]
Pairs = Float[Tensor, "batch head query key"]
Allowed = Bool[Tensor, "#batch 1 query key"]


@dataclass(frozen=True)
class AttentionStages:
    """Everything one attention layer computed. Shapes carry a leading batch axis until `at` takes one row.

    q, k, v, z: (head, token, d_head); scores = q·k, scaled = scores / sqrt(d_k), masked (−inf where not
    allowed) and weights: (head, query, key); head_outputs: (head, token, d_model), what each head adds to
    the residual stream; output: their sum, (token, d_model). What the pass itself does not need by name,
    scores and head_outputs and what follows from them, is made again when asked for, by the functions below
    and to the same bits: at 512 tokens each is 4 to 8 MB a layer and a tenth of the layer's time.
    """

    q: Tensor
    k: Tensor
    v: Tensor
    allowed: Tensor
    weights: Tensor
    z: Tensor
    output: Tensor
    W_O: Tensor

    @property
    def scores(self) -> Tensor:
        """q·k of every query and key."""
        return score(self.q, self.k)

    @property
    def head_outputs(self) -> Tensor:
        """What each head adds to the residual stream."""
        return split_output(self.z, self.W_O)

    @property
    def scaled(self) -> Tensor:
        """Scores / sqrt(d_k)."""
        return scale(self.scores, self.q.shape[-1])

    @property
    def masked(self) -> Tensor:
        """scaled, with −inf where the mask forbids to look."""
        return mask_scores(self.scaled, self.allowed)

    def at(self, row: int, length: int) -> "AttentionStages":
        """Row `row` of the batch, its first `length` tokens."""
        vectors = {name: getattr(self, name)[row, :, :length] for name in ("q", "k", "v", "z")}
        return AttentionStages(
            **vectors,
            allowed=self.allowed[row if len(self.allowed) > 1 else 0, :, :length, :length],
            weights=self.weights[row, :, :length, :length],
            output=self.output[row, :length],
            W_O=self.W_O,
        )


def project(
    x: Float[Tensor, "batch token d_model"], W: Float[Tensor, "d_model d_out"], n_heads: int
) -> Heads:
    """X W, cut into heads (2.15)."""
    return (x @ W).view(*x.shape[:-1], n_heads, -1).transpose(1, 2)


def score(
    q: Float[Tensor, "*batch head query d_head"], k: Float[Tensor, "*batch head key d_head"]
) -> Float[Tensor, "*batch head query key"]:
    """Q_i · K_j for every query i and key j: (2.16) before the division."""
    return q @ k.transpose(-2, -1)


def scale(scores: Tensor, d_k: int) -> Tensor:
    """Divide by sqrt(d_k), so that the spread of a score does not grow with the width of a head (2.16).

    Multiplied by the reciprocal, as Hugging Face's models do: same weights, same bits.
    """
    return scores * d_k**-0.5


def allowed_pairs(
    mode: Mode,
    queries: int,
    keys: int,
    lengths: Int[Tensor, " batch"] | None = None,
    device: torch.device | None = None,
) -> Allowed:
    """Which key a query may look at. `lengths` hides padding at the end of each row of a batch.

    With fewer queries than keys the queries are the last ones (a cache holds the keys before them).
    """
    where = lengths.device if lengths is not None else device
    allowed = torch.ones(queries, keys, dtype=torch.bool, device=where)
    if mode == "causal":
        allowed = allowed.tril(keys - queries)
    allowed = allowed[None, None]
    if lengths is not None:
        real = torch.arange(keys, device=where) < lengths[:, None]
        allowed = allowed & real[:, None, None, :]
    return allowed


def mask_scores(scaled: Tensor, allowed: Tensor) -> Tensor:
    """−inf where a query may not look, which softmax turns into exactly 0."""
    return scaled.masked_fill(~allowed, -math.inf)


def softmax_weights(masked: Pairs) -> Pairs:
    """Softmax over the keys (2.17)."""
    return masked.softmax(-1)


def attention_weights(q: Queries, k: Keys, allowed: Allowed | None) -> Pairs:
    """(2.16) and (2.17): the bits of the four functions above, in one piece of memory unless gradients are
    wanted. `allowed` may be None where every query sees every key.
    """
    pairs = score(q, k)
    if torch.is_grad_enabled():
        scaled = scale(pairs, q.shape[-1])
        return softmax_weights(scaled if allowed is None else mask_scores(scaled, allowed))
    pairs *= q.shape[-1] ** -0.5
    if allowed is not None and not allowed.all():
        pairs += allowed.to(pairs.dtype).log_()  # 0 and −inf: a sixth of the time of filling in −inf
    return torch.softmax(pairs, -1, out=pairs)


def weighted_sum(weights: Pairs, v: Keys) -> Queries:
    """z_i = Σ_j α_ij V_j (2.18)."""
    return weights @ v


def concatenate(z: Heads) -> Float[Tensor, "batch token d_model"]:
    """The heads side by side (2.22)."""
    return z.transpose(1, 2).flatten(-2)


def split_output(
    z: Float[Tensor, "*batch head token d_head"], W_O: Float[Tensor, "d_model d_model"]
) -> Float[Tensor, "*batch head token d_model"]:
    """Each head's own share of concat(z) W_O: z_h times its rows of W_O. They sum to the output (2.23)."""
    return z @ W_O.unflatten(0, (z.shape[-3], -1))


class Attention(nn.Module):
    """The weights of one multi-head attention layer."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        d = config.d_model
        self.n_heads = config.n_heads
        self.rotary = config.positions == "rotary"
        self.W_Q, self.W_K, self.W_V, self.W_O = (nn.Parameter(torch.empty(d, d)) for _ in range(4))

    def lay_out(self) -> None:
        """Move W_Q, W_K and W_V side by side in memory, so that one product makes q, k and v at once."""
        matrices = self.W_Q, self.W_K, self.W_V
        one = torch.cat([W.data for W in matrices], dim=1)
        for W, part in zip(matrices, one.chunk(3, dim=1), strict=True):
            W.data = part

    def queries_keys_values(
        self, x: Float[Tensor, "batch token d_model"], start: int = 0
    ) -> tuple[Heads, Heads, Heads]:
        """q, k, v of tokens at positions start, start + 1, …"""
        matrices = self.W_Q, self.W_K, self.W_V
        one = None if torch.is_grad_enabled() else side_by_side(matrices)
        if one is None:
            q, k, v = (project(x, W, self.n_heads) for W in matrices)
        else:
            q, k, v = project(x, one, 3 * self.n_heads).chunk(3, dim=1)
        if self.rotary:
            places = torch.arange(start, start + x.shape[1], device=x.device)
            q, k = positions.rotate(q, places), positions.rotate(k, places)
        return q, k, v

    def forward(
        self, x: Float[Tensor, "batch token d_model"], allowed: Allowed | None, causal: bool
    ) -> Float[Tensor, "batch token d_model"]:
        """The fast path: the same result as `stages(...).output`, nothing kept.

        While training on a CPU the explicit chain is taken: at 128 tokens PyTorch's fused kernel spends
        three times as long on forward and backward (86 against 28 ms for 32 × 8 heads in bf16 on one core).
        """
        q, k, v = self.queries_keys_values(x)
        if torch.is_grad_enabled() and x.device.type == "cpu":
            if allowed is None:
                allowed = allowed_pairs("causal" if causal else "bidirectional", x.shape[1], x.shape[1])
            z = weighted_sum(attention_weights(q, k, allowed), v)
        else:
            z = F.scaled_dot_product_attention(
                q, k, v, attn_mask=allowed, is_causal=causal and allowed is None
            )
        return concatenate(z) @ self.W_O

    def stages(self, x: Float[Tensor, "batch token d_model"], allowed: Allowed) -> AttentionStages:
        """The traced path: every stage, by the functions above."""
        q, k, v = self.queries_keys_values(x)
        weights = attention_weights(q, k, allowed)
        z = weighted_sum(weights, v)
        return AttentionStages(q, k, v, allowed, weights, z, concatenate(z) @ self.W_O, self.W_O)


def side_by_side(matrices: Sequence[Tensor]) -> Tensor | None:
    """The one matrix whose columns are those of `matrices`, all of one shape, if they lie in memory so."""
    rows, width = matrices[0].shape
    row = len(matrices) * width
    places = [W.data_ptr() for W in matrices]
    step = width * matrices[0].element_size()
    if matrices[0].stride() != (row, 1) or places != list(
        range(places[0], places[0] + len(places) * step, step)
    ):
        return None
    return matrices[0].as_strided((rows, row), (row, 1))
