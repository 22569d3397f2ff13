"""The project's own labelled sentences: those that judges are fitted on, and those that only test them."""

from functools import cache
from pathlib import Path
from typing import Final

from lmcore.analysis.files import LabelledWord, read_homonyms, read_senses

_FOLDER: Final = Path(__file__).parent

EXAMPLES: Final = _FOLDER / "bae_examples.tsv"
"""Sentences with 배, forty a sense."""

HOMONYMS: Final = _FOLDER / "homonym_examples.tsv"
"""Sentences with other words, twenty a sense."""

PLAIN: Final = _FOLDER / "bae_plain.tsv"
"""Plain short sentences with 배, to test on only: nothing is fitted on them or shown beside them."""

EVERYDAY: Final = _FOLDER / "everyday_senses.tsv"
"""Everyday sentences with 배 and ten other words, to test on only."""


@cache
def labelled_words() -> dict[str, tuple[LabelledWord, ...]]:
    """Every word with labelled examples, 배 first, and its examples."""
    found = {"배": tuple(read_senses(EXAMPLES))}
    return found | {word: tuple(rows) for word, rows in read_homonyms(HOMONYMS).items()}


def examples_of(word: str) -> tuple[LabelledWord, ...]:
    """The labelled examples of `word`; none for most words."""
    return labelled_words().get(word, ())
