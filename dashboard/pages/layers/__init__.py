"""The page 「층을 지나며」, and what a link to it may say."""

from collections.abc import Iterable
from typing import Final

from dashboard.figures.layers import MEASURES as COLOURS
from dashboard.lesson.comparison import RULES
from dashboard.view.schema import Schema, choice, flag, integer, text
from lmcore.config import ModelConfig

PHRASES: Final = {
    "plane": "[비행기]\n[경비행기]\n세스나 [경비행기]\n[경비행기] 프라모델",
    "bae": "[배]가 아프다.\n[배]가 항구를 떠난다.\n애플, 겨울 [배]가 맛있단다!\n두 [배] 증가했다.",
}
"""The report's phrases; brackets mark the word that is followed."""
LONGEST: Final = 400
"""Characters of all phrases."""
MEASURES: Final = ("cosine", "distance")


def schema(parts: Iterable[str], config: ModelConfig) -> Schema:
    """The part and the token; stage and colour of the lens, phrases to follow, a logit to take apart."""
    token = integer(0, config.vocabulary_size - 1)
    return Schema(
        {
            "part": choice(*parts),
            "at": integer(0, config.context - 1),
            "stage": integer(0, 2 * config.n_layers),
            "halves": flag(),
            "colour": choice(*COLOURS),
            "measure": choice(*MEASURES),
            "phrases": text(LONGEST, PHRASES["plane"], lines=True),
            "target": token,
            "rival": token,
            "part_of": text(6),
            **RULES,
        }
    )
