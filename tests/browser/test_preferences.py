"""The page on preferences in a browser: votes by a tap, a run to its end, a place chosen in the result."""

import pytest
from playwright.sync_api import expect

from tests.browser.helpers import PATIENCE, at_rest, fits, says

RUN = 300_000
CARDS = '[class*="st-key-preferences_card"] button'


def test_a_tap_votes_and_undo_takes_it_back(open_page):
    page = open_page("preferences", width=390, height=844)
    cards = page.locator(CARDS)
    expect(cards).to_have_count(2, timeout=PATIENCE)
    at_rest(page)
    first = cards.first.inner_text()
    cards.first.click()
    expect(page.get_by_text("1표:")).to_be_visible(timeout=PATIENCE)
    expect(cards.first).not_to_have_text(first)
    page.get_by_role("button", name="되돌리기").click()
    expect(page.get_by_text("아직 고른 글이 없습니다")).to_be_visible(timeout=PATIENCE)
    expect(cards.first).to_have_text(first)
    fits(page)


@pytest.mark.slow
def test_a_run_ends_with_both_models_side_by_side(open_page):
    page = open_page("preferences", set="sweet", steps=6, width=390, height=844)
    page.get_by_role("button", name="사본 학습시키기").click()
    expect(page.get_by_role("button", name="멈추기")).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_test_id("stMetric")).to_have_count(4, timeout=RUN)
    cell = page.locator('.grid td[data-row="0"][data-column="1"]')
    expect(cell).to_be_visible(timeout=PATIENCE)
    at_rest(page)
    cell.click()
    expect(cell).to_have_attribute("aria-selected", "true", timeout=PATIENCE)
    says(page, at="1")
    fits(page)
