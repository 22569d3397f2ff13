"""What a phone needs: a menu for a finger, formulas without sideways scrolling, a picture in one screen."""

import pytest
from playwright.sync_api import expect

from dashboard.shell.navigation import PAGES
from dashboard.texts import t

FINGER = 40  # pixels

WIDE_FORMULAS = """[...document.querySelectorAll('[class*=st-key-lesson_equation] p > .katex')]
    .filter(box => box.scrollWidth > box.clientWidth).length"""


def test_the_menu_opens_every_page_and_is_closed_there(open_page):
    page = open_page("heads", width=390, height=844, lang="en")
    menu = page.locator(".st-key-phone")
    menu.locator("summary").click()
    links = menu.get_by_test_id("stPageLink-NavLink")
    expect(links).to_have_count(len(PAGES))
    expect(links.last).to_be_visible()
    heights = links.evaluate_all("found => found.map(link => link.getBoundingClientRect().height)")
    assert min(heights) >= FINGER
    links.filter(has_text=t("positions.nav", language="en")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(t("positions.title", language="en"))
    expect(menu.locator("details")).not_to_have_attribute("open", "")
    expect(menu.locator("summary")).to_contain_text(t("positions.nav", language="en"))


@pytest.mark.parametrize("name", ["learning", "query_key_value", "positions"])
def test_a_formula_breaks_rather_than_scroll(open_page, name):
    page = open_page(name, width=390, height=844)
    expect(page.locator('[class*="st-key-lesson_equation"] p > .katex').first).to_be_visible()
    assert page.evaluate(WIDE_FORMULAS) == 0


def test_the_whole_way_of_the_sentence_fits_one_screen(open_page):
    page = open_page(width=1920, height=1080)
    expect(page.locator(".overview[data-drawn]")).to_be_visible()
    assert page.locator(".overview .verdict").evaluate("line => line.getBoundingClientRect().bottom") <= 1080
