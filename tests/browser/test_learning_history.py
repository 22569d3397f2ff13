"""The slider over the sibling's training in a real browser: it moves everything, and the link with it."""

import re

import pytest
from playwright.sync_api import expect

from lmcore import history
from tests.browser.helpers import at_rest, says

FOLDER = history.folder_of("small")
STEPS = history.steps(FOLDER)
ROOT = ".history[data-drawn]"
TEXT = "배가 아프다."

pytestmark = pytest.mark.skipif(not STEPS, reason="no history beside the package")


def test_the_slider_moves_all_pictures_and_the_link(open_page):
    page = open_page("learning", part="history", text=TEXT, step=STEPS[-1])
    root = page.locator(ROOT)
    expect(root).to_have_attribute("data-step", str(STEPS[-1]))
    expect(page.locator(f'{ROOT}[data-resting="true"]')).to_be_visible()
    at_rest(page)
    weight, words = page.locator(".readout").inner_text(), page.locator(".next ol").inner_text()
    page.locator(".history input[type=range]").press("Home")
    expect(page.locator(f'{ROOT}[data-step="0"][data-resting="true"]')).to_be_visible()
    expect(page.locator(".readout")).not_to_have_text(weight)
    expect(page.locator(".next ol")).not_to_have_text(words)
    says(page, step="0")


def test_a_link_begins_at_its_step_and_play_goes_on_to_the_end(open_page):
    page = open_page("learning", part="history", text=TEXT, step=STEPS[-3], head="2.1")
    expect(page.locator(f'{ROOT}[data-step="{STEPS[-3]}"]')).to_be_visible()
    page.get_by_role("button", name=re.compile("재생")).click()
    expect(page.locator(f'{ROOT}[data-step="{STEPS[-1]}"][data-resting="true"]')).to_be_visible()
    says(page, step=None, head="2.1")
