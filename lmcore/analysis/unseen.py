"""A classifier of handwritten digits that never saw one of them, and is then asked about it."""

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from sklearn.datasets import load_digits

from lmcore.analysis.perceptron import (
    Network,
    backpropagate,
    forward,
    initial,
    probabilities,
    stepped,
)

_HIDDEN, _EPOCHS, _BATCH, _RATE = 32, 40, 32, 0.3


@dataclass(frozen=True)
class Unseen:
    """What a network trained without the digit `left_out` says.

    classes: the digits it knows, in the order of its outputs. network: the trained weights. seen_images
    (image, 64) and seen_digits: test images of the digits it knows, none of them used in training;
    unseen_images: every image of the digit left out. seen, unseen: (image, class) probabilities for them.
    """

    left_out: int
    classes: tuple[int, ...]
    network: Network
    seen_images: np.ndarray
    seen_digits: np.ndarray
    unseen_images: np.ndarray
    seen: np.ndarray
    unseen: np.ndarray

    @property
    def correct(self) -> np.ndarray:
        """Which of the test images were read right."""
        return np.asarray(self.classes)[self.seen.argmax(-1)] == self.seen_digits

    @property
    def answers(self) -> np.ndarray:
        """The digit named for each image of the digit left out: never that digit."""
        return np.asarray(self.classes)[self.unseen.argmax(-1)]

    def logits(self, image: int) -> tuple[np.ndarray, np.ndarray]:
        """What the network says of an unseen image, (class,), and e^(ℓ − max ℓ), which softmax divides."""
        logits = forward(self.network, self.unseen_images[image][None])[0][-1][0]
        return logits, np.exp(logits - logits.max())

    @property
    def separation(self) -> float:
        """How often the network is less sure of an unseen digit than of a seen one (both drawn at random).

        The area under the ROC curve of the confidence: 0.5 would be chance, 1 a perfect alarm.
        """
        seen, unseen = self.seen.max(-1)[:, None], self.unseen.max(-1)[None, :]
        return float(((seen > unseen) + 0.5 * (seen == unseen)).mean())


@cache
def digits() -> tuple[np.ndarray, np.ndarray]:
    """Images (1797, 64) with values 0 … 1, and their digits. Alpaydin and Kaynak 1998, from scikit-learn."""
    bunch: Any = load_digits()
    return bunch.data / 16, bunch.target


def without(left_out: int, seed: int = 0) -> Unseen:
    """Train without one digit on two thirds of the other images, then ask about the rest."""
    images, targets = digits()
    classes = tuple(digit for digit in range(10) if digit != left_out)
    known = np.flatnonzero(targets != left_out)
    random = np.random.default_rng(seed)
    random.shuffle(known)
    test, train = known[: len(known) // 3], known[len(known) // 3 :]
    network = _trained(images[train], np.searchsorted(classes, targets[train]), random, seed)
    unseen = images[targets == left_out]
    return Unseen(
        left_out,
        classes,
        network,
        images[test],
        targets[test],
        unseen,
        probabilities(network, images[test]),
        probabilities(network, unseen),
    )


def _trained(images: np.ndarray, labels: np.ndarray, random: np.random.Generator, seed: int) -> Network:
    network = initial((images.shape[1], _HIDDEN, int(labels.max()) + 1), "relu", seed)
    for _ in range(_EPOCHS):
        order = random.permutation(len(images))
        for start in range(0, len(order), _BATCH):
            batch = order[start : start + _BATCH]
            network = stepped(network, backpropagate(network, images[batch], labels[batch]), _RATE)
    return network
