"""The page 「한계」, and what a link to it may say."""

from collections.abc import Iterable, Mapping
from typing import Final

from dashboard.view.schema import Rule, Schema, among, choice, flag, integer, text

COUNTED_LENGTHS: Final = tuple(2**k for k in range(4, 15))
MEMORY_LENGTHS: Final = tuple(2**k for k in range(1, 13))
CACHE_LENGTHS: Final = tuple(2**k for k in range(4, 18))
MODELS: Final = ("ours", "gpt2", "gpt3")
WIDTHS: Final = (2, 4)
"""Bytes of a number."""

SIZES: Final[Mapping[str, tuple[str, int]]] = {
    "L": ("n_layers", 200),
    "d": ("d_model", 100_000),
    "h": ("n_heads", 1000),
    "f": ("d_ff", 400_000),
    "V": ("vocabulary_size", 2_000_000),
    "c": ("context", 10_000_000),
}
"""Key in the link -> (field of Shape, the most that can be asked for)."""


def schema(parts: Iterable[str]) -> Schema:
    """The part, and what each part counts."""
    sizes: dict[str, Rule] = {key: integer(1, most) for key, (_, most) in SIZES.items()}
    return Schema(
        {
            "part": choice(*parts),
            "view": choice("measured", "counted"),
            "n": among(COUNTED_LENGTHS, 512),
            "m": among(MEMORY_LENGTHS, 512),
            "tokens": among(CACHE_LENGTHS, 2048),
            "table": flag(),
            "biases": flag(),
            "model": choice(*MODELS, default="gpt3"),
            "width": among(WIDTHS),
            "groups": integer(1, 1000, 8),
            "w": integer(1, 100_000),
            "place": integer(0, 100_000),
            "by": text(40, "여름"),
        }
        | sizes
    )
