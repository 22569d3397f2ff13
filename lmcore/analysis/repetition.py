"""How often a text that the model writes repeats itself.

Neutral openings (prompts.txt) are continued, each with another seed; a continuation repeats itself when some
four tokens in a row stand in it twice (as the rep-4 of Welleck et al. 2020, arXiv 1908.04319, counts them).
A short text hardly can: to compare models the end is barred, so that every continuation has TOKENS tokens.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from lmcore.analysis.intervals import Share, wilson
from lmcore.generation import generate
from lmcore.model import Transformer
from lmcore.sampling import Sampling
from lmcore.tokenizer import Tokenizer

PROMPTS: Final = Path(__file__).with_name("prompts.txt")
TEMPERATURE: Final = 0.7
TOKENS: Final = 40
GRAM: Final = 4


@dataclass(frozen=True)
class Repetition:
    """The share of continuations that repeat four tokens, and how many tokens they had."""

    repeating: Share
    mean_tokens: float


def prompts(path: Path = PROMPTS) -> list[str]:
    """The stored openings, one a line; `#` begins a comment."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def repeats(ids: Sequence[int], length: int = GRAM) -> bool:
    """Whether some `length` tokens in a row stand in `ids` twice.

    >>> repeats([1, 2, 3, 4, 1, 2, 3, 4]), repeats([1, 1, 1, 1, 1]), repeats([1, 2, 3, 4, 1, 2, 3])
    (True, True, False)
    """
    grams = [tuple(ids[i : i + length]) for i in range(len(ids) - length + 1)]
    return len(set(grams)) < len(grams)


def measure(
    model: Transformer, tokenizer: Tokenizer, n: int, seed: int = 0, may_end: bool = False
) -> Repetition:
    """Continue the openings in turn, `n` times in all, by TOKENS tokens at TEMPERATURE, by fewer if a text
    `may_end`. The same `seed` gives the same texts.
    """
    openings = prompts()
    found = []
    for i in range(n):
        sampling = Sampling(temperature=TEMPERATURE, seed=seed + i)
        steps = generate(model, tokenizer, openings[i % len(openings)], sampling, TOKENS, may_end=may_end)
        found.append([step.id for step in steps if not step.ends])
    repeating = wilson(sum(map(repeats, found)), n)
    return Repetition(repeating, sum(map(len, found)) / n)
