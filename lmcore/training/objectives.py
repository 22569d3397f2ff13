"""The hybrid objective: half of the rows causal, half with masked tokens; both predict the next token.

Charpentier and Samuel 2024, "GPT or BERT: why not both?" (arXiv 2410.24159). In a masked row the hidden
token at position i + 1 is predicted from the output at position i, so both halves share one unembedding.
"""

from dataclasses import dataclass

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor
from torch.nn import functional as F

from lmcore.attention import Attention, scale
from lmcore.config import Mode
from lmcore.model import Block, Transformer

CHUNK = 256  # rows of logits alive at once: 256 × 16,000 in bf16 is 8 MB and stays in cache


@dataclass(frozen=True)
class Batch:
    """Rows for one mode: input ids, and which positions' next token counts in the loss."""

    mode: Mode
    ids: Int[Tensor, "row token"]
    targets: Int[Tensor, "row token"]
    counted: Bool[Tensor, "row token"]
    cues: Int[Tensor, "row token"] | None = None  # offset from a glossed token to its visible cue, or 0


@dataclass(frozen=True)
class Guide:
    """The head (layer and head from 1) that is shown where the cue of a glossed word stands, and how much
    that weighs in the loss; 0 shows nothing.
    """

    layer: int
    head: int
    weight: float


def causal_batch(ids: Int[Tensor, "row token"]) -> Batch:
    """Every token is predicted from those before it; the last position has no next token."""
    counted = torch.ones_like(ids, dtype=torch.bool)
    counted[:, -1] = False
    return Batch("causal", ids, ids.roll(-1, 1), counted)


def masked_batch(
    ids: Int[Tensor, "row token"],
    rate: float,
    mask_id: int,
    bos_id: int,
    vocabulary_size: int,
    draw: torch.Generator,
    glosses: Int[Tensor, "row token"] | None = None,
    cues: Int[Tensor, "row token"] | None = None,
) -> Batch:
    """Choose `rate` of the tokens; of these hide 80 %, replace 10 % by a random token, leave 10 % (Devlin et
    al. 2019). Each row has its own rate, between 0 and twice `rate`: a reader's sentence has nothing hidden,
    so some rows must have next to nothing hidden too.

    The start token is never chosen. The output before a chosen token is counted; so is the output at a
    glossed token (glosses > 0) that is itself visible and has a visible one after it: its target is the
    gloss. Of `cues` the batch keeps those whose glossed token and cue are visible and in the row.
    """
    rates = 2 * rate * torch.rand(len(ids), 1, generator=draw)
    chosen = torch.rand(ids.shape, generator=draw) < rates
    chosen &= ids != bos_id
    chosen[:, 0] = False
    fate = torch.rand(ids.shape, generator=draw)
    random_ids = torch.randint(vocabulary_size, ids.shape, generator=draw)
    inputs = ids.masked_fill(chosen & (fate < 0.8), mask_id)
    inputs = torch.where(chosen & (fate >= 0.8) & (fate < 0.9), random_ids, inputs)
    targets, counted = ids.roll(-1, 1), chosen.roll(-1, 1)
    if glosses is not None:
        told = (glosses > 0) & ~counted & (inputs == ids)
        targets, counted = torch.where(told, glosses, targets), counted | told
        if cues is not None:
            places = torch.arange(ids.shape[1]) + cues
            inside = places.clamp(0, ids.shape[1] - 1)
            shown = told & (places == inside) & (inputs == ids).gather(1, inside)
            cues = cues * shown
    return Batch("bidirectional", inputs, targets, counted, cues)


def loss_sum(model: Transformer, batch: Batch) -> Float[Tensor, ""]:
    """Sum of −ln p(next token) over the counted positions. Only these reach the unembedding."""
    hidden = model.hidden(batch.ids, batch.mode)
    return CrossEntropySum.apply(hidden[batch.counted], model.W_E, batch.targets[batch.counted])  # type: ignore[no-any-return]


def guided_loss_sum(model: Transformer, batch: Batch, guide: Guide) -> tuple[Tensor, Tensor]:
    """`loss_sum`, and the sum of −ln α(word, cue) of the guided head over the batch's cues.

    Guided attention, as Strubell et al. 2018 (arXiv 1804.08199) guide a head to the syntactic parent.
    """
    if batch.cues is None or not guide.weight:
        return loss_sum(model, batch), torch.zeros((), device=batch.ids.device)
    block = model.blocks[guide.layer - 1]
    assert isinstance(block, Block)
    entered: list[Tensor] = []
    # the block's hook, not the attention's: it stays outside of what torch.compile has made of the block
    hook = block.register_forward_pre_hook(lambda _, given: entered.append(given[0]))
    loss = loss_sum(model, batch)
    hook.remove()
    return loss, cue_loss_sum(block.attention, block.norm_1(entered[0]), guide.head, batch.cues)


def cue_loss_sum(
    attention: Attention,
    x: Float[Tensor, "row token d_model"],
    head: int,
    cues: Int[Tensor, "row token"],
) -> Float[Tensor, ""]:
    """Σ −ln α(i, i + cues[i]) of head `head` (from 1) over the tokens with a cue, without a mask."""
    row, word = cues.nonzero(as_tuple=True)
    width = attention.W_Q.shape[1] // attention.n_heads
    columns = slice((head - 1) * width, head * width)
    q, k = x[row, word] @ attention.W_Q[:, columns], x @ attention.W_K[:, columns]
    scaled = scale(torch.einsum("nd,nkd->nk", q, k[row]), width)
    return F.cross_entropy(scaled.float(), word + cues[row, word], reduction="sum")


class CrossEntropySum(torch.autograd.Function):
    """Σ −ln softmax(h Wᵀ)[target] and its gradients in one pass over chunks of rows.

    The logits of a batch (8,192 × 16,000) never exist at once: each chunk's loss and gradient are computed
    while its logits are in cache. The gradient of a sum of cross-entropies needs nothing from above, only
    its scale.
    """

    @staticmethod
    def forward(ctx, hidden: Tensor, W: Tensor, targets: Tensor) -> Tensor:  # noqa: ANN001
        """Shapes: hidden (n, d), W (V, d), targets (n,)."""
        low = torch.bfloat16 if torch.is_autocast_enabled(hidden.device.type) else hidden.dtype
        with torch.autocast(hidden.device.type, enabled=False):
            h, weight = hidden.to(low), W.to(low)
            d_hidden, d_weight = torch.empty_like(h), torch.zeros_like(W)
            total = torch.zeros((), device=hidden.device)
            parts = zip(h.split(CHUNK), targets.split(CHUNK), d_hidden.split(CHUNK), strict=True)
            for rows, target, d_rows in parts:
                logits = rows @ weight.T
                largest = logits.amax(-1, keepdim=True)
                right = logits.gather(1, target[:, None]).float()
                gradient = logits.sub_(largest).exp_()
                norm = gradient.sum(-1, keepdim=True, dtype=torch.float32)
                total += (norm.log() + largest.float() - right).sum()
                gradient.mul_(norm.reciprocal().to(low))
                gradient.scatter_add_(1, target[:, None], gradient.new_full((len(target), 1), -1))
                torch.mm(gradient, weight, out=d_rows)
                d_weight += gradient.T @ rows
        ctx.save_for_backward(d_hidden, d_weight)
        return total

    @staticmethod
    def backward(ctx, scale: Tensor) -> tuple[Tensor, Tensor, None]:  # type: ignore[override]  # noqa: ANN001
        """Scale the gradients made on the way forward."""
        d_hidden, d_weight = ctx.saved_tensors
        return d_hidden.float() * scale, d_weight * scale, None
