"""The shell in a real browser: nothing leaves the machine, Hangul is typed whole, the URL is the view."""

import pytest
from playwright.sync_api import Page, expect

from dashboard.shell.navigation import PAGES
from dashboard.texts import t
from dashboard.view import links
from lmcore.tokenizer import Tokenizer
from tests.browser.conftest import served
from tests.browser.helpers import PATIENCE, at_rest, fits, holds, ready, says, shows, view

BOX = '[data-testid="stTextInput"] input'
TILE = ".db-token"


def shown_ids(page: Page) -> list[int]:
    return page.locator(TILE).evaluate_all("tiles => tiles.map((tile) => Number(tile.dataset.id))")


def type_sentence(page: Page, sentence: str) -> None:
    page.locator(BOX).fill(sentence)
    page.locator(BOX).press("Enter")


def compose(page: Page, sentence: str) -> None:
    """Type as a Hangul input method does: each syllable grows letter by letter before it is committed."""
    session = page.context.new_cdp_session(page)
    growing = {"배": "ㅂ배", "가": "ㄱ가", "아": "ㅇ아", "프": "ㅍ프", "다": "ㄷ다"}
    for character in sentence:
        for stage in growing.get(character, ""):
            session.send("Input.imeSetComposition", {"text": stage, "selectionStart": 1, "selectionEnd": 1})
        session.send("Input.insertText", {"text": character})


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_every_page_opens_and_asks_for_nothing_outside(open_page, outside, name, theme):
    page = open_page(name, theme=theme)
    expect(page.get_by_role("heading", level=1)).to_have_text(t(f"{name}.title", language="ko"))
    expect(page.locator('[data-testid="stException"]')).to_have_count(0)
    assert outside == []


def test_what_would_leave_this_machine_is_seen_and_stopped(open_page, outside):
    page = open_page("tokens")
    reached = "fetch('https://example.com/').then(() => true, () => false)"
    assert not page.evaluate(reached)
    shows(lambda: outside, ["https://example.com/"])
    outside.clear()


@pytest.mark.parametrize("name", ["", PAGES[0], "attention", "layers"])
def test_every_address_opens_without_a_dialog(open_page, name):
    page = open_page(name, text="배가 부르다.")
    title = t(f"{name or PAGES[0]}.title", language="ko")
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    expect(page.locator(BOX).first).to_have_value("배가 부르다.")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_the_first_page_is_marked_in_the_navigation(open_page):
    chosen = open_page().locator('[data-testid="stTopNavLink"][aria-current="page"]')
    expect(chosen).to_have_text(t(f"{PAGES[0]}.nav", language="ko"))


def test_the_korean_font_comes_from_this_machine(open_page, server):
    page = open_page("tokens")
    page.wait_for_function(
        "[...document.fonts].some((font) => font.family === 'Dotbogi Sans' && font.status === 'loaded')"
    )
    heading = page.get_by_role("heading", level=1)
    assert "Dotbogi Sans" in heading.evaluate("element => getComputedStyle(element).fontFamily")
    response = page.request.get(f"{server}/app/static/fonts/DotbogiSans.woff2")
    assert response.ok
    assert len(response.body()) > 300_000


def test_rare_syllables_have_a_font_of_their_own_fetched_when_needed(open_page):
    fonts = "performance.getEntriesByType('resource').map(r => r.name).filter(n => n.includes('rare'))"
    assert open_page("tokens", text="배가 아프다.").evaluate(fonts) == []
    page = open_page("tokens", text="뷁")
    page.wait_for_function(f"{fonts}.length > 0")
    at_rest(page)
    assert len(page.evaluate(fonts)) == 1


def test_hangul_composed_by_an_input_method_arrives_whole(open_page, checkpoint_folder):
    page = open_page("tokens", text="다른 문장")
    box = page.locator(BOX)
    box.click()
    box.press("Control+a")
    compose(page, "배가 아프다")
    expect(box).to_have_value("배가 아프다")
    box.press("Enter")
    ids = Tokenizer.load(checkpoint_folder).encode("배가 아프다")
    expect(page.locator(TILE)).to_have_count(len(ids))
    shows(lambda: shown_ids(page), ids)
    shows(lambda: view(page), {"text": "배가 아프다"})


def test_enter_during_composition_neither_doubles_nor_loses_a_syllable(open_page):
    page = open_page("tokens", text="다른 문장")
    box = page.locator(BOX)
    box.click()
    box.press("Control+a")
    compose(page, "배가 아프")
    session = page.context.new_cdp_session(page)
    session.send("Input.imeSetComposition", {"text": "다", "selectionStart": 1, "selectionEnd": 1})
    # the Enter that ends a composition reaches the page as key code 229, still composing
    session.send(
        "Input.dispatchKeyEvent",
        {"type": "keyDown", "windowsVirtualKeyCode": 229, "key": "Process", "code": "Enter"},
    )
    session.send("Input.insertText", {"text": "다"})
    box.press("Enter")
    says(page, text="배가 아프다")
    at_rest(page)
    expect(box).to_have_value("배가 아프다")


def test_an_example_is_one_click(open_page):
    page = open_page("tokens")
    page.get_by_role("radio", name="배가 항구를 떠난다.").click()
    expect(page.locator(BOX)).to_have_value("배가 항구를 떠난다.")
    shows(lambda: view(page), {"text": "배가 항구를 떠난다."})


def test_a_link_opened_elsewhere_shows_the_same(open_page):
    first = open_page("tokens")
    type_sentence(first, "두 배로 늘었다 & 100% <끝>?")
    says(first, text="두 배로 늘었다 & 100% <끝>?")
    first.get_by_role("radio", name="English").click()
    expect(first.get_by_role("heading", level=1)).to_have_text(t("tokens.title", language="en"))
    first.get_by_role("button", name=t("tokens.tier_jamo", language="en")).click()
    expect(first.locator(".db-jamo").first).to_be_visible()
    shows(lambda: set(view(first)), {"text", "lang", "tiers"})
    at_rest(first)
    second = open_page("tokens", **view(first))
    expect(second.locator(BOX)).to_have_value("두 배로 늘었다 & 100% <끝>?")
    expect(second.get_by_role("heading", level=1)).to_have_text(t("tokens.title", language="en"))
    expect(second.locator(".db-jamo").first).to_be_visible()
    shows(lambda: shown_ids(second), shown_ids(first))
    shows(lambda: view(second), view(first))


def test_nonsense_in_a_link_is_named(open_page):
    page = open_page("tokens", mode="sideways", tiers="atoms", hello="1")
    notices = page.locator('[data-testid="stAlert"]')
    for key in ("mode", "tiers", "hello"):
        expect(notices.filter(has_text=f"{key}=")).to_have_count(1)
    shows(lambda: view(page), {})


def test_sentence_and_language_go_along_to_another_page(open_page):
    page = open_page("tokens", text="배가 부르다.", lang="en")
    other = "attention"
    page.get_by_test_id("stTopNavSection").filter(has_text=t("common.group_way", language="en")).click()
    page.get_by_test_id("stTopNavDropdownLink").filter(has_text=t(f"{other}.nav", language="en")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(t(f"{other}.title", language="en"))
    expect(page.locator(BOX).first).to_have_value("배가 부르다.")
    says(page, lang="en", text="배가 부르다.")


def test_back_and_forward_walk_through_sentences(open_page):
    page = open_page("tokens", text="하나")
    type_sentence(page, "둘 셋")
    says(page, text="둘 셋")
    at_rest(page)
    page.go_back()
    expect(page.locator(BOX)).to_have_value("하나")
    at_rest(page)
    page.go_forward()
    expect(page.locator(BOX)).to_have_value("둘 셋")


def test_a_long_text_stays_in_the_box_and_in_the_link(open_page):
    page = open_page("tokens")
    prose = "".join(f"{n}번째 배가 항구를 떠난다. " for n in range(600)).strip()
    type_sentence(page, prose)
    shows(lambda: links.unpack_text(view(page).get("z", links.pack_text(""))), prose)
    at_rest(page)
    expect(page.locator(BOX)).to_have_value(prose)
    expect(page.locator('[data-testid="stAlert"]').first).to_be_visible()


@pytest.mark.parametrize("sentence", ["", "   ", "😀", "?!", "ㅋㅋㅋ", "<script>alert(1)</script>"])
def test_odd_sentences_leave_the_page_working(open_page, sentence):
    page = open_page("tokens", text="처음")
    type_sentence(page, sentence)
    says(page, text=sentence)
    at_rest(page)
    expect(page.locator('[data-testid="stException"]')).to_have_count(0)
    type_sentence(page, "배가 아프다.")
    says(page, text="배가 아프다.")
    expect(page.locator(TILE).first).to_contain_text("배")


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("name", PAGES)
def test_nothing_runs_off_the_side_of_a_phone(open_page, name, language):
    page = open_page(name, width=390, height=844, lang=language)
    fits(page)


def test_hovering_a_tile_shows_its_id_and_span(open_page):
    page = open_page("tokens", text="배가 아프다.")
    tile = page.locator(TILE).first
    tile.hover()
    id = tile.get_attribute("data-id")

    def check() -> None:
        content, display = tile.evaluate(
            "element => { const s = getComputedStyle(element, '::after'); return [s.content, s.display]; }"
        )
        assert display == "block"
        assert f"id {id}" in content

    holds(check)


def test_a_link_to_a_page_works_as_the_first_thing_a_new_server_sees(chromium, checkpoint_folder, tmp_path):
    with served(checkpoint_folder, tmp_path / "log.txt") as address:
        page = chromium.new_page()
        page.set_default_timeout(PATIENCE)
        page.goto(f"{address}/tokens?text=배")
        ready(page)
        expect(page.locator(BOX)).to_have_value("배")
        page.close()
