"""A stored sample of our own sentences, on which heads and hidden units are measured.

sample.txt and bae_examples.tsv are the sentences; bae_cues.tsv marks, in 64 of the latter, the word that
tells a reader which 배 is meant: `[배]가 {물에} 뜬다.` has its cue in braces.
"""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jaxtyping import Int
from torch import Tensor

from lmcore.model import Transformer
from lmcore.tokenizer import Token, Tokenizer
from lmcore.trace import pad

_FOLDER = Path(__file__).parent
_MARKS = re.compile(r"[\[\]{}]")

Span = tuple[int, int]


@dataclass(frozen=True)
class Cued:
    """A sentence with the span of the word in question and of the word that gives its meaning away."""

    sense: str
    text: str
    word: Span
    cue: Span


@dataclass(frozen=True)
class Batch:
    """Sentences read together: their numbers in the sample, their tokens (start token first), ids and
    lengths.
    """

    numbers: tuple[int, ...]
    tokens: tuple[tuple[Token, ...], ...]
    ids: Int[Tensor, "batch token"]
    lengths: Int[Tensor, " batch"]


@cache
def sentences() -> tuple[str, ...]:
    """Every sentence of the sample, without marks."""
    plain = (_FOLDER / "sample.txt").read_text("utf-8").splitlines()
    marked = (row["sentence"] for row in _rows("bae_examples.tsv"))
    return tuple(_MARKS.sub("", text) for text in (*(line for line in plain if line[0] != "#"), *marked))


@cache
def cued() -> tuple[Cued, ...]:
    """The sentences with a marked cue."""
    return tuple(marked(row["sentence"], row["sense"]) for row in _rows("bae_cues.tsv"))


def marked(text: str, sense: str = "") -> Cued:
    """Read the marks of a sentence.

    >>> marked("[배]가 {물에} 뜬다.")
    Cued(sense='', text='배가 물에 뜬다.', word=(0, 1), cue=(3, 5))
    """
    return Cued(sense, _MARKS.sub("", text), _span(text, "[", "]"), _span(text, "{", "}"))


def overlapping(tokens: Sequence[Token], span: Span) -> list[int]:
    """Places of the tokens that hold a character of `span`."""
    start, end = span
    return [place for place, token in enumerate(tokens) if token.start < end and token.end > start]


def batches(
    model: Transformer, tokenizer: Tokenizer, texts: Sequence[str], size: int = 32
) -> Iterator[Batch]:
    """The texts in padded batches, those of like length together."""
    rows = [(tokenizer.start_token(), *tokenizer.tokenize(text)) for text in texts]
    by_length = sorted(range(len(rows)), key=lambda number: len(rows[number]))
    for first in range(0, len(rows), size):
        numbers = tuple(by_length[first : first + size])
        tokens = tuple(rows[number] for number in numbers)
        yield Batch(numbers, tokens, *pad([[t.id for t in row] for row in tokens], tokenizer.pad_id, model))


def _rows(name: str) -> list[dict[str, str]]:
    with (_FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def _span(text: str, opens: str, closes: str) -> Span:
    before, rest = text.split(opens, 1)
    start = len(_MARKS.sub("", before))
    return start, start + len(_MARKS.sub("", rest.split(closes, 1)[0]))
