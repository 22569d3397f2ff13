"""What the lessons claim of words and heads, measured without any file: on W_E and on our own sentences.

(2.2) the differences of kinship words are parallel; (2.5) an axis from singular to plural orders other nouns;
(2.6) it orders the numbers; some heads have a job that can be named.
"""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from lmcore.analysis import directions, jobs, offsets
from lmcore.analysis.directions import OrderTest
from lmcore.analysis.intervals import Share, wilson
from lmcore.analysis.sample import batches, cued
from lmcore.analysis.vocabulary import WordTable, covered
from lmcore.config import Mode
from lmcore.model import Transformer
from lmcore.tokenizer import Tokenizer

_WORDS: Final = tomllib.loads(Path(__file__).with_name("claims.toml").read_text(encoding="utf-8"))
KINSHIP: Final = tuple(
    (male, female) for male, female in map(str.split, _WORDS["kinship"].strip().splitlines())
)
AXIS: Final = tuple(_WORDS["axis"].split())
NOUNS: Final = tuple(_WORDS["nouns"].split())
NUMBERS: Final = tuple(_WORDS["numbers"].split())


@dataclass(frozen=True)
class Kinship:
    """Mean cosine between the differences of all `n` pairs, and the same for `n` pairs of random words."""

    n: int
    mean: float
    random: float
    random_high: float  # 97.5th percentile


@dataclass(frozen=True)
class Plural:
    """Share of nouns, whole tokens in both numbers, that lie in the claimed order; the order of NUMBERS."""

    pairs: Share
    numbers: OrderTest | None


@dataclass(frozen=True)
class Head:
    """A head (layer and head from 1) and the number that makes it stand out."""

    layer: int
    head: int
    value: float


def kinship(table: WordTable) -> Kinship | None:
    """How parallel the differences of (2.2) are; None if fewer than two pairs are whole tokens."""
    pairs = [KINSHIP[i] for i in covered(KINSHIP, table)]
    if len(pairs) < 2:
        return None
    random = offsets.random_parallels(table, len(pairs))
    mean = offsets.parallels(table, pairs).mean
    return Kinship(len(pairs), mean, float(random.mean()), float(np.quantile(random, 0.975)))


def plural(table: WordTable) -> Plural | None:
    """The axis p = mean Em(nouns들) − mean Em(nouns), asked about other nouns (2.5) and numbers (2.6).

    None if no noun, or none to test with, is a whole token in both numbers.
    """
    made, asked = (
        [(noun, noun + "들") for noun in nouns if not {noun, noun + "들"} - set(table.words)]
        for nouns in (AXIS, NOUNS)
    )
    if not made or not asked:
        return None
    ones, many = zip(*made, strict=True)
    numbers = [NUMBERS] if covered([NUMBERS], table) else []
    outcome = directions.check_chains(table, directions.axis(table, many, ones), [*asked, *numbers])
    assert outcome.share
    return Plural(outcome.share, outcome.orders[0] if numbers else None)


def named_heads(model: Transformer, tokenizer: Tokenizer, mode: Mode) -> dict[str, Head]:
    """The head that does most of each job, over our own sentences: mean share of attention."""
    measured = jobs.measure(model, tokenizer, mode)
    names: tuple[jobs.Job, ...] = ("previous", "next", "word", "cue", "start")
    return {name: _strongest(measured.of(name)) for name in names}


@torch.inference_mode()
def cue_head(model: Transformer, tokenizer: Tokenizer, mode: Mode) -> tuple[Head, Share]:
    """The head whose row of 배 most often has its largest weight on the word that tells its sense.

    Over the sentences whose cue is marked; 배 itself and the start token do not compete. The head is chosen
    on every other sentence and its share is that on the rest.
    """
    sample = cued()
    hits = torch.zeros(len(sample), model.config.n_layers, model.config.n_heads)
    for batch in batches(model, tokenizer, [item.text for item in sample]):
        for number, (tokens, weights) in zip(batch.numbers, jobs.read(model, batch, mode), strict=True):
            word, cue = jobs.cue_places(tokens, sample[number])
            row = weights[..., word, :].clone()
            row[..., [0, word]] = -1
            hits[number] = torch.isin(row.argmax(-1), torch.tensor(cue)).float()
    chosen = _strongest(hits[::2].mean(0))
    held_out = hits[1::2, chosen.layer - 1, chosen.head - 1]
    return chosen, wilson(int(held_out.sum()), len(held_out))


def _strongest(values: Float[Tensor, "layer head"]) -> Head:
    layer, head = jobs.ranking(values)[0]
    return Head(layer + 1, head + 1, float(values[layer, head]))
