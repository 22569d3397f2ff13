"""The page 「여러 헤드」, and what a link to it may say."""

from collections.abc import Iterable
from typing import Final

from dashboard.view.schema import Schema, choice, integer, text
from lmcore.analysis.jobs import JOBS
from lmcore.config import ModelConfig

MEASURES: Final = ("norm", "share", "along")


def schema(parts: Iterable[str], config: ModelConfig) -> Schema:
    """The part, the token, a head as 2.3, what is measured of it, and a job."""
    return Schema(
        {
            "part": choice(*parts),
            "at": integer(0, config.context - 1),
            "head": text(5),
            "measure": choice(*MEASURES),
            "job": choice(*JOBS),
        }
    )
