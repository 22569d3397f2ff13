"""The page 「말뜻」, and what a link to it may say."""

from typing import Final

from dashboard.view.schema import Rule, Schema, choice, integer, text
from lmcore.config import ModelConfig

LONGEST_WORD: Final = 20
DEFAULT_WORD: Final = "배"


def schema(config: ModelConfig) -> Schema:
    """The word and its sentences, as they are or packed; layer, masks, axes and cosine in the browser."""
    return Schema(
        {
            "word": text(LONGEST_WORD, DEFAULT_WORD),
            "lines": text(lines=True),
            "zlines": Rule("packed", lines=True),
        },
        browser={
            "layer": integer(0, config.n_layers),
            "view": choice("both", "bidirectional", "causal"),
            "plane": choice("senses", "pca"),
            "cosine": choice("plain", "centred"),
        },
    )
