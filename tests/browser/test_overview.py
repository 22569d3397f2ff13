"""한눈에 in a real browser: choosing, notes, keys, and the way to the page of a step."""

import re

import pytest
from playwright.sync_api import expect

from dashboard.texts import t
from lmcore import checkpoints
from lmcore.trace import trace
from tests.browser.helpers import at_rest, fits, has_numbers, says, shows, view

TEXT = "배가 항구를 떠난다."


def drawn(page, shows):
    expect(page.locator(".overview[data-drawn]")).to_have_attribute("data-shows", shows)


def tile(page, stage, column):
    return page.locator(f'button[data-stage="{stage}"][data-column="{column}"]')


def test_a_token_chosen_by_mouse_is_in_the_link(open_page):
    page = open_page(text=TEXT, mode="causal", at=1)
    drawn(page, "causal.1.mean")
    tile(page, -1, 3).click()
    drawn(page, "causal.3.mean")
    says(page, at="3")
    page.get_by_role("combobox", name=re.compile("어텐션")).select_option("2")
    drawn(page, "causal.3.2")
    shows(lambda: view(page), {"text": TEXT, "mode": "causal", "at": "3", "head": "2"})


def test_keys_walk_the_picture_and_choose(open_page):
    page = open_page("overview", text=TEXT, mode="causal", at=1)
    drawn(page, "causal.1.mean")
    tile(page, -1, 1).focus()
    for key in ("ArrowDown", "ArrowDown", "ArrowRight"):
        page.keyboard.press(key)
    expect(tile(page, 1, 2)).to_be_focused()
    expect(page.locator(".overview .tooltip")).to_be_visible()
    page.keyboard.press("Enter")
    drawn(page, "causal.2.mean")
    expect(tile(page, 1, 2)).to_be_focused()


def test_the_curves_and_words_are_the_models(open_page, checkpoint_folder):
    page = open_page(text=TEXT, mode="causal", at=3, head=2)
    drawn(page, "causal.3.2")
    loaded = checkpoints.load(checkpoint_folder)
    found = trace(loaded.model, loaded.tokenizer, TEXT, "causal")
    for layer, stages in enumerate(found.layers):
        curves = page.locator(f'.flow[data-layer="{layer}"] g.own .look')
        weights = [w for w in stages.attention.weights[1, 3].tolist() if w >= 0.01]
        has_numbers(curves, pytest.approx(weights, abs=1e-5), "data-weight")
    best = found.logits[3].double().softmax(-1).topk(5).values.tolist()
    has_numbers(page.locator(".word"), pytest.approx(best, rel=1e-3), "data-p")


def test_a_note_gives_the_number_under_the_pointer(open_page, checkpoint_folder):
    page = open_page(text=TEXT, mode="causal", at=1)
    drawn(page, "causal.1.mean")
    loaded = checkpoints.load(checkpoint_folder)
    found = trace(loaded.model, loaded.tokenizer, TEXT, "causal")
    at_rest(page)
    box = tile(page, 3, 2).bounding_box()
    tile(page, 3, 2).hover(position={"x": box["width"] / 32 / 2, "y": 1})
    value = float(found.layers[0].residual_after[2, 0])
    note = page.locator(".overview .tooltip")
    expect(note).to_contain_text(t("overview.view.dimension", language="ko", n=1))
    expect(note).to_contain_text(f"{abs(value):.4f}")
    expect(page.locator('.flow[data-layer="0"] g.pointed')).to_have_attribute("data-row", "2")


def test_a_name_opens_its_page_in_the_same_session(open_page):
    page = open_page(text=TEXT, mode="causal", at=2)
    drawn(page, "causal.2.mean")
    page.evaluate("window.stays = true")
    page.locator('.rail a[data-link="feedforward_3"]').click()
    expect(page.get_by_role("heading", level=1)).to_have_text(t("feedforward.title", language="ko"))
    assert page.evaluate("window.stays"), "the page was not loaded anew"
    shows(lambda: view(page), {"text": TEXT, "mode": "causal", "layer": "3", "at": "2"})
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text(t("overview.title", language="ko"))


@pytest.mark.parametrize("width", [390, 1280])
def test_a_long_text_shows_the_part_around_the_chosen_token(open_page, width):
    page = open_page(text="배가 항구를 떠난다. " * 40, mode="causal", at=60, width=width)
    drawn(page, "causal.60.mean")
    shows(lambda: 6 <= page.locator(".chips .cell").count() <= 24, True)
    expect(page.locator(".chip[aria-pressed=true]")).to_have_count(1)
    page.locator(".window button").last.click()
    expect(page.locator(".overview")).not_to_have_attribute("data-shows", "causal.60.mean")
    shows(lambda: int(view(page)["at"]) > 60, True)
    fits(page)
