"""Ready-made preferences (preference_sets.toml): for a lesson without twenty votes."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from lmcore.training.preference import Pair


@dataclass(frozen=True)
class PreferenceSet:
    """opening: where a reader begins. pairs are learned from, held_out only asked about."""

    opening: str
    pairs: tuple[Pair, ...]
    held_out: tuple[Pair, ...]


@cache
def sets() -> dict[str, PreferenceSet]:
    """All sets by name."""
    tables = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
    return {
        name: PreferenceSet(table["opening"], _pairs(table["pairs"]), _pairs(table["held_out"]))
        for name, table in tables.items()
    }


def _pairs(lines: Sequence[Sequence[str]]) -> tuple[Pair, ...]:
    return tuple(Pair(opening, f" {chosen}", f" {rejected}") for opening, chosen, rejected in lines)
