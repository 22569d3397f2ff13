"""The page 「밑바닥부터」, and what a link to it may say."""

from collections.abc import Iterable
from typing import Final

from dashboard.view.schema import Schema, among, choice, integer, text

MOST_WORDS: Final = 12
"""Tokens of the reader's sentence that are taken: more would not be read as a matrix any more."""
MOST_HEADS: Final = 4


def schema(parts: Iterable[str]) -> Schema:
    """The part; whose words, their numbers, the word that is followed; seed, dropout and heads."""
    return Schema(
        {
            "part": choice(*parts),
            "source": choice("book", "sentence"),
            "x": text(500),
            "row": integer(0, MOST_WORDS - 1, 1),
            "seed": integer(0, 999_999, 123),
            "drop": among(tuple(range(0, 91, 10)), 50),
            "heads": integer(1, MOST_HEADS, 2),
        }
    )
