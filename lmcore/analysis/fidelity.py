"""How far one set of weights is from another, in what the model says of the same texts."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor

from lmcore.analysis import sample
from lmcore.config import Mode
from lmcore.model import Transformer
from lmcore.tokenizer import Tokenizer


@dataclass(frozen=True)
class Fidelity:
    """Differences of the logits at every place of the texts, and both models' losses there.

    largest, mean: of |logit − logit'| over places and vocabulary. spread: the standard deviation of the
    full model's logits, to compare with. loss, loss_full: −ln p(next token) per token under the causal mask,
    in nats. tokens: how many were predicted.
    """

    largest: float
    mean: float
    spread: float
    loss: float
    loss_full: float
    tokens: int


@torch.inference_mode()
def compare(
    model: Transformer,
    full: Transformer,
    tokenizer: Tokenizer,
    texts: Sequence[str],
    mode: Mode = "causal",
) -> Fidelity:
    """Read `texts` with both models. Losses are of the next token, so they mean something in causal mode."""
    largest = total = squares = sums = loss = loss_full = 0.0
    tokens = count = 0
    for batch in sample.batches(model, tokenizer, texts):
        ours, theirs = (one(batch.ids, mode, batch.lengths) for one in (model, full))
        real = torch.arange(batch.ids.shape[1])[None, :] < batch.lengths[:, None].cpu()
        apart, plain = (ours - theirs)[real].abs(), theirs[real].double()
        largest = max(largest, float(apart.max()))
        total, count = total + float(apart.double().sum()), count + apart.numel()
        sums, squares = sums + float(plain.sum()), squares + float(plain.square().sum())
        known = real[:, 1:]
        loss += _loss(ours, batch.ids, known)
        loss_full += _loss(theirs, batch.ids, known)
        tokens += int(known.sum())
    spread = (squares / count - (sums / count) ** 2) ** 0.5
    return Fidelity(largest, total / count, spread, loss / tokens, loss_full / tokens, tokens)


def _loss(logits: Float[Tensor, "row token vocabulary"], ids: Tensor, known: Tensor) -> float:
    """Sum of −ln p(next token) where there is a next token."""
    right = logits[:, :-1].log_softmax(-1).gather(-1, ids[:, 1:, None])[..., 0]
    return -float(right[known].double().sum())
