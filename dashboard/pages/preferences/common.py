"""What the parts of the page on preferences share: the source of pairs, the reader's votes, the plan."""

from dataclasses import dataclass, field
from typing import Any, Final

import streamlit as st

from dashboard.lesson import plain
from dashboard.texts import t
from dashboard.view import sentence, state
from dashboard.work.tuning import Plan
from lmcore.analysis.preference import LONGEST
from lmcore.checkpoints import Checkpoint
from lmcore.training import preference_sets
from lmcore.training.preference import Pair

PAGE: Final = "preferences"
EVERY_HELD: Final = 4
"""One vote in so many is not learned from."""

_BALLOT: Final = "_preferences_ballot"
_OPENING: Final = "겨울 배가"


@dataclass(frozen=True)
class Turn:
    """A vote, or None where a pair was passed over; `drawn` by the model, not typed by the reader."""

    pair: Pair | None
    drawn: bool = True


@dataclass
class Ballot:
    """What this visitor has done so far. It lives in the session and nowhere else."""

    turns: list[Turn] = field(default_factory=list)

    @property
    def votes(self) -> tuple[Pair, ...]:
        """All votes in order."""
        return tuple(turn.pair for turn in self.turns if turn.pair)

    @property
    def number(self) -> int:
        """Which drawn pair is up."""
        return sum(turn.drawn for turn in self.turns)

    def parted(self) -> tuple[tuple[Pair, ...], tuple[Pair, ...]]:
        """Pairs to learn from, and those held out: every EVERY_HELD-th vote."""
        votes = self.votes
        held = votes[EVERY_HELD - 1 :: EVERY_HELD]
        return tuple(v for n, v in enumerate(votes, 1) if n % EVERY_HELD), held


def ballot() -> Ballot:
    """The visitor's own."""
    return st.session_state.setdefault(_BALLOT, Ballot())


def text(key: str, **values: Any) -> str:
    """A string of this page."""
    return t(f"{PAGE}.{key}", **values)


def said(written: str) -> str:
    """A text in quotation marks for markdown."""
    return f"“{plain(written)}”"


def source() -> str:
    """Where the pairs come from."""
    return state.read("set")


def default_opening() -> str:
    """Where a reader of the chosen set begins."""
    ready = preference_sets.sets().get(source())
    return ready.opening if ready else _OPENING


def opening(loaded: Checkpoint) -> sentence.Sentence:
    """The opening in the URL, cut so that a continuation has room."""
    typed = state.read("opening", default=default_opening())
    return sentence.prepare(typed.rstrip(), loaded.tokenizer, loaded.config.context - LONGEST)


def pairs() -> tuple[tuple[Pair, ...], tuple[Pair, ...]]:
    """To learn from, and held out."""
    ready = preference_sets.sets().get(source())
    return (ready.pairs, ready.held_out) if ready else ballot().parted()


def plan(loaded: Checkpoint) -> Plan:
    """What is set on the page now."""
    return Plan(
        opening(loaded).text,
        *pairs(),
        beta=state.read("beta"),
        rank=state.read("rank"),
        steps=state.read("steps"),
        seed=state.read("seed"),
    )
