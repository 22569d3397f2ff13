"""The examples of the page on embeddings, from embeddings_examples.toml."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from lmcore.analysis.claims import KINSHIP, NOUNS
from lmcore.analysis.offsets import Question


@dataclass(frozen=True)
class Preset:
    """An axis as the three fields have it: words, words, and chains divided by commas."""

    plus: str
    minus: str
    test: str


def _preset(axis: dict[str, Any]) -> Preset:
    plurals = [f"{noun} < {noun}들" for noun in NOUNS] if axis.get("nouns") else []
    return Preset(axis["plus"], axis["minus"], ", ".join([*axis["test"], *plurals]))


def _rows(text: str) -> list[list[str]]:
    return [line.split() for line in text.strip().splitlines()]


_EXAMPLES: Final = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))

QUESTIONS: Final = tuple(Question(*words) for words in _rows(_EXAMPLES["questions"]))
"""a − b + c → the word that is expected; the first is the report's (2.3)."""

PAIRS: Final = KINSHIP
"""The pairs of (2.2), and two more."""

PRESETS: Final = {name: _preset(axis) for name, axis in _EXAMPLES["axes"].items()}
"""Axes to begin with: the report's (2.4), more pairs of it, and others."""
