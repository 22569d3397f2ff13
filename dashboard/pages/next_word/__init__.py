"""The page 「다음 낱말」, and what a link to it may say."""

from collections.abc import Iterable
from typing import Final

from dashboard.lesson.comparison import RULES
from dashboard.view.schema import Rule, Schema, among, choice, integer, integers, number, text
from lmcore.analysis.softmax_steps import FORMATS
from lmcore.config import ModelConfig
from lmcore.sampling import LIMITS, SYMBOLS, Sampling

LARGEST_SEED: Final = 999_999_999
LARGEST_SHIFT: Final = 200
COUNTS: Final = (100, 300, 1000, 3000, 10_000)
"""Draws to choose from."""
WIDEST: Final = 6
"""Beams."""
FURTHEST: Final = 12
"""Tokens that a beam looks ahead."""
CACHED: Final = 16
"""Tokens written with the cache."""
LONGEST: Final = 300
"""Characters of a typed text."""


def schema(parts: Iterable[str], config: ModelConfig) -> Schema:
    """The part and what each computes; in the browser the place, the settings and how they are drawn."""
    typed = {key: text(LONGEST) for key in ("a", "b", "more")}
    typed["system"] = text(LONGEST, lines=True)
    return Schema(
        {
            "part": choice(*parts),
            "format": choice(*FORMATS, default="float32"),
            "c": integer(-LARGEST_SHIFT, LARGEST_SHIFT, 0),
            "n": among(COUNTS, 1000),
            "width": integer(1, WIDEST, 3),
            "length": integer(1, FURTHEST, 6),
            "shown": integer(0, CACHED),
            **typed,
            **RULES,
        },
        browser={
            "at": integer(1, config.context),
            "from": integer(1, config.context),
            "w": integers(0, config.vocabulary_size - 1, most=config.context),
            "step": integer(0, config.context),
            "token": integer(0, config.vocabulary_size - 1),
            **{key: _setting(name) for key, name in SYMBOLS.items()},
            "axis": choice("most", "one"),
            "show": choice("bars", "table"),
        },
    )


def _setting(name: str) -> Rule:
    (low, high), standard = LIMITS[name], getattr(Sampling(), name)
    if isinstance(standard, int):
        return integer(int(low), min(int(high), LARGEST_SEED), standard)
    return number(low, high, standard)
