"""Direct preference optimisation (Rafailov et al. 2023, arXiv 2305.18290): of two continuations, this one.

    loss = −ln σ( β [ln π(y_w|x) − ln π_ref(y_w|x)] − β [ln π(y_l|x) − ln π_ref(y_l|x)] )      (7)

x is an opening, y_w the continuation that was chosen, y_l the one that was not, π the model that moves and
π_ref the one it started from. β ln(π / π_ref) is the reward that the moved model stands for; the difference
of the two is the margin. RLHF trains a model of the reward first and then moves π with a penalty on
KL(π ‖ π_ref); (7) has the same optimum without it, and a larger β holds π closer to π_ref.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import torch
from jaxtyping import Float
from torch import Tensor
from torch.nn import functional as F

from lmcore.errors import LmcoreError
from lmcore.model import Transformer
from lmcore.tokenizer import Tokenizer
from lmcore.trace import pad

LIMITS: Final[dict[str, tuple[float, float]]] = {
    "beta": (0.001, 10.0),
    "rate": (1e-6, 0.1),
    "steps": (1, 1000),
    "seed": (0, 2**31 - 1),
}
"""Least and greatest value of every setting."""

BATCH_TOKENS: Final = 512
"""Tokens of one step, as far as whole pairs allow: a step takes half a second on one core."""


@dataclass(frozen=True)
class Pair:
    """An opening and two continuations of it; opening + continuation is the text, spaces included."""

    opening: str
    chosen: str
    rejected: str


@dataclass(frozen=True)
class Rows:
    """Ids of both texts of a pair, start token first; what stands before `start` is the opening."""

    chosen: tuple[int, ...]
    rejected: tuple[int, ...]
    start: int


@dataclass(frozen=True)
class Settings:
    """How far and how fast. Raises LmcoreError `preference.range` for a value outside LIMITS."""

    beta: float = 0.1
    rate: float = 1e-3
    steps: int = 40
    seed: int = 0

    def __post_init__(self) -> None:
        for name, (low, high) in LIMITS.items():
            value = getattr(self, name)
            if not low <= value <= high:
                raise LmcoreError(
                    "preference.range", "{name} = {value} is not from {low} to {high}",
                    name=name, value=value, low=low, high=high,
                )  # fmt: skip


@dataclass(frozen=True)
class Scores:
    """What a model says of pairs, in one pass.

    log_p: (pair, 2), ln π(y|x) of the chosen and the rejected, float64. hidden: (place, d_model) after the
    final norm, one for each predicted token of all continuations, pair by pair, the chosen first. places:
    how many of them each pair has.
    """

    log_p: Float[Tensor, "pair 2"]
    hidden: Float[Tensor, "place d_model"]
    places: tuple[int, ...]


@dataclass(frozen=True)
class Record:
    """A step, before its update. Over the pairs of that step: mean loss and margin (nats), accuracy (see
    `won`), the mean of ln(π / π_ref) of chosen and rejected continuations (nats), and the mean
    KL(π ‖ π_ref) over the places of their tokens (bits).
    """

    step: int
    loss: float
    accuracy: float
    margin: float
    chosen: float
    rejected: float
    kl: float


def rows(tokenizer: Tokenizer, pair: Pair) -> Rows:
    """The ids of a pair. Tokens of the opening that a continuation changes count to the continuation.

    Raises LmcoreError `preference.empty` for a continuation without a token, `preference.same` for two equal
    ones.
    """
    opening, *texts = (
        (tokenizer.bos_id, *tokenizer.encode(text))
        for text in (pair.opening, pair.opening + pair.chosen, pair.opening + pair.rejected)
    )
    if texts[0] == texts[1]:
        raise LmcoreError("preference.same", "both continuations are the same")
    start = next((i for i, ids in enumerate(zip(opening, *texts, strict=False)) if len(set(ids)) > 1), None)
    start = min(map(len, (opening, *texts))) if start is None else start
    if any(len(ids) <= start for ids in texts):
        raise LmcoreError("preference.empty", "a continuation is empty")
    return Rows(texts[0], texts[1], start)


def score(model: Transformer, tokenizer: Tokenizer, batch: Sequence[Rows]) -> Scores:
    """The ln π(y|x) of all continuations, causal. Raises LmcoreError `text.too_long` past the
    context.
    """
    ids, lengths = pad(
        [row for pair in batch for row in (pair.chosen, pair.rejected)], tokenizer.pad_id, model
    )
    starts = torch.tensor([pair.start for pair in batch], device=ids.device).repeat_interleave(2)
    place = torch.arange(1, ids.shape[1], device=ids.device)
    counted = (place >= starts[:, None]) & (place < lengths[:, None])
    hidden = model.hidden(ids, "causal", lengths)[:, :-1][counted]
    targets, row = ids[:, 1:][counted], counted.nonzero()[:, 0]
    own = model.unembed(hidden).double().log_softmax(-1).gather(-1, targets[:, None])[:, 0]
    log_p = own.new_zeros(len(ids)).index_add(0, row, own)
    return Scores(
        log_p.unflatten(0, (-1, 2)), hidden, tuple(counted.sum(-1).unflatten(0, (-1, 2)).sum(-1).tolist())
    )


def margins(
    policy: Float[Tensor, "pair 2"], reference: Float[Tensor, "pair 2"], beta: float
) -> Float[Tensor, " pair"]:
    """β [ln(π / π_ref)(y_w|x) − ln(π / π_ref)(y_l|x)], the difference of the implicit rewards."""
    ratio = policy - reference
    return beta * (ratio[:, 0] - ratio[:, 1])


def losses(margin: Float[Tensor, " pair"]) -> Float[Tensor, " pair"]:
    """−ln σ(margin), (7). At margin 0 it is ln 2.

    >>> round(losses(torch.zeros(1)).item(), 4)
    0.6931
    """
    return -F.logsigmoid(margin)


def won(margin: Float[Tensor, " pair"]) -> float:
    """Share of pairs whose margin is above 0; at 0 a pair is half won.

    >>> won(torch.tensor([2.0, 0.0, -1.0, 0.5]))
    0.625
    """
    return float((margin.sign() + 1).mean()) / 2


def divergence(
    logits: Float[Tensor, "*place vocabulary"], reference: Float[Tensor, "*place vocabulary"]
) -> Float[Tensor, "*place"]:
    """KL(π ‖ π_ref) = Σ π log2(π / π_ref) in bits over the full vocabulary, in float64; never below 0.

    >>> divergence(torch.tensor([0.0, 0.0]), torch.tensor([0.0, 0.0])).item()
    0.0
    """
    log_p, log_q = logits.double().log_softmax(-1), reference.double().log_softmax(-1)
    return ((log_p.exp() * (log_p - log_q)).sum(-1) / math.log(2)).clamp_min(0)


def tune(
    model: Transformer,
    tokenizer: Tokenizer,
    pairs: Sequence[Rows],
    parameters: Sequence[Tensor],
    settings: Settings,
) -> Iterator[Record]:
    """Move `parameters`, on which `model` depends, towards the chosen continuations; one record a step.

    The reference is `model` as it is at the start, asked once. A record is yielded before the
    update it belongs to; the last one, number `steps`, is followed by none.

    Args:
        model: what moves (see lmcore.training.low_rank.wrap).
        tokenizer: of the same checkpoint.
        pairs: at least one.
        parameters: leaves that require gradients.
        settings: β, rate, steps, seed of the order of the pairs.
    """
    batches = [[pairs[i] for i in batch] for batch in batches_of(pairs, settings.seed)]
    with torch.enable_grad():
        references = [_detached(score(model, tokenizer, batch)) for batch in batches]
    optimiser = torch.optim.AdamW(parameters, lr=settings.rate, weight_decay=0.0)
    for step in range(settings.steps + 1):
        turn = step % len(batches)
        with torch.enable_grad():
            scores = score(model, tokenizer, batches[turn])
            margin = margins(scores.log_p, references[turn].log_p, settings.beta)
            loss = losses(margin).mean()
        yield _record(step, model, scores, references[turn], margin)
        if step < settings.steps:
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()


def _detached(scores: Scores) -> Scores:
    """Made on the same path as what is compared with it, gradients and padding alike: the same bits."""
    return Scores(scores.log_p.detach(), scores.hidden.detach(), scores.places)


@torch.no_grad()
def _record(step: int, model: Transformer, scores: Scores, before: Scores, margin: Tensor) -> Record:
    kl = divergence(model.unembed(scores.hidden), model.unembed(before.hidden)).mean()
    chosen, rejected = (scores.log_p - before.log_p).mean(0).tolist()
    loss = float(losses(margin).mean())
    return Record(step, loss, won(margin), float(margin.mean()), chosen, rejected, float(kl))


def batches_of(pairs: Sequence[Rows], seed: int = 0) -> Iterator[list[int]]:
    """Numbers of pairs in an order of chance, as many together as BATCH_TOKENS allows and at least one."""
    generator = torch.Generator().manual_seed(seed)
    batch: list[int] = []
    for i in torch.randperm(len(pairs), generator=generator).tolist():
        lengths = [max(len(pairs[j].chosen), len(pairs[j].rejected)) for j in (*batch, i)]
        if batch and 2 * len(lengths) * max(lengths) > BATCH_TOKENS:
            yield batch
            batch = []
        batch.append(i)
    if batch:
        yield batch
