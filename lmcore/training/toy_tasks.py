"""Small things to learn in a minute: copy, reverse, go on with a pattern, and a page of Korean.

An item is a row of ids that begins with the start sign. `counted` says at which places the next token can
be known and so counts: the copy but not the letters to be copied, a pattern from where it has begun again.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final, Literal, get_args

import torch
from jaxtyping import Bool, Int
from torch import Tensor

Name = Literal["copy", "reverse", "induction", "korean"]
NAMES: Final[tuple[Name, ...]] = get_args(Name)

START, THEN, END = "<s>", "→", "⏎"
LETTERS: Final = tuple("가나다라마바사아자차카타파하거너더러머버")

_COPIED: Final = 8
_PERIODS: Final = (4, 10)
_PATTERN_LENGTH: Final = 28
_KOREAN_LENGTH: Final = 32
_SENTENCES: Final = Path(__file__).with_name("toy_sentences.txt")


@dataclass(frozen=True)
class Items:
    """ids: (item, token); counted: where the next token counts. The last place never does."""

    ids: Int[Tensor, "item token"]
    counted: Bool[Tensor, "item token"]


@dataclass(frozen=True)
class Task:
    """symbols: what each id stands for. `items` draws new ones; `held_out` gives some never trained on."""

    name: Name
    symbols: tuple[str, ...]
    length: int

    def items(self, count: int, draw: torch.Generator) -> Items:
        """`count` items to learn from."""
        return self._draw(count, draw, False)

    def held_out(self, count: int) -> Items:
        """The same `count` items for everybody: by chance never drawn before, or sentences set aside."""
        return self._draw(count, torch.Generator().manual_seed(-1), True)

    def ids(self, text: str) -> list[int]:
        """Ids of a text's signs; those that the task does not have are left out."""
        table = {symbol: id for id, symbol in enumerate(self.symbols)}
        return [table[sign] for sign in text if sign in table]

    def _draw(self, count: int, draw: torch.Generator, held_out: bool) -> Items:
        if self.name == "korean":
            return _sentences(self, count, draw, held_out)
        return _patterns(count, draw) if self.name == "induction" else _copies(self.name, count, draw)


@cache
def task(name: Name) -> Task:
    """One of NAMES."""
    if name == "korean":
        signs = sorted(set("".join(corpus())))
        return Task(name, (START, END, *signs), _KOREAN_LENGTH)
    return Task(name, (START, THEN, *LETTERS), 2 + 2 * _COPIED if name != "induction" else _PATTERN_LENGTH)


@cache
def corpus() -> tuple[str, ...]:
    """857 short sentences that begin with 배, from the project's own supplement, of signs that stand in a
    dozen sentences or more. A copy, so that a run stays the same when the supplement grows.
    """
    return tuple(_SENTENCES.read_text("utf-8").splitlines())


def sentences(held_out: bool) -> tuple[str, ...]:
    """Every tenth sentence of the corpus is set aside; the others are for learning."""
    return tuple(line for number, line in enumerate(corpus()) if (number % 10 == 9) == held_out)


def _copies(name: Name, count: int, draw: torch.Generator) -> Items:
    letters = torch.randint(2, 2 + len(LETTERS), (count, _COPIED), generator=draw)
    start, then = torch.zeros(count, 1, dtype=torch.long), torch.ones(count, 1, dtype=torch.long)
    answer = letters.flip(1) if name == "reverse" else letters
    ids = torch.cat((start, letters, then, answer), 1)
    counted = torch.arange(ids.shape[1]).expand_as(ids) > _COPIED
    return Items(ids, _but_the_last(counted))


def _patterns(count: int, draw: torch.Generator) -> Items:
    low, high = _PERIODS
    periods = torch.randint(low, high + 1, (count, 1), generator=draw)
    letters = torch.rand(count, len(LETTERS), generator=draw).argsort(1) + 2  # no letter twice in a pattern
    places = torch.arange(_PATTERN_LENGTH - 1).expand(count, -1)
    ids = torch.cat((torch.zeros(count, 1, dtype=torch.long), letters.gather(1, places % periods)), 1)
    counted = torch.arange(_PATTERN_LENGTH) > periods  # that it begins again is known one letter later
    return Items(ids, _but_the_last(counted))


def _sentences(task: Task, count: int, draw: torch.Generator, held_out: bool) -> Items:
    """Sentences in random order, one after another, each row cut at the same length."""
    lines = [task.ids(line + END) for line in sentences(held_out)]
    rows = []
    for _ in range(count):
        row = [0]
        while len(row) < task.length:
            row += lines[int(torch.randint(len(lines), (), generator=draw))]
        rows.append(row[: task.length])
    ids = torch.tensor(rows)
    return Items(ids, _but_the_last(torch.ones_like(ids, dtype=torch.bool)))


def _but_the_last(counted: Tensor) -> Tensor:
    counted = counted.clone()
    counted[:, -1] = False
    return counted
