"""The page 「한눈에」, and what a link to it may say."""

from dashboard.view.schema import Schema, choice, integer
from lmcore.config import ModelConfig


def schema(config: ModelConfig) -> Schema:
    """The token, the head whose weights are drawn, and the dimension whose sum is written out."""
    heads = (str(head + 1) for head in range(config.n_heads))
    return Schema(
        {
            "at": integer(0, config.context - 1),
            "head": choice("mean", *heads),
            "dim": integer(1, config.d_model),
        }
    )
