"""What a model that sees only the last w tokens makes of everything before them: nothing at all."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor

from lmcore.model import Transformer
from lmcore.tokenizer import Tokenizer


@dataclass(frozen=True)
class Change:
    """What changing one word does to the prediction of the next token.

    before, after: (V,) logits. Both are computed, also when the model was given the very same ids.
    """

    before: Float[Tensor, " vocabulary"]
    after: Float[Tensor, " vocabulary"]

    @property
    def probabilities(self) -> tuple[Float[Tensor, " vocabulary"], Float[Tensor, " vocabulary"]]:
        """Softmax of the logits before, and after."""
        return self.before.softmax(-1), self.after.softmax(-1)

    @property
    def largest(self) -> float:
        """The largest |difference| of a logit."""
        return float((self.after - self.before).abs().max())

    @property
    def moved(self) -> float:
        """How much probability moved: ½ Σ |p_after − p_before|, between 0 and 1."""
        before, after = self.probabilities
        return float((after - before).abs().sum() / 2)


def replaced(ids: Sequence[int], start: int, end: int, by: Sequence[int]) -> list[int]:
    """The ids with places start … end − 1 taken out and `by` put in.

    >>> replaced([1, 2, 3, 4], 1, 3, [9])
    [1, 9, 4]
    """
    return [*ids[:start], *by, *ids[end:]]


@torch.inference_mode()
def next_logits(model: Transformer, tokenizer: Tokenizer, ids: Sequence[int], window: int) -> Tensor:
    """Logits (V,) of the token after `ids`; the model is given <s> and the last `window` of them."""
    seen = list(ids)[max(0, len(ids) - window) :]
    row = torch.tensor([[tokenizer.bos_id, *seen]], device=model.W_E.device)
    return model.unembed(model.hidden(row, "causal")[:, -1])[0].cpu()


def change(
    model: Transformer, tokenizer: Tokenizer, ids: Sequence[int], changed: Sequence[int], window: int
) -> Change:
    """Two passes of their own: what comes after `ids`, and after `changed`, within the window."""
    before, after = (next_logits(model, tokenizer, text, window) for text in (ids, changed))
    return Change(before, after)


@torch.inference_mode()
def influence(
    model: Transformer, tokenizer: Tokenizer, ids: Sequence[int], window: int, places: Sequence[int]
) -> list[float]:
    """For each place: how much probability moves when <mask> stands there instead of its token.

    Places before the window leave what the model is given as it is, so nothing is left to compute: exactly 0.
    """
    seen = list(ids)[max(0, len(ids) - window) :]
    gone = len(ids) - len(seen)
    visible = [place - gone for place in places if place >= gone]
    rows = [seen, *(replaced(seen, place, place + 1, [tokenizer.mask_id]) for place in visible)]
    batch = torch.tensor([[tokenizer.bos_id, *row] for row in rows], device=model.W_E.device)
    p = model.unembed(model.hidden(batch, "causal")[:, -1]).softmax(-1)
    moved = ((p[1:] - p[:1]).abs().sum(-1) / 2).tolist()
    return [0.0] * (len(places) - len(visible)) + moved
