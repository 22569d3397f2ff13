"""Gradients by hand against autograd and against differences; learning against torch's own optimiser."""

import itertools

import numpy as np
import pytest
import torch

from lmcore.analysis import perceptron, toy_data
from lmcore.analysis.perceptron import ACTIVATIONS, Network

TORCH = {"relu": torch.relu, "tanh": torch.tanh, "sigmoid": torch.sigmoid, "linear": lambda a: a}


def torch_parameters(network):
    arrays = (*network.weights, *network.biases)
    tensors = [torch.tensor(array, dtype=torch.float64, requires_grad=True) for array in arrays]
    return tensors[: len(network.weights)], tensors[len(network.weights) :]


def torch_loss(network, weights, biases, data):
    h = torch.tensor(data.points)
    for W, b in zip(weights[:-1], biases[:-1], strict=True):
        h = TORCH[network.activation](h @ W + b)
    return torch.nn.functional.cross_entropy(h @ weights[-1] + biases[-1], torch.tensor(data.labels))


@pytest.fixture(autouse=True)
def gradients():
    with torch.enable_grad():
        yield


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("sizes", [(2, 5, 2), (2, 8, 8, 2), (2, 2)])
def test_backpropagation_is_autograd(activation, sizes):
    data = toy_data.points("spirals", seed=3, count=40)
    network = perceptron.initial(sizes, activation, seed=5)
    weights, biases = torch_parameters(network)
    loss = torch_loss(network, weights, biases, data)
    loss.backward()
    found = perceptron.backpropagate(network, data.points, data.labels)
    assert found.loss == pytest.approx(loss.item(), abs=1e-12)
    for ours, theirs in zip((*found.weights, *found.biases), (*weights, *biases), strict=True):
        np.testing.assert_allclose(ours, theirs.grad.numpy(), atol=1e-12)


@pytest.mark.parametrize("activation", ["tanh", "sigmoid", "linear"])
def test_backpropagation_is_the_slope_of_the_loss(activation):
    data = toy_data.points("xor", seed=0, count=12)
    network = perceptron.initial((2, 3, 2), activation, seed=1)
    found = perceptron.backpropagate(network, data.points, data.labels)
    for layer, index in [(0, (0, 1)), (0, (1, 2)), (1, (2, 0)), (1, (0, 1))]:
        losses = []
        for sign in (1, -1):
            weights = [W.copy() for W in network.weights]
            weights[layer][index] += sign * 1e-6
            moved = Network(tuple(weights), network.biases, activation)
            losses.append(perceptron.loss(perceptron.probabilities(moved, data.points), data.labels))
        assert found.weights[layer][index] == pytest.approx((losses[0] - losses[1]) / 2e-6, abs=1e-7)


def test_descent_is_that_of_torch():
    data = toy_data.points("moons", seed=1, count=50)
    network = perceptron.initial((2, 6, 2), "tanh", seed=2)
    weights, biases = torch_parameters(network)
    optimiser = torch.optim.SGD([*weights, *biases], lr=0.3)
    losses = []
    for _ in range(25):
        optimiser.zero_grad()
        loss = torch_loss(network, weights, biases, data)
        loss.backward()
        optimiser.step()
        losses.append(loss.item())
    steps = list(itertools.islice(perceptron.descend(network, data.points, data.labels, 0.3), 25))
    np.testing.assert_allclose([loss for _, loss in steps], losses, atol=1e-10)
    np.testing.assert_allclose(steps[-1][0].weights[0], weights[0].detach().numpy(), atol=1e-10)


def accuracy(name, activation, steps, sizes=(2, 8, 8, 2)):
    data = toy_data.points(name, seed=1)
    network = perceptron.initial(sizes, activation, seed=1)
    *_, (network, _) = itertools.islice(perceptron.descend(network, data.points, data.labels, 0.3), steps)
    return (perceptron.probabilities(network, data.points).argmax(-1) == data.labels).mean()


@pytest.mark.parametrize("name", toy_data.NAMES)
def test_learning_gives_the_random_weights_a_meaning(name):
    assert accuracy(name, "tanh", 1000) > 0.97


@pytest.mark.parametrize("name", ["circles", "spirals", "xor"])
def test_without_a_nonlinearity_layers_are_one_layer(name):
    assert accuracy(name, "linear", 300) < 0.75
    network = perceptron.initial((2, 8, 8, 2), "linear", seed=1)
    W = network.weights[0] @ network.weights[1] @ network.weights[2]
    x = toy_data.points(name, 1).points
    np.testing.assert_allclose(perceptron.probabilities(network, x), perceptron.softmax(x @ W), atol=1e-12)


def test_probabilities_leave_no_room_for_neither():
    """However far from anything it has seen: the two probabilities still sum to 1."""
    network = perceptron.initial((2, 8, 2), "tanh", seed=0)
    p = perceptron.probabilities(network, np.array([[1e6, -1e6], [0, 0], [40.0, 3.0]]))
    np.testing.assert_allclose(p.sum(-1), 1, atol=1e-12)
    assert (p.max(-1) >= 0.5).all()


@pytest.mark.parametrize("name", toy_data.NAMES)
def test_the_same_seed_gives_the_same_points(name):
    one, two, other = (toy_data.points(name, seed) for seed in (4, 4, 5))
    np.testing.assert_array_equal(one.points, two.points)
    assert not np.array_equal(one.points, other.points)
    assert one.points.shape == (200, 2)
    assert set(one.labels) == {0, 1}
    np.testing.assert_allclose(one.points.mean(0), 0, atol=1e-12)
