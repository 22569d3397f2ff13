"""A | B as pictures: one scale, nothing in the middle, no sign for what rounds to nothing."""

import numpy as np
import pytest
import torch

from dashboard.figures import comparison as figures
from lmcore.analysis.comparison import LensDifference, word_difference
from tests.dashboard.helpers import Names


def test_both_sides_share_a_scale_and_leave_out_what_the_mask_hides():
    values, open = np.array([[1.0, 0.0], [0.16, 0.04]]), np.array([[True, False], [True, True]])
    grid = figures.weights(values, open, ["a", "b"], 4.0, (1, 0), Names())
    np.testing.assert_allclose(grid.shade, [[0.5, np.nan], [0.2, 0.1]])
    assert grid.text == [["1.00", ""], ["0.16", "0.04"]]
    np.testing.assert_array_equal(grid.values, values)


def test_nothing_is_in_the_middle_of_a_difference():
    values = np.array([[0.0, -0.25], [0.01, 0.002]])
    grid = figures.difference(values, np.full((2, 2), True), ["a", "b"], (0, 0), Names())
    np.testing.assert_allclose(grid.shade, [[0.5, 0], [0.5 + 0.5 * 0.2, 0.5 + 0.5 * np.sqrt(0.008)]])
    assert grid.ramp == "diverging"
    assert grid.text == [["0.00", "-0.25"], ["+0.01", "0.00"]]
    assert (grid.legend.low, grid.legend.high) == ("-0.250", "+0.250")


def test_a_map_of_many_tokens_has_colours_only():
    size = figures.WRITTEN + 1
    grid = figures.difference(np.eye(size), np.full((size, size), True), ["t"] * size, (0, 0), Names())
    assert grid.text is None
    assert grid.tips[0][0].endswith("+1.000000")


def test_what_cannot_be_compared_has_no_colour():
    nan = float("nan")
    numbers = torch.tensor([[0.5, nan]])
    found = LensDifference(numbers, numbers, torch.tensor([[1.0, -2.0]]))
    grid = figures.lens(found, "probability", ["s"], ["a", "b"], (0, 0), Names())
    np.testing.assert_allclose(grid.shade, [[1, np.nan]])
    assert grid.text == [["+0.500", ""]]
    assert "nothing" in grid.tips[0][1]


def test_gains_are_blue_and_losses_orange():
    found = word_difference(torch.tensor([0.0, 2.0, 1.0]), torch.tensor([3.0, 0.0, 1.0]))
    bars = figures.changes(found, [0, 1], ["up", "down"], "logit")
    assert [(bar.name, bar.value, bar.tone) for bar in bars] == [("up", 3, "blue"), ("down", -2, "orange")]
    assert [bar.value for bar in figures.side([0.25, 0.5], ["x", "y"])] == pytest.approx([0.25, 0.5])
