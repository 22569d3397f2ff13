"""What each head does over the stored sample of our own sentences, in numbers: its measured jobs.

Clark et al. 2019 and Voita et al. 2019 sort heads by such numbers. One sentence tells little
(lmcore.analysis.heads); here every number is a mean over all sentences of lmcore.analysis.sample. A high
number says what a head looks at, not that the model needs it for that.
"""

import math
from collections import defaultdict
from dataclasses import dataclass
from typing import Final, Literal, get_args

import torch
from jaxtyping import Float, Int
from torch import Tensor

from lmcore.analysis.sample import Batch, Cued, batches, cued, overlapping, sentences
from lmcore.attention import allowed_pairs
from lmcore.config import Mode
from lmcore.model import Transformer
from lmcore.tokenizer import Token, Tokenizer
from lmcore.trace import trace_layers

Job = Literal["cue", "previous", "next", "self", "word", "position", "start", "entropy", "distance"]
JOBS: Final[tuple[Job, ...]] = get_args(Job)
REACH: Final = 64
"""Offsets beyond so many tokens count as one."""

PerHead = Float[Tensor, "layer head"]
Weights = Float[Tensor, "layer head query key"]


@dataclass(frozen=True)
class Jobs:
    """Means over the sample; the start token's own row is left out everywhere.

    cue: share of 배's row that falls on the cue word of its sentence. previous, next, self: share on the
    token before, after, on itself. word: share on the other tokens of the query's word (어절), over the
    queries whose word has others. position: how much of the spread of weights is told by the distance j − i
    alone, from 0 to 1 (η², the start token's column left out). start: share on <s>. entropy: bits. distance:
    tokens, over the keys other than <s>, weighted by the weights. chance: what `cue` would be if 배 looked at
    all allowed tokens alike. queries, cues: how many there are.
    """

    cue: PerHead
    previous: PerHead
    next: PerHead
    self: PerHead
    word: PerHead
    position: PerHead
    start: PerHead
    entropy: PerHead
    distance: PerHead
    chance: float
    queries: int
    cues: int

    def of(self, job: Job) -> PerHead:
        """The numbers of one job."""
        return getattr(self, job)


class _Sums:
    """Running sums and counts, by name."""

    def __init__(self) -> None:
        self.total: defaultdict[str, Tensor | float] = defaultdict(float)
        self.count: defaultdict[str, float] = defaultdict(float)

    def add(self, name: str, values: Float[Tensor, "layer head *more"], count: float | None = None) -> None:
        """Add all values over the last axes; `count` says how many there are where it is not their number."""
        flat = values.double().flatten(2)
        self.total[name] += flat.sum(-1)
        self.count[name] += flat.shape[-1] if count is None else count

    def mean(self, name: str) -> Tensor:
        """Total by count; nan where nothing was counted."""
        total = torch.as_tensor(self.total[name])
        return (total / self.count[name]).float() if self.count[name] else total.float() * math.nan


@torch.inference_mode()
def measure(model: Transformer, tokenizer: Tokenizer, mode: Mode) -> Jobs:
    """Read the whole sample under `mode` and measure every head."""
    shape = (model.config.n_layers, model.config.n_heads)
    sums, offsets = _Sums(), torch.zeros(3, *shape, 2 * REACH + 1, dtype=torch.float64)
    for name in (*JOBS, "apart"):
        sums.total[name] = torch.zeros(shape, dtype=torch.float64)
    for batch in batches(model, tokenizer, sentences()):
        for tokens, weights in read(model, batch, mode):
            _add_rows(sums, tokens, weights)
            _add_offsets(offsets, weights, mode)
    chance = _add_cues(sums, model, tokenizer, cued(), mode)
    means = {name: sums.mean(name) for name in JOBS if name not in ("position", "distance")}
    return Jobs(
        **means,
        position=_told_by_offset(offsets).float(),
        distance=(torch.as_tensor(sums.total["distance"]) / sums.total["apart"]).float(),
        chance=chance,
        queries=int(sums.count["start"]),
        cues=int(sums.count["cue"]),
    )


def read(model: Transformer, batch: Batch, mode: Mode) -> list[tuple[tuple[Token, ...], Weights]]:
    """Each sentence of a batch with the weights of all heads (layer, head, query, key)."""
    width = batch.ids.shape[1]
    x = model.embed(batch.ids) + model.position(width)
    allowed = allowed_pairs(mode, width, width, batch.lengths, batch.ids.device)
    weights = torch.stack([layer.attention.weights for layer in trace_layers(model, x, allowed)], dim=1)
    return [(row, weights[i, :, :, : len(row), : len(row)]) for i, row in enumerate(batch.tokens)]


def _add_rows(sums: _Sums, tokens: tuple[Token, ...], weights: Weights) -> None:
    rows, places = weights[..., 1:, :], torch.arange(len(tokens))
    words = torch.tensor([token.word for token in tokens])
    others = (words[:, None] == words[None, :]) & (places[:, None] != places[None, :])
    with_others = others[1:].any(-1)
    far = (places[:, None] - places[None, :]).abs().double()
    sums.add("start", rows[..., 0])
    sums.add("self", weights.diagonal(0, -2, -1)[..., 1:])
    sums.add("previous", weights.diagonal(-1, -2, -1)[..., 1:])
    sums.add("next", weights.diagonal(1, -2, -1)[..., 1:])
    sums.add("word", (rows * others[1:]).sum(-1)[..., with_others])
    sums.add("entropy", torch.special.entr(rows).sum(-1) / math.log(2))
    sums.add("distance", (rows * far[1:])[..., 1:])
    sums.add("apart", rows[..., 1:])


def _add_offsets(offsets: Float[Tensor, "3 layer head offset"], weights: Weights, mode: Mode) -> None:
    """Count, sum and sum of squares of the weights at each offset j − i, the start token left out."""
    inner = weights[..., 1:, 1:].double()
    size = inner.shape[-1]
    places = torch.arange(size)
    offset = (places[None, :] - places[:, None]).clamp(-REACH, REACH) + REACH
    keep = allowed_pairs(mode, size, size)[0, 0]
    index, values = offset[keep], inner[..., keep]
    for row, addend in enumerate((torch.ones_like(values), values, values**2)):
        offsets[row].index_add_(-1, index, addend)


def _told_by_offset(offsets: Float[Tensor, "3 layer head offset"]) -> PerHead:
    """η² = between-offset variance / whole variance."""
    count, total, squares = offsets
    mean = total.sum(-1) / count.sum(-1)
    between = (total**2 / count.clamp_min(1)).sum(-1) - mean**2 * count.sum(-1)
    whole = squares.sum(-1) - mean**2 * count.sum(-1)
    return between / whole


def _add_cues(
    sums: _Sums, model: Transformer, tokenizer: Tokenizer, sample: tuple[Cued, ...], mode: Mode
) -> float:
    """Add the shares on the cue words; returns the share that an even look would give."""
    chances = []
    for batch in batches(model, tokenizer, [item.text for item in sample]):
        for number, (tokens, weights) in zip(batch.numbers, read(model, batch, mode), strict=True):
            word, cue = cue_places(tokens, sample[number])
            sums.add("cue", weights[..., word, :][..., cue].sum(-1)[..., None])
            visible = range(word + 1 if mode == "causal" else len(tokens))
            chances.append(sum(place in visible for place in cue) / len(visible))
    return sum(chances) / len(chances)


def cue_places(tokens: tuple[Token, ...], item: Cued) -> tuple[int, list[int]]:
    """Place of the word in question (its last token) and of the tokens of its cue."""
    return overlapping(tokens, item.word)[-1], overlapping(tokens, item.cue)


def ranking(values: PerHead, ascending: bool = False) -> list[tuple[int, int]]:
    """(layer, head) from the highest value to the lowest, or the other way round."""
    order: Int[Tensor, " place"] = values.flatten().argsort(descending=not ascending, stable=True)
    return [divmod(int(place), values.shape[1]) for place in order]
