"""The two pictures of the page on neural networks: points and edges under the pointer, and their numbers."""

import numpy as np
import pytest
from playwright.sync_api import expect

from dashboard.figures.perceptron import EXTENT
from dashboard.texts import t
from dashboard.work.training_runs import Plan, run
from lmcore.analysis.perceptron import forward
from tests.browser.helpers import at_rest, fits, number, says

STEPS = 10
PLAN = Plan("moons", 6, 1, "tanh", 0.3, 1)


@pytest.fixture
def network():
    return run(PLAN).at(STEPS)[0]


def test_a_point_that_is_clicked_goes_into_the_network(open_page, network):
    page = open_page("neural_network", steps=STEPS)
    canvas = page.locator(".perceptron canvas")
    canvas.scroll_into_view_if_needed()
    wanted = int(np.argmax(run(PLAN).points.points[:, 0]))  # the one furthest to the right stands alone
    place = run(PLAN).points.points[wanted]
    left, size = (number(canvas, f"data-{name}") for name in ("left", "size"))
    x, y = place * size / (2 * EXTENT)
    canvas.click(position={"x": left + size / 2 + x, "y": size / 2 - y})
    says(page, point=str(wanted))
    _, outputs = forward(network, place[None])
    texts = page.locator(".perceptron .node text")
    expect(texts.first).to_have_text(f"{place[0]:.2f}".replace("-", "−"))
    expect(texts.last).to_have_text(f"{outputs[-1][0, 1]:.2f}")


def test_points_are_walked_by_keys(open_page):
    page = open_page("neural_network", steps=STEPS)
    canvas = page.locator(".perceptron canvas")
    canvas.focus()
    page.keyboard.press("ArrowRight")
    says(page, point="1")
    at_rest(page)
    page.keyboard.press("ArrowLeft")
    says(page, point=None)


def test_an_edge_under_the_pointer_tells_its_weight(open_page, network):
    page = open_page("neural_network", steps=STEPS)
    page.locator(".perceptron .hit[data-edge='0']").dispatch_event("pointerover", {"bubbles": True})
    note = page.locator(".perceptron .tooltip").first
    weight = f"{network.weights[0][0, 0]:.6f}".replace("-", "−")
    expect(note).to_contain_text(weight)
    expect(note).to_contain_text(f"{t('neural_network.layer')} 1 · 1 → 1")


@pytest.mark.parametrize("part", ["plane", "digits"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_nothing_overflows_a_phone(open_page, part, theme):
    fits(open_page("neural_network", part=part, theme=theme, width=390, height=844, steps=STEPS))
