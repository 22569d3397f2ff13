"""The pages on the model's inside in a browser: cells chosen by mouse and keys, nothing wider than a
phone.
"""

import pytest
from playwright.sync_api import expect

from tests.browser.helpers import fits, says

TEXT = "배가 항구를 떠난다."
PARTS = {
    "layers": ["lens", "steps", "movement", "logit"],
    "heads": ["writes", "output", "jobs", "bae"],
    "feedforward": ["units", "relu"],
}
EVERY = [(page, part) for page, parts in PARTS.items() for part in parts]


def cell(page, row, column):
    return page.locator(f'.grid:not([data-kind="tiles"]) td[data-row="{row}"][data-column="{column}"]').first


def test_a_cell_of_the_lens_is_chosen_by_mouse(open_page):
    page = open_page("layers", text=TEXT, at=2)
    cell(page, 1, 3).click()
    expect(cell(page, 1, 3)).to_have_attribute("aria-selected", "true")
    says(page, at="3", stage="1")
    expect(page.locator(".grid td[aria-selected='true']")).to_have_count(1)


def test_a_cell_of_the_lens_is_chosen_by_keys(open_page):
    page = open_page("layers", text=TEXT, at=2)
    start = page.locator(".grid td[aria-selected='true']")
    start.focus()
    for key in ("ArrowUp", "ArrowRight", "Enter"):
        page.keyboard.press(key)
    expect(page.locator(".grid td[aria-selected='true']")).to_have_attribute("data-column", "3")


def test_a_note_names_the_numbers_of_a_cell(open_page):
    page = open_page("layers", text=TEXT, at=2)
    cell(page, 1, 2).hover()
    note = page.locator(".tooltip:visible").first
    expect(note).to_contain_text("가")
    expect(note.locator(".pair")).to_have_count(7)


def test_the_answer_is_covered_until_somebody_guesses(open_page):
    page = open_page("layers", text=TEXT)
    hidden = page.locator(".grid td", has_text="?")
    expect(hidden.first).to_be_visible()
    page.get_by_role("button", name="1층").or_(page.get_by_role("radio", name="1층")).first.click()
    expect(hidden).to_have_count(0)


def test_a_token_is_chosen_by_its_tile(open_page):
    page = open_page("layers", text=TEXT, part="steps")
    page.locator('.grid[data-kind="tiles"] td[data-column="3"]').click()
    expect(page.locator('.grid[data-kind="tiles"] td[data-column="3"]')).to_have_attribute(
        "aria-selected", "true"
    )
    says(page, at="3")


def test_a_head_chosen_in_the_grid_stands_in_the_link(open_page):
    page = open_page("heads", text=TEXT, part="bae")
    cell(page, 1, 1).click()
    expect(cell(page, 1, 1)).to_have_attribute("aria-selected", "true")
    says(page, head="2.2")


def test_a_grid_has_its_table(open_page):
    page = open_page("layers", text=TEXT, at=2)
    page.get_by_text("표로 보기", exact=True).first.click()
    expect(page.get_by_test_id("stDataFrame").first).to_be_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("name", "part"), EVERY)
def test_nothing_overflows_a_phone(open_page, name, part, theme):
    more = {"linear": 1} if name == "feedforward" else {}
    page = open_page(name, theme=theme, width=390, height=844, part=part, **more)
    fits(page)
