"""The page on neural networks: steps, chosen points, pictures, the digit never seen."""

import itertools

import numpy as np
import pytest

from dashboard.components.base.payload import unpack
from dashboard.figures import digits, palette
from dashboard.figures import perceptron as figures
from dashboard.texts import t
from dashboard.work import training_runs
from dashboard.work.training_runs import Plan, Run
from lmcore.analysis import perceptron, toy_data, unseen
from tests.dashboard.helpers import Names, assert_well, metrics, pictures

COLOURS = palette.colours(False)
PLAN = Plan("circles", 5, 1, "tanh", 0.3, 1)


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("part", ["plane", "digits"])
def test_every_part_opens(open_app, part, language):
    app = assert_well(open_app("neural_network", part=part, lang=language).run())
    assert not app.warning
    assert pictures(app)


@pytest.mark.parametrize("data", toy_data.NAMES)
@pytest.mark.parametrize("act", perceptron.ACTIVATIONS)
def test_every_choice_works(open_app, data, act):
    app = open_app("neural_network", data=data, act=act, depth="2", steps="7", edges="gradients").run()
    plan = Plan(data, 6, 2, act, 0.3, 1)
    _, losses = Run(plan).at(7)
    assert metrics(assert_well(app))[t("neural_network.loss")] == f"{losses[-1]:.4f}"


def test_a_step_lowers_the_loss(open_app):
    app = open_app("neural_network").run()
    before = float(metrics(app)[t("neural_network.loss")])
    app.button(key="neural_plus_10").click().run()
    assert_well(app)
    assert app.query_params["steps"] == "10"
    assert float(metrics(app)[t("neural_network.loss")]) < before


def test_too_large_a_rate_is_said_to_be_one(open_app):
    app = open_app("neural_network", act="linear", depth="2", units="8", rate="3.0", steps="200").run()
    assert_well(app)
    assert t("neural_network.diverged") in [warning.value for warning in app.warning]


def test_the_far_point_gets_an_answer_and_no_gradient(open_app):
    app = open_app("neural_network", far="1", edges="gradients").run()
    assert_well(app)
    assert t("neural_network.no_label") in [caption.value for caption in app.caption]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("data", "x"),
        ("act", ""),
        ("depth", "3"),
        ("units", "99"),
        ("rate", "0.2"),
        ("steps", "-1"),
        ("point", "200"),
    ],
)
def test_nonsense_is_named(open_app, key, value):
    app = open_app("neural_network", **{key: value}).run()
    assert_well(app)
    assert any(f"{key}=" in warning.value for warning in app.warning)


@pytest.mark.parametrize("digit", ["0", "7"])
def test_the_digit_left_out_is_never_right(open_app, digit):
    app = open_app("neural_network", part="digits", digit=digit).run()
    assert_well(app)
    assert metrics(app)[t("neural_network.unknown_accuracy", digit=digit)] == "0%"


def test_a_run_is_the_same_however_it_is_walked():
    one, two = Run(PLAN), Run(PLAN)
    for step in (3, 170, 51, 0, 260):
        one.at(step)
    direct = two.at(137)
    again = one.at(137)
    np.testing.assert_array_equal(direct[0].weights[0], again[0].weights[0])
    assert direct[1] == again[1]
    assert len(direct[1]) == 138


def test_a_run_is_plain_descent():
    data = PLAN.points
    start = perceptron.initial((2, 5, 2), "tanh", 1)
    *_, (network, _) = itertools.islice(perceptron.descend(start, data.points, data.labels, 0.3), 120)
    found, losses = training_runs.run(PLAN).at(120)
    np.testing.assert_array_equal(found.weights[1], network.weights[1])
    assert losses[-1] == perceptron.loss(perceptron.probabilities(network, data.points), data.labels)


def test_the_graph_holds_every_edge_with_its_weight_and_gradient():
    network, _ = training_runs.run(PLAN).at(10)
    point, label = PLAN.points.points[0], int(PLAN.points.labels[0])
    gradients = perceptron.backpropagate(network, point[None], np.array([label]))
    header, arrays = unpack(figures.graph(network, gradients, point, label, "gradients", "", Names()))
    assert header["sizes"] == [2, 5, 2]
    assert header["label"] == label
    for name, expected in (("weights", network.weights), ("gradients", gradients.weights)):
        np.testing.assert_array_equal(arrays[name], [*expected[0].ravel(), *expected[1].ravel()])
    hidden = np.tanh(point @ network.weights[0] + network.biases[0])
    np.testing.assert_allclose(arrays["outputs"][:7], [*point, *hidden])
    assert arrays["outputs"][7:].sum() == pytest.approx(1)
    assert len(arrays["sums"]) == len(arrays["biases"]) == 7


def test_what_is_not_there_is_not_shown():
    network, _ = training_runs.run(PLAN).at(0)
    with pytest.raises(ValueError, match="gradients"):
        figures.graph(network, None, PLAN.points.points[0], None, "gradients", "", Names())


def test_the_surface_holds_what_the_network_says():
    network, _ = training_runs.run(PLAN).at(50)
    payload = figures.surface(network, PLAN.points, PLAN.points.points[3], 3, "", Names())
    header, arrays = unpack(payload)
    steps = np.linspace(-header["extent"], header["extent"], len(arrays["plane"]))
    place = np.array([[steps[10], steps[44]]])
    expected = perceptron.probabilities(network, place)[0, 1]
    assert arrays["plane"][44, 10] == pytest.approx(expected, abs=1e-6)
    np.testing.assert_allclose(arrays["points"], PLAN.points.points, rtol=1e-6)
    np.testing.assert_array_equal(arrays["labels"], PLAN.points.labels)


def test_pictures_of_digits_hold_every_image():
    result = unseen.without(7, seed=1)
    gallery = digits.gallery(result, 3, COLOURS)
    assert len(gallery.data[1].text) == 32
    histogram = digits.confidence(result, COLOURS, Names())
    assert [sum(trace.customdata) for trace in histogram.data] == [len(result.seen), len(result.unseen)]
    bars = digits.answer_bars(result, 3, COLOURS, Names())
    assert 7 not in bars.data[0].x
    assert sum(bars.data[0].y) == pytest.approx(1)
