"""질의·키·값 in a real browser: steps by buttons and keys, other keys and heads, the model's numbers."""

import re

import pytest
from playwright.sync_api import expect

from lmcore import checkpoints
from lmcore.analysis.looking import look
from lmcore.trace import trace
from tests.browser.helpers import fits, has_numbers, says, shows, view

TEXT = "배가 항구를 떠난다."
PAGE = "query_key_value"


def at_step(page, name):
    expect(page.locator(".steps-player[data-drawn]")).to_have_attribute("data-step", name)


def test_steps_go_by_buttons_and_by_arrow_keys(open_page):
    page = open_page(PAGE, text=TEXT)
    at_step(page, "projection")
    page.get_by_role("button", name=re.compile("^다음")).click()
    at_step(page, "products")
    says(page, step="2")
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    at_step(page, "softmax")
    page.keyboard.press("ArrowLeft")
    at_step(page, "mask")
    says(page, step="4")
    at_step(page, "mask")
    shows(lambda: view(page), {"text": TEXT, "step": "4"})


def test_arrow_keys_in_the_sentence_box_stay_there(open_page):
    page = open_page(PAGE, text=TEXT, step=2)
    at_step(page, "products")
    page.locator('[data-testid="stTextInput"] input').first.click()
    page.keyboard.press("ArrowRight")
    at_step(page, "products")


def test_a_key_a_word_and_a_head_are_chosen(open_page):
    page = open_page(PAGE, text=TEXT, mode="causal", layer=1, head=1, query=4, key=2, step=5)
    shows = page.locator(".steps-player")
    expect(shows).to_have_attribute("data-shows", "causal.1.1.4.2")
    page.locator('tr[data-key="1"]').click()
    expect(shows).to_have_attribute("data-shows", "causal.1.1.4.1")
    page.get_by_role("combobox", name="헤드").select_option("2")
    expect(shows).to_have_attribute("data-shows", re.compile(r"causal\.1\.2\.4\.\d"))
    page.locator('.chip[data-place="3"]').click()
    expect(shows).to_have_attribute("data-shows", re.compile(r"causal\.1\.2\.3\.\d"))
    at_step(page, "softmax")


@pytest.mark.parametrize("mode", ["bidirectional", "causal"])
def test_the_browser_comes_to_the_models_weight(open_page, checkpoint_folder, mode):
    loaded = checkpoints.load(checkpoint_folder)
    found = look(trace(loaded.model, loaded.tokenizer, TEXT, mode), 1, 0, 3)
    page = open_page(PAGE, text=TEXT, mode=mode, layer=2, head=1, query=3, key=1, step=5)
    at_step(page, "softmax")
    made, model = (page.locator(f'.equation[data-result="{name}"] b') for name in ("weight", "model"))
    shows(made.inner_text, model.inner_text())
    has_numbers(page.locator("td.weight"), pytest.approx(found.weights.tolist(), abs=1e-6))
    expect(page.locator("td.closed")).to_have_count(int((~found.open).sum()))


@pytest.mark.parametrize("step", range(1, 8))
def test_no_step_runs_off_the_side_of_a_phone(open_page, step):
    page = open_page(PAGE, text=TEXT, step=step, width=390, height=844)
    page.wait_for_selector(".steps-player[data-drawn]")
    fits(page)
