"""How far a tuned model has moved from the one it was made of, and whether it moved where it should.

KL(π ‖ π_ref) is exact: the sum over the full vocabulary at every place, in float64. Two win rates are told
apart, as one can be high while the other is not: `likelier`, how often the model finds the chosen
continuation likelier than the rejected, and `moved`, how often it has moved towards the chosen against where
it began. Neutral texts that no pair speaks of show what is forgotten on the way.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import torch
from jaxtyping import Float, Int
from torch import Tensor

from lmcore.analysis.perplexity import bits_per_character
from lmcore.analysis.sample import sentences
from lmcore.config import ModelConfig
from lmcore.generation import check_length, generate, read
from lmcore.model import Transformer
from lmcore.sampling import Sampling
from lmcore.tokenizer import Tokenizer
from lmcore.training import low_rank, preference
from lmcore.training.preference import Pair, Record, Settings

NEUTRAL: Final = 16
"""Sentences of the stored sample that stand for everything else the model knows."""

LONGEST: Final = 16
"""Tokens of a continuation at most."""

_ROWS: Final = 64  # rows of the vocabulary in float64 at once
_ENDINGS: Final = (".", "?", "!", "…")


@dataclass(frozen=True)
class Shares:
    """How a tuned model fares with pairs: likelier and moved (shares, nan without a pair), and the means of
    the margin and of ln(π / π_ref) of chosen and rejected continuations (nats).
    """

    likelier: float
    moved: float
    margin: float
    chosen: float
    rejected: float


class Examiner:
    """Asks a moving model again and again about the same pairs; what the original says is asked once."""

    def __init__(self, model: Transformer, tokenizer: Tokenizer, pairs: Sequence[Pair], beta: float) -> None:
        self._tokenizer, self._beta = tokenizer, beta
        rows = [preference.rows(tokenizer, pair) for pair in pairs]
        self._batches = [[rows[i] for i in batch] for batch in preference.batches_of(rows)]
        self._before = self._log_p(model)

    def ask(self, model: Transformer) -> Shares:
        """The state of `model`."""
        after = self._log_p(model)
        margin = preference.margins(after, self._before, self._beta)
        likelier, moved = preference.won(after[:, 0] - after[:, 1]), preference.won(margin)
        return Shares(likelier, moved, float(margin.mean()), *(after - self._before).mean(0).tolist())

    @torch.inference_mode()
    def _log_p(self, model: Transformer) -> Float[Tensor, "pair 2"]:
        found = [preference.score(model, self._tokenizer, batch).log_p for batch in self._batches]
        return torch.cat(found) if found else torch.zeros(0, 2, dtype=torch.float64)


def neutral_bits(model: Transformer, tokenizer: Tokenizer) -> float:
    """Bits a character of the neutral sentences, causal."""
    return bits_per_character(model, tokenizer, sentences()[:NEUTRAL], "causal").bits_per_character


@dataclass(frozen=True)
class Drift:
    """Two models at every place of one text, causal. Place i is what follows token i; T tokens.

    kl: (T,) bits. before, after: (T,) the probability of the token that truly follows, nan after the last.
    """

    ids: Int[Tensor, " token"]
    kl: Float[Tensor, " token"]
    before: Float[Tensor, " token"]
    after: Float[Tensor, " token"]


@torch.inference_mode()
def drift(before: Transformer, after: Transformer, ids: Sequence[int]) -> Drift:
    """Compare on `ids`, start token first. Raises LmcoreError `text.too_long` past the context."""
    one, other = (read(model, ids).final.split(_ROWS) for model in (before, after))
    targets = torch.tensor([*ids[1:], -1]).split(_ROWS)
    places = [
        _compare(before.unembed(first), after.unembed(second), target)
        for first, second, target in zip(one, other, targets, strict=True)
    ]
    return Drift(torch.tensor(ids), *(torch.cat(column) for column in zip(*places, strict=True)))


def _compare(before: Tensor, after: Tensor, target: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    return preference.divergence(after, before), _of(before, target), _of(after, target)


def _of(logits: Tensor, target: Tensor) -> Tensor:
    """Probability of each row's target in float64; nan where it is −1."""
    own = logits.double().softmax(-1).gather(-1, target.clamp_min(0)[:, None])[:, 0]
    return own.masked_fill(target < 0, math.nan)


@dataclass(frozen=True)
class Shift:
    """The next token after a text under both models, over the full vocabulary, float64; kl in bits."""

    before: Float[Tensor, " vocabulary"]
    after: Float[Tensor, " vocabulary"]
    kl: float

    def top(self, count: int) -> list[int]:
        """Ids of the tokens that are likeliest in either, the likeliest first."""
        return torch.maximum(self.before, self.after).topk(count).indices.tolist()

    def parts(self) -> Float[Tensor, " vocabulary"]:
        """What each token adds to the KL, π log2(π / π_ref) in bits; some are below 0, the sum is not."""
        return torch.special.xlogy(self.after, self.after / self.before) / math.log(2)


@torch.inference_mode()
def shift(before: Transformer, after: Transformer, ids: Sequence[int]) -> Shift:
    """Both distributions of what follows `ids`, start token first."""
    one, other = (model.unembed(read(model, ids).final[-1]) for model in (before, after))
    kl = float(preference.divergence(other, one))
    return Shift(one.double().softmax(-1), other.double().softmax(-1), kl)


@dataclass(frozen=True)
class PairLoss:
    """One pair: ln(π / π_ref) of chosen and rejected, β times their difference, and −ln σ of that margin."""

    ratios: tuple[float, float]
    margin: float
    loss: float


def pair_loss(before: Float[Tensor, " side"], after: Float[Tensor, " side"], beta: float) -> PairLoss:
    """From ln p of the chosen and the rejected continuation under both models (nats).

    >>> pair_loss(torch.tensor([-4.0, -2.0]), torch.tensor([-3.0, -2.5]), 0.1).ratios
    (1.0, -0.5)
    """
    chosen, rejected = (after.double() - before.double()).tolist()
    margin = beta * (chosen - rejected)
    return PairLoss((chosen, rejected), margin, math.log1p(math.exp(-abs(margin))) + max(0.0, -margin))


def continuation(
    model: Transformer, tokenizer: Tokenizer, opening: str, sampling: Sampling, longest: int = LONGEST
) -> str:
    """What the model writes after `opening`, to the end of the sentence or `longest` tokens."""
    text = opening
    for step in generate(model, tokenizer, opening, sampling, longest):
        text = step.text
        if step.ends or step.piece.endswith(_ENDINGS):
            break
    return text[len(opening) :]


def draw(
    model: Transformer, tokenizer: Tokenizer, opening: str, seed: int, number: int, tries: int = 6
) -> Pair | None:
    """Pair `number` of the different continuations with words that seeds give; None when there are no two."""
    found: list[str] = []
    for attempt in range(tries):
        chance = Sampling(top_p=0.9, seed=(seed * 10_000 + number * tries + attempt) % 2**32)
        text = continuation(model, tokenizer, opening, chance)
        if any(map(str.isalnum, text)) and text not in found:
            found.append(text)
        if len(found) == 2:
            return Pair(opening, *found)
    return None


def check_opening(tokenizer: Tokenizer, opening: str, config: ModelConfig) -> None:
    """Raise LmcoreError `text.too_long` when no room is left for a continuation."""
    check_length(1 + len(tokenizer.encode(opening)) + LONGEST, config)


@dataclass(frozen=True)
class Check:
    """Asked every few steps: about the pairs that are learned from, about those that are not, and bits a
    character of the neutral sentences.
    """

    trained: Shares
    held_out: Shares
    bits: float


@dataclass(frozen=True)
class Progress:
    """A step of tuning; `check` every few steps, at the start and at the end."""

    record: Record
    check: Check | None


def tuning(
    model: Transformer,
    tokenizer: Tokenizer,
    pairs: Sequence[Pair],
    held_out: Sequence[Pair],
    added: low_rank.Adapter,
    settings: Settings,
    every: int = 4,
) -> Iterator[Progress]:
    """Tune the thin matrices `added` on `pairs`, and ask about both kinds of pairs every so many steps.

    Raises LmcoreError, as preference.rows and preference.score do.
    """
    moving = low_rank.wrap(model, added)
    rows = [preference.rows(tokenizer, pair) for pair in pairs]
    trained, others = (Examiner(model, tokenizer, part, settings.beta) for part in (pairs, held_out))
    for record in preference.tune(moving, tokenizer, rows, list(added.parameters()), settings):
        check = None
        if record.step % every == 0 or record.step == settings.steps:
            check = Check(trained.ask(moving), others.ask(moving), neutral_bits(moving, tokenizer))
        yield Progress(record, check)
