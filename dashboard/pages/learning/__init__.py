"""The page 「배우는 과정」, and what a link to it may say."""

from collections.abc import Iterable
from typing import Final

from dashboard.view.schema import Schema, among, choice, choices, integer, text
from lmcore.config import ModelConfig
from lmcore.training import toy_tasks

SECONDS: Final = (30, 60, 120)
TEMPERATURES: Final = (0.01, 0.1, 0.3, 0.5, 0.7, 1.0, 1.5, 2.0)
OPENINGS: Final = ("배가 ", "배를 ", "배는 ")
_FURTHEST: Final = 100_000  # steps of a run before the reader's eyes


def schema(parts: Iterable[str], taken_out: Iterable[str], config: ModelConfig) -> Schema:
    """The part and the token; the run to train; how it writes; snapshot and head in the browser."""
    return Schema(
        {
            "part": choice(*parts),
            "at": integer(0, config.context - 1),
            "task": choice(*toy_tasks.NAMES, default="induction"),
            "off": choices(taken_out),
            "seed": integer(0, 9999, 1),
            "seconds": among(SECONDS),
            "look": integer(0, _FURTHEST),
            "opening": integer(0, len(OPENINGS) - 1, 0),
            "T": among(TEMPERATURES, 0.7),
            "draw": integer(0, 9999, 1),
        },
        browser={"step": integer(0, 999_999_999), "head": text(5)},
    )
