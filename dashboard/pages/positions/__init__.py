"""The page 「위치」, and what a link to it may say."""

from collections.abc import Iterable
from typing import Final

from dashboard.view.schema import Schema, choice, flag, integer
from lmcore.config import ModelConfig

FARTHEST: Final = 64
"""The longest shift or distance to choose."""


def schema(parts: Iterable[str], config: ModelConfig) -> Schema:
    """The part; a pair of dimensions, places, a shift, a head; how words are shuffled."""
    place = integer(0, config.context - 1)
    return Schema(
        {
            "part": choice(*parts),
            "pair": integer(0, config.d_model // 2 - 1),
            "p": place,
            "shift": integer(0, FARTHEST, 3),
            "query": place,
            "key": place,
            "layer": integer(1, config.n_layers),
            "head": integer(1, config.n_heads),
            "seed": integer(0, 999_999, 0),
            "off": flag(),
        }
    )
