"""The page 「임베딩」, and what a link to it may say."""

from collections.abc import Iterable
from typing import Final

from dashboard.view.schema import Schema, choice, integer, integers, text
from lmcore.analysis.projections import METHODS
from lmcore.analysis.vocabulary import SPACES
from lmcore.config import ModelConfig

LONGEST: Final = 60
"""Characters of one typed word."""

LONGEST_LIST: Final = 1500
"""Characters of a typed list; a link has to hold them, nine for each syllable."""


def schema(parts: Iterable[str], axes: Iterable[str], config: ModelConfig) -> Schema:
    """The part, the space and typed words; in the browser the token of the lookup and the map.

    The map's camera (x, y, zoom, yaw, pitch) and lasso (yaw, pitch, corners) stand there in thousandths.
    """
    words = {key: text(LONGEST) for key in ("a", "b", "c", "d", "near")}
    lists = {key: text(LONGEST_LIST) for key in ("plus", "minus")}
    return Schema(
        {
            "part": choice(*parts),
            "space": choice(*SPACES),
            "rule": choice("add", "multiply"),
            "axis": choice(*axes, default="plural"),
            **words,
            **lists,
            "test": text(LONGEST_LIST, lines=True),
        },
        browser={
            "token": integer(1, config.context),
            "word": text(LONGEST),
            "method": choice("pca", *METHODS),
            "dims": choice("2", "3"),
            "groups": text(400),
            "camera": integers(-9_999_999, 9_999_999, least=5, most=5),
            "lasso": integers(-99_999, 99_999, least=8, most=90),
        },
    )
