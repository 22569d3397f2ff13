"""The page 「질의·키·값」, and what a link to it may say."""

from typing import Final

from dashboard.view.schema import Schema, integer
from lmcore.config import ModelConfig

STEPS: Final = ("projection", "products", "scale", "mask", "softmax", "values", "matrix")


def schema(config: ModelConfig) -> Schema:
    """The head, the token that looks, the one that is looked at; the step in the browser."""
    place = integer(0, config.context - 1)
    return Schema(
        {
            "layer": integer(1, config.n_layers, (config.n_layers + 1) // 2),
            "head": integer(1, config.n_heads, 1),
            "query": place,
            "key": place,
        },
        browser={"step": integer(1, len(STEPS), 1)},
    )
