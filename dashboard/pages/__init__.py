"""One page a file, thin: each holds `page()`, which app.py calls."""

from typing import Final

PAGES: Final = (
    "overview",
    "attention",
    "tokens",
    "embeddings",
    "positions",
    "query_key_value",
    "senses",
    "heads",
    "feedforward",
    "layers",
    "next_word",
    "limits",
    "learning",
    "from_scratch",
    "neural_network",
    "preferences",
)
"""In the order of the navigation; the first is the one a visitor sees first."""

EXPLORING: Final = ("overview", "attention", "tokens", "senses", "next_word")
"""Pages that stand in the navigation by themselves; the others, the lessons, share a menu."""

GROUPS: Final = {
    "start": ("overview",),
    "way": (
        "tokens",
        "embeddings",
        "positions",
        "attention",
        "query_key_value",
        "heads",
        "feedforward",
        "layers",
        "next_word",
    ),
    "beyond": ("senses", "limits"),
    "learning": ("learning", "from_scratch", "neural_network", "preferences"),
}
"""The pages as the phone's menu and the links at the foot list them: the way of the
sentence in its order, then what goes further.
"""
