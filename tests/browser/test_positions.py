"""The waves of positions in a browser: cells chosen by the pointer, numbers those of the table."""

import pytest
from playwright.sync_api import expect

from lmcore import checkpoints
from tests.browser.helpers import fits, has_number, says

TEXT = "배가 항구를 떠난다."
TOP, MAP, LEFT = 22, 128, 44  # pixels, as in components/waves


def test_a_cell_of_the_table_chooses_its_pair_and_position(open_page, checkpoint_folder):
    loaded = checkpoints.load(checkpoint_folder)
    pairs, place = loaded.config.d_model // 2, 3
    page = open_page("positions", text=TEXT)
    canvas = page.locator(".waves canvas").first
    step = canvas.evaluate("canvas => (canvas.clientWidth - 56)") / 64
    canvas.click(position={"x": LEFT + (place + 0.5) * step, "y": TOP + MAP * 0.75 + 0.5})
    pair = 3 * pairs // 4
    says(page, pair=str(pair), p=str(place))
    row = loaded.model.position(place + 1)[place]
    dots = page.locator(".waves circle")
    has_number(dots.nth(2 * place), pytest.approx(float(row[2 * pair]), abs=1e-6))
    has_number(dots.nth(2 * place + 1), pytest.approx(float(row[2 * pair + 1]), abs=1e-6))


def test_a_cell_beyond_the_text_keeps_within_it(open_page):
    page = open_page("positions", text=TEXT)
    canvas = page.locator(".waves canvas").last
    width = canvas.evaluate("canvas => canvas.clientWidth")
    canvas.click(position={"x": width - 16, "y": TOP + 0.5})
    says(page, pair="0")
    expect(page.locator(".waves .chosen")).to_have_text(".")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("part", ["waves", "distance", "rotation", "methods", "shuffle"])
def test_nothing_overflows_a_phone(open_page, part, theme):
    fits(open_page("positions", part=part, theme=theme, width=390, height=844, text=TEXT))
