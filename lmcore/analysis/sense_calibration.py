"""How far a decision about a sense can be trusted, measured on examples that it had not seen."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal, get_args

import numpy as np
from jaxtyping import Bool, Float
from scipy.special import logit
from sklearn.linear_model import LogisticRegression

from lmcore.analysis.intervals import Share, wilson

Step = Literal["sure", "maybe", "unknown"]
STEPS: Final[tuple[Step, ...]] = get_args(Step)

SURE: Final = 0.95
MAYBE: Final = 0.75
"""A decision is sure, or may be right, when one with such a margin is right at least this often."""

WITNESSES: Final = 10
"""Examples that must reach a margin before it vouches for anything."""

Margins = Float[np.ndarray, " example"]
Right = Bool[np.ndarray, " example"]


@dataclass(frozen=True)
class Band:
    """`n` examples whose decisions fell into a step; `right` of these decisions were."""

    n: int
    right: int


@dataclass(frozen=True)
class Calibration:
    """What leaving out one example at a time says about one layer.

    `accuracy` of all decisions; `sure` and `maybe`, the margins from which a decision is called so, infinite
    where no margin vouches; `bands`, what was measured in each of STEPS.
    """

    accuracy: Share
    sure: float
    maybe: float
    bands: tuple[Band, Band, Band]

    def step(self, margin: float) -> Step:
        """How far a decision with this margin goes."""
        return "sure" if margin >= self.sure else "maybe" if margin >= self.maybe else "unknown"


def calibrate(margins: Margins, right: Right) -> Calibration:
    """The margins from which decisions are right with probability SURE and MAYBE.

    The probability is a logistic curve over the margin (Platt 1999): two numbers, which forty examples can
    tell. A margin that fewer than WITNESSES examples reach vouches for nothing.
    """
    start, slope = right_curve(margins, right)
    found = []
    for level in (SURE, MAYBE):
        from_here = max(0.0, float(logit(level) - start) / slope) if slope > 0 else np.inf
        found.append(from_here if (margins >= from_here).sum() >= WITNESSES else np.inf)
    sure, maybe = found
    inside = (margins >= sure, (margins >= maybe) & (margins < sure), margins < maybe)
    bands = [Band(int(members.sum()), int(right[members].sum())) for members in inside]
    return Calibration(wilson(int(right.sum()), len(right)), sure, maybe, (bands[0], bands[1], bands[2]))


def right_curve(margins: Margins, right: Right) -> tuple[float, float]:
    """The numbers a and b of P(right) = σ(a + b · margin), fitted to Platt's softened targets.

    They stand for one more right and one more wrong decision, so that the curve stays finite where the
    examples fall apart into two.
    """
    hits, misses = int(right.sum()), int((~right).sum())
    target = np.where(right, (hits + 1) / (hits + 2), 1 / (misses + 2))
    both = np.concatenate([margins, margins])[:, None]
    answers = np.repeat([1, 0], len(margins))
    model = LogisticRegression(C=1e3, max_iter=1000)
    model.fit(both, answers, sample_weight=np.concatenate([target, 1 - target]))
    start, slope = np.ravel([model.intercept_, model.coef_.ravel()])
    return float(start), float(slope)


def margins_of(
    scores: Float[np.ndarray, "example sense"], labels: Sequence[str] | np.ndarray, senses: Sequence[str]
) -> tuple[Margins, Right]:
    """The best score minus the second, and whether the best is the label's."""
    ranked = np.sort(scores, axis=1)
    return ranked[:, -1] - ranked[:, -2], np.array(senses)[scores.argmax(1)] == np.asarray(labels)


def deepest_of_the_best(accuracies: Sequence[Share]) -> int:
    """The deepest layer within one standard error of the best accuracy (Breiman et al. 1984).

    Some tens of examples do not rank layers that lie closer; of equals the deepest has read most of the
    sentence, and on sentences of another kind it is the safest.
    """
    best = max(share.accuracy for share in accuracies)
    error = (best * (1 - best) / accuracies[0].n) ** 0.5
    return max(layer for layer, share in enumerate(accuracies) if share.accuracy >= best - error)


def settled(senses: Sequence[str]) -> int:
    """The first layer from which on the same sense is named up to the last.

    Layer 0 does not count: there a word is one vector in all sentences but for its position, and whatever
    sense is named is named by chance.
    """
    changes = [layer for layer in range(2, len(senses)) if senses[layer] != senses[layer - 1]]
    return changes[-1] if changes else min(1, len(senses) - 1)
