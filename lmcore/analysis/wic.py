"""Word in context: does a word mean the same in two sentences? One cosine, one threshold, nothing trained."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float

from lmcore.analysis.classifiers import folds, unit
from lmcore.analysis.intervals import Share, wilson

LayerVectors = Float[np.ndarray, "word layer d_model"]


@dataclass(frozen=True)
class Rule:
    """Say "the same" when the cosine at `layer`, around `origin` (layer, d_model), is at least `threshold`.

    `origin` is the mean vector of the fit sentences: what all words share is taken out before the angle is
    measured.
    """

    layer: int
    threshold: float
    origin: Float[np.ndarray, "layer d_model"]

    def cosines(self, first: LayerVectors, second: LayerVectors) -> Float[np.ndarray, " pair"]:
        """Cosine of each pair at this rule's layer."""
        return cosines(first, second, self.origin)[:, self.layer]

    def same(self, first: LayerVectors, second: LayerVectors) -> Bool[np.ndarray, " pair"]:
        """The rule's answers."""
        return self.cosines(first, second) >= self.threshold


def cosines(
    first: LayerVectors, second: LayerVectors, origin: Float[np.ndarray, "layer d_model"]
) -> Float[np.ndarray, "pair layer"]:
    """Cosine between the two words of every pair at every layer."""
    return (unit(first - origin) * unit(second - origin)).sum(-1)


def best_threshold(
    cosine: Float[np.ndarray, " pair"], same: Bool[np.ndarray, " pair"]
) -> tuple[float, float]:
    """(threshold, accuracy) of the cut that gets most pairs right, halfway between two neighbours."""
    order = np.argsort(-cosine, kind="stable")
    values, labels = cosine[order], same[order]
    # right answers when the first k pairs are called the same
    right = (
        np.concatenate(([0], np.cumsum(labels))) + (~labels).sum() - np.concatenate(([0], np.cumsum(~labels)))
    )
    possible = np.concatenate(([True], values[:-1] > values[1:], [True]))
    k = int(np.argmax(np.where(possible, right, -1)))
    above = values[k - 1] if k else values[0] + 1e-6
    below = values[k] if k < len(values) else values[-1] - 1e-6
    return float((above + below) / 2), float(right[k] / len(labels))


def fit(
    first: LayerVectors, second: LayerVectors, same: Bool[np.ndarray, " pair"], layer: int | None = None
) -> Rule:
    """The layer and threshold that get most of these pairs right; `layer` fixes the layer."""
    origin = np.concatenate((first, second)).mean(0)
    table = cosines(first, second, origin)
    found = [best_threshold(table[:, i], same) for i in range(table.shape[1])]
    chosen = int(np.argmax([share for _, share in found])) if layer is None else layer
    return Rule(chosen, found[chosen][0], origin)


def cross_tested(
    first: LayerVectors, second: LayerVectors, same: Bool[np.ndarray, " pair"], layer: int | None = None
) -> tuple[Rule, Share]:
    """Accuracy on each fold of a rule fitted on the others, and the rule of all pairs together."""
    right = np.empty(len(same), dtype=bool)
    for known, held_out in folds(same):
        rule = fit(first[known], second[known], same[known], layer)
        right[held_out] = rule.same(first[held_out], second[held_out]) == same[held_out]
    return fit(first, second, same, layer), wilson(int(right.sum()), len(right))


def accuracy(
    rule: Rule, first: LayerVectors, second: LayerVectors, same: Sequence[bool] | np.ndarray
) -> Share:
    """How often the rule is right."""
    right = rule.same(first, second) == np.asarray(same)
    return wilson(int(right.sum()), len(right))
