"""The page 「사람의 선호」, and what a link to it may say."""

from typing import Final

from dashboard.view.schema import Schema, among, choice, integer, text
from lmcore.config import ModelConfig
from lmcore.training import preference_sets

VOTES: Final = "votes"
SOURCES: Final = (VOTES, *preference_sets.sets())
BETAS: Final = (0.02, 0.05, 0.1, 0.2, 0.5, 1.0)
RANKS: Final = (1, 2, 4, 8, 16)
STEPS: Final = (6, 12, 24, 40, 60)
LONGEST_TEXT: Final = 3000  # characters, more than a context holds
MOST_SEED: Final = 9999


def schema(config: ModelConfig) -> Schema:
    """Whose votes on which opening, how they change the model, and the text and token looked at after."""
    return Schema(
        {
            "set": choice(*SOURCES),
            "opening": text(LONGEST_TEXT),
            "beta": among(BETAS, 0.1),
            "rank": among(RANKS, 4),
            "steps": among(STEPS, 12),
            "seed": integer(0, MOST_SEED, 0),
            "look": text(LONGEST_TEXT, ""),
            "at": integer(0, config.context - 1, -1),
        }
    )
