"""A multi-layer perceptron whose every weight and gradient can be looked at.

    h_0 = x,  a_l = h_(l−1) W_l + b_l,  h_l = φ(a_l)         (as (2.24), with any number of layers)
    p = softmax(a_last)                                       (2.7)
    loss = −(1/N) Σ log p[label]

Backpropagation, written out: with δ_l = ∂loss/∂a_l,

    δ_last = (p − onehot) / N,       δ_l = (δ_(l+1) W_(l+1)ᵀ) ⊙ φ'(a_l)
    ∂loss/∂W_l = h_(l−1)ᵀ δ_l,       ∂loss/∂b_l = Σ δ_l

Everything is float64 numpy; arrays of points are (point, feature), labels whole numbers from 0.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np

Array = np.ndarray


@dataclass(frozen=True)
class Activation:
    """φ, and φ' as a function of a and of h = φ(a)."""

    apply: Callable[[Array], Array]
    slope: Callable[[Array, Array], Array]


def _logistic(a: Array) -> Array:
    return 0.5 * (1 + np.tanh(0.5 * a))


ACTIVATIONS: Final = {
    "relu": Activation(lambda a: np.maximum(0, a), lambda a, h: (a > 0).astype(float)),
    "tanh": Activation(np.tanh, lambda a, h: 1 - h**2),
    "sigmoid": Activation(_logistic, lambda a, h: h * (1 - h)),
    "linear": Activation(lambda a: a, lambda a, h: np.ones_like(a)),
}
"""linear: no φ at all, to show that layers without one are a single layer."""


@dataclass(frozen=True)
class Network:
    """weights[l]: (in, out), biases[l]: (out,), for every layer of edges; activation: in ACTIVATIONS."""

    weights: tuple[Array, ...]
    biases: tuple[Array, ...]
    activation: str

    @property
    def sizes(self) -> tuple[int, ...]:
        """Nodes of each layer, input and output included."""
        return (len(self.weights[0]), *(len(bias) for bias in self.biases))


@dataclass(frozen=True)
class Gradients:
    """∂loss/∂W and ∂loss/∂b in the shapes of the network's own, and the loss itself."""

    weights: tuple[Array, ...]
    biases: tuple[Array, ...]
    loss: float


def initial(sizes: Sequence[int], activation: str, seed: int) -> Network:
    """Random weights: normal, of variance 2 / in for ReLU (He et al. 2015), 1 / in otherwise; biases zero."""
    random = np.random.default_rng(seed)
    gain = 2.0 if activation == "relu" else 1.0
    pairs = list(pairwise(sizes))
    weights = tuple(random.normal(0, np.sqrt(gain / before), (before, after)) for before, after in pairs)
    return Network(weights, tuple(np.zeros(after) for _, after in pairs), activation)


def forward(network: Network, x: Array) -> tuple[list[Array], list[Array]]:
    """(a of every layer, h of every layer). h[0] is the input, the last h the probabilities."""
    apply = ACTIVATIONS[network.activation].apply
    sums, outputs = [], [x]
    for number, (W, b) in enumerate(zip(network.weights, network.biases, strict=True), 1):
        sums.append(outputs[-1] @ W + b)
        last = number == len(network.weights)
        outputs.append(softmax(sums[-1]) if last else apply(sums[-1]))
    return sums, outputs


def softmax(a: Array) -> Array:
    """exp(a) / Σ exp(a) over the last axis (2.7), the largest taken away first so that nothing overflows."""
    e = np.exp(a - a.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


def probabilities(network: Network, x: Array) -> Array:
    """(point, class), each row summing to 1."""
    return forward(network, x)[1][-1]


def loss(p: Array, labels: Array) -> float:
    """The mean of −log p[label]."""
    return float(-np.log(np.maximum(p[np.arange(len(labels)), labels], 1e-300)).mean())


def backpropagate(network: Network, x: Array, labels: Array) -> Gradients:
    """The gradient of the mean loss over the given points, from the last layer back to the first."""
    sums, outputs = forward(network, x)
    slope = ACTIVATIONS[network.activation].slope
    delta = outputs[-1].copy()
    delta[np.arange(len(labels)), labels] -= 1
    delta /= len(labels)
    weights, biases = [], []
    for layer in reversed(range(len(network.weights))):
        weights.append(outputs[layer].T @ delta)
        biases.append(delta.sum(0))
        if layer:
            delta = (delta @ network.weights[layer].T) * slope(sums[layer - 1], outputs[layer])
    return Gradients(tuple(reversed(weights)), tuple(reversed(biases)), loss(outputs[-1], labels))


def stepped(network: Network, gradients: Gradients, rate: float) -> Network:
    """One step of gradient descent: every weight moves against its gradient."""
    move = lambda values, slopes: tuple(v - rate * g for v, g in zip(values, slopes, strict=True))  # noqa: E731
    return Network(
        move(network.weights, gradients.weights), move(network.biases, gradients.biases), network.activation
    )


def descend(network: Network, x: Array, labels: Array, rate: float) -> Iterator[tuple[Network, float]]:
    """The network after each step on all points, with the loss before that step; without end.

    Overflow from too large a rate gives nan, as it does in practice; numpy's warnings of it are silenced.
    """
    while True:
        with np.errstate(all="ignore"):
            gradients = backpropagate(network, x, labels)
            network = stepped(network, gradients, rate)
        yield network, gradients.loss
