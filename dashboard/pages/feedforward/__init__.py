"""The page 「순전파 신경망」, and what a link to it may say."""

from collections.abc import Iterable

from dashboard.view.schema import Schema, choice, integer, integers
from lmcore.config import ModelConfig


def schema(parts: Iterable[str], config: ModelConfig) -> Schema:
    """The part, the token, a layer and a unit of it, and the layers without ReLU."""
    layers = config.n_layers
    return Schema(
        {
            "part": choice(*parts),
            "at": integer(0, config.context - 1),
            "layer": integer(1, layers, min(2, layers)),
            "unit": integer(0, config.d_ff - 1),
            "linear": integers(1, layers, most=layers, default=()),
        }
    )
