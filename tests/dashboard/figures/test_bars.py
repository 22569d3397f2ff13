"""Bars as HTML: their lengths are the numbers, and nothing in a name is taken for a tag."""

import math
import re

import pytest

from dashboard.figures.bars import Bar, by_sign, html


def places(page: str) -> list[tuple[float, float]]:
    """Where each bar begins and how long it is, in per cent of the scale."""
    found = re.findall(r'<i class="\w+" style="left:([\d.]+)%;width:([\d.]+)%">', page)
    return [(float(left), float(width)) for left, width in found]


def test_lengths_are_shares_of_the_scale():
    page = html([Bar("a", 3.0), Bar("b", 1.5), Bar("c", 0.0)], "v", ".1f")
    assert places(page) == [(0, 100), (0, 50), (0, 0)]
    assert re.findall(r">([\d.]+)</b>", page) == ["3.0", "1.5", "0.0"]


def test_what_is_negative_hangs_to_the_left_of_zero():
    values = [1.0, -3.0]
    page = html([Bar(str(value), value, by_sign(value)) for value in values], "v", "+.2f")
    assert places(page) == [(75, 25), (0, 75)]
    assert 'class="blue"' in page
    assert 'class="orange"' in page
    assert "−3.00</b>" in page
    assert "--zero:75.00%" in page


def test_a_line_is_on_the_same_scale():
    page = html([Bar("a", 0.2)], "v", line=("chance", 0.4))
    assert places(page) == [(0, 50)]
    assert 'class="line" style="left:100.00%"' in page
    assert "chance 0.400" in page


@pytest.mark.parametrize("value", [math.nan, 0.0])
def test_nothing_to_draw_is_no_error(value):
    assert places(html([Bar("a", value)], "v")) == [(0, 0)]


def test_names_are_text():
    page = html([Bar("<s>", 1), Bar("▁배", 1)], "<v>", legend=[("<l>", "blue")])
    assert "<s>" not in page
    assert "<l>" not in page
    assert "&lt;v&gt;" in page
    assert "<small>▁</small>배" in page


def test_a_bar_without_a_name_belongs_to_the_one_above():
    page = html([Bar("a", 1), Bar("", 2)], "v")
    assert page.count('class="first"') == 1
