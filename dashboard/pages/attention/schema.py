"""What a link to this page may say."""

from dashboard.figures.attention import AGGREGATES
from dashboard.view.schema import Rule, Schema, choice, integer
from lmcore.config import ModelConfig


def schema(config: ModelConfig) -> Schema:
    """Head and cell, which a link always names, and how the weights are drawn: all in the browser."""
    place = integer(0, config.context - 1)
    heads = (*AGGREGATES, *(str(head + 1) for head in range(config.n_heads)))
    return Schema(
        browser={
            "layer": integer(1, config.n_layers),
            "head": Rule("choice", names=heads),
            "query": place,
            "key": place,
            "unit": choice("token", "word"),
            "scale": choice("root", "linear", "row"),
            "sink": choice("shown", "apart"),
            "show": choice("matrix", "lines", "table"),
        }
    )
