"""The page 「신경망」, and what a link to it may say."""

from collections.abc import Iterable
from typing import Final

from dashboard.view.schema import Schema, among, choice, flag, integer
from dashboard.work.training_runs import MOST_STEPS
from lmcore.analysis import toy_data
from lmcore.analysis.perceptron import ACTIVATIONS

RATES: Final = (0.01, 0.03, 0.1, 0.3, 1.0, 3.0)
MOST_HIDDEN: Final = 8
POINTS: Final = 200
IMAGES: Final = 32


def schema(parts: Iterable[str]) -> Schema:
    """The part; the network, its training and what is shown of it; the digit left out and the image."""
    return Schema(
        {
            "part": choice(*parts),
            "data": choice(*toy_data.NAMES, default="moons"),
            "act": choice(*ACTIVATIONS, default="tanh"),
            "depth": integer(1, 2, 1),
            "units": integer(1, MOST_HIDDEN, 6),
            "rate": among(RATES, 0.3),
            "seed": integer(0, 9999, 1),
            "steps": integer(0, MOST_STEPS, 0),
            "edges": choice("weights", "gradients"),
            "far": flag(),
            "point": integer(0, POINTS - 1, 0),
            "digit": integer(0, 9, 7),
            "image": integer(0, IMAGES - 1, 0),
        }
    )
