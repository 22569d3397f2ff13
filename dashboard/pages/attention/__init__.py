"""The page 「어텐션」, and what a link to it may say."""

from dashboard.figures.attention import AGGREGATES
from dashboard.lesson.comparison import RULES
from dashboard.view.schema import Rule, Schema, choice, integer
from lmcore.config import ModelConfig


def schema(config: ModelConfig) -> Schema:
    """In the browser head and cell, which a link always names, and how the weights are drawn; what B is."""
    place = integer(0, config.context - 1)
    heads = (*AGGREGATES, *(str(head + 1) for head in range(config.n_heads)))
    return Schema(
        RULES,
        browser={
            "layer": integer(1, config.n_layers),
            "head": Rule("choice", names=heads),
            "query": place,
            "key": place,
            "unit": choice("token", "word"),
            "scale": choice("root", "linear", "row"),
            "sink": choice("shown", "apart"),
            "show": choice("matrix", "lines", "table"),
        },
    )
