"""The senses page in a real browser: sentences are typed, and the numbers shown are compared with lmcore."""

from functools import partial

import pytest
from playwright.sync_api import expect

from lmcore import checkpoints
from lmcore.analysis.sense_examples import examples_of
from lmcore.analysis.senses import fit_space
from lmcore.analysis.words import MarkedWord, word_vectors
from tests.browser.helpers import at_rest, fits, has_number, holds, says, shows

SENTENCES = ["배가 아프다", "배가 항구를 떠난다"]
ROOT = ".senses[data-drawn]"
MODES = ("bidirectional", "causal")


@pytest.fixture(scope="module")
def loaded(checkpoint_folder):
    return checkpoints.load(checkpoint_folder)


@pytest.fixture(scope="module")
def vectors(loaded):
    """Of both words under both masks."""
    words = [MarkedWord(text, 0, 1) for text in SENTENCES]
    return {mode: word_vectors(loaded.model, loaded.tokenizer, words, mode).astype(float) for mode in MODES}


@pytest.fixture(scope="module")
def spaces(loaded):
    return {mode: fit_space(loaded.model, loaded.tokenizer, examples_of("배"), mode) for mode in MODES}


def cosine(a, b):
    return float(a @ b / (a @ a) ** 0.5 / (b @ b) ** 0.5)


def typed(page):
    """Type the two sentences into the box, as a reader does."""
    box = page.locator("textarea")
    box.fill("")
    box.press_sequentially("\n".join(SENTENCES))
    box.press("Control+Enter")
    expect(page.locator(ROOT)).to_have_attribute("data-words", "2")
    says(page, lines="\n".join(SENTENCES))
    at_rest(page)
    return page


def written(text):
    return float(text.replace("−", "-"))


def cell(page, mode):
    """The cosine between both words in the table of one mask."""
    return page.locator(f'.panel[data-mode="{mode}"] .cosines td[data-pair="0,1"]')


def choose(page, key, value):
    page.locator(f'.senses input[name="{key}"][value="{value}"]').check(force=True)
    expect(page.locator(".senses")).to_have_attribute(f"data-{key}", str(value))


def check_verdict(item, decision):
    """A word's decision as the page writes it, with all its numbers."""
    assert item.get_attribute("data-sense") == decision.sense
    assert item.get_attribute("data-step") == decision.step
    margin = float(item.locator(".numbers").get_attribute("data-margin"))
    assert margin == pytest.approx(decision.margin, abs=1e-4)
    listed = item.locator("[data-score]").evaluate_all("nodes => nodes.map((n) => Number(n.dataset.score))")
    assert sorted(listed) == pytest.approx(sorted(decision.scores), abs=1e-4)


def test_two_typed_sentences_show_the_models_cosines_and_decisions(open_page, loaded, vectors, spaces):
    page = typed(open_page("senses"))
    layers = range(loaded.config.n_layers + 1)
    best = str(spaces["bidirectional"].best_layer)
    expect(page.locator(".senses")).to_have_attribute("data-layer", best)
    for layer in layers:
        choose(page, "layer", layer)
        for mode in MODES:
            expected = cosine(*vectors[mode][:, layer])
            shown = cell(page, mode)
            has_number(shown, pytest.approx(expected, abs=1e-5))
            assert written(shown.inner_text()) == pytest.approx(expected, abs=5.1e-4)
            items = page.locator(f'.panel[data-mode="{mode}"] .verdicts li')
            for index in range(2):
                decision = spaces[mode].decide(vectors[mode][index])[layer]
                holds(partial(check_verdict, items.nth(index), decision))


@pytest.mark.parametrize("view", ["both", "causal"])
def test_the_answers_stand_first_by_name_with_a_ladder_of_all_layers(open_page, vectors, spaces, view):
    page = typed(open_page("senses", view=view))
    mode = "causal" if view == "causal" else "bidirectional"
    layer = spaces["bidirectional"].best_layer
    cards = page.locator(".answers li")
    expect(cards).to_have_count(2)
    for index in range(2):
        card, decisions = cards.nth(index), spaces[mode].decide(vectors[mode][index])
        expect(card).to_have_attribute("data-sense", decisions[layer].sense)
        expect(card).to_have_attribute("data-step", decisions[layer].step)
        rungs = card.locator(".rung").evaluate_all("all => all.map((n) => [n.dataset.sense, n.dataset.step])")
        assert rungs == [[decision.sense, decision.step] for decision in decisions]
        (settled,) = spaces[mode].settled(vectors[mode][index : index + 1])
        if settled < len(decisions) - 1:
            expect(card.locator(".ladder > small")).to_contain_text(str(settled))
    cards.nth(0).locator(".rung").nth(2).click()
    expect(page.locator(".senses")).to_have_attribute("data-layer", "2")
    expect(cards.nth(0).locator('.rung[aria-pressed="true"]')).to_be_focused()


@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_phones_first_screen_holds_the_four_answers(open_page, language):
    page = open_page("senses", width=390, height=844, lang=language)
    page.wait_for_selector(ROOT)
    at_rest(page)
    cards = page.locator(".answers li")
    expect(cards).to_have_count(4)
    assert cards.nth(3).locator(".rungs").evaluate("n => n.getBoundingClientRect().bottom") <= 844


@pytest.mark.parametrize("plane", ["senses", "pca"])
@pytest.mark.parametrize("word", ["배", "눈", "차"])
def test_no_name_of_a_sense_lies_over_a_number(open_page, plane, word):
    page = open_page("senses", plane=plane, word=word)
    page.wait_for_selector(ROOT)
    at_rest(page)
    covered = page.locator(".senses .scatter").evaluate_all("""pictures => pictures.flatMap((picture) => {
        const boxes = (kind) => [...picture.querySelectorAll(kind)].map((n) => n.getBoundingClientRect());
        return boxes(".sense-name").flatMap((a) => boxes(".number").filter((b) =>
            a.left < b.right && b.left < a.right && a.top + 3 < b.bottom - 3 && b.top + 3 < a.bottom - 3));
    })""")
    assert covered == []


def test_layer_0_and_the_causal_mask_cannot_tell(open_page):
    page = typed(open_page("senses"))
    has_number(cell(page, "causal"), pytest.approx(1, abs=1e-5))
    expect(cell(page, "causal")).to_have_text("1.000")
    expect(page.locator(".story")).to_contain_text("1.0000")
    choose(page, "layer", 0)
    for mode in MODES:
        has_number(cell(page, mode), pytest.approx(1, abs=1e-5))


def test_the_mask_is_switched_and_the_view_is_in_the_url(open_page):
    page = typed(open_page("senses"))
    bidirectional, causal = (page.locator(f".panel[data-mode={mode}]") for mode in MODES)
    expect(bidirectional).to_be_visible()
    expect(causal).to_be_visible()
    choose(page, "view", "causal")
    expect(bidirectional).to_be_hidden()
    expect(causal).to_be_visible()
    layer = 4 if page.locator(ROOT).get_attribute("data-layer") != "4" else 3  # the first one is in no link
    choose(page, "layer", layer)
    choose(page, "cosine", "centred")
    says(page, view="causal", layer=str(layer), cosine="centred")
    before = page.locator(".cosines").nth(1).inner_text()
    again = open_page("senses?" + page.evaluate("location.search.slice(1)"))
    again.wait_for_selector(f'.senses[data-view="causal"][data-layer="{layer}"][data-words="2"]')
    shows(again.locator(".cosines").nth(1).inner_text, before)
    expect(again.locator("textarea")).to_have_value("\n".join(SENTENCES))


def test_a_layer_is_chosen_with_the_keyboard(open_page):
    page = open_page("senses", layer=1)
    page.wait_for_selector('.senses[data-layer="1"]')
    page.locator('.senses input[name="layer"][value="1"]').focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_selector('.senses[data-layer="2"]')
    says(page, layer="2")


def test_hovering_an_example_shows_its_sentence(open_page):
    page = open_page("senses")
    page.wait_for_selector(ROOT)
    page.locator(ROOT).evaluate(
        "root => Promise.allSettled(root.getAnimations({ subtree: true }).map((one) => one.finished))"
    )
    texts = {example.marked.text for example in examples_of("배")}
    box = page.locator(".panel[data-mode=bidirectional] .scatter")
    box.scroll_into_view_if_needed()
    marks = box.locator(".example")
    found = set()
    for index in range(0, marks.count(), 20):
        frame = marks.nth(index).bounding_box()
        page.mouse.move(frame["x"] + frame["width"] / 2, frame["y"] + frame["height"] / 2)
        note = page.locator(".senses .tooltip .sentence").first
        expect(note).to_be_visible()
        found.add(note.inner_text())
    assert len([text for text in found if text in texts or "…" in text]) >= 3


def test_the_table_and_the_file_hold_the_same_numbers(open_page, vectors, loaded):
    page = typed(open_page("senses"))
    page.locator(".as-table summary").click()
    expect(page.locator(".numbers-table tbody tr")).to_have_count(4)
    with page.expect_download() as download:
        page.locator(".as-table button").click()
    text = download.value.path().read_text("utf-8-sig")
    lines = text.splitlines()
    assert lines[0].startswith("mask,layer,kind,label,sentence,x,y,seat_x,seat_y,score_belly")
    readers = [line for line in lines if ",reader," in line]
    assert len(readers) == 2 * 2 * (loaded.config.n_layers + 1)


@pytest.mark.parametrize(("width", "theme"), [(390, "dark"), (1920, "light")])
@pytest.mark.parametrize("language", ["ko", "en"])
def test_nothing_is_wider_than_the_screen(open_page, width, theme, language):
    page = open_page("senses", width=width, height=900, theme=theme, lang=language)
    page.wait_for_selector(ROOT)
    fits(page)
    expect(page.locator(".senses")).to_have_attribute("data-theme", theme)


def test_other_words_have_places_and_cosines_but_no_decision(open_page):
    page = open_page("senses", word="겨울", lines="겨울이 왔다.\n겨울이 길다.")
    page.wait_for_selector('.senses[data-words="2"]')
    expect(page.locator(".cosines table")).to_have_count(2)
    expect(page.locator(".verdicts li")).to_have_count(0)
    expect(page.locator(".answers li")).to_have_count(0)
    expect(page.locator('.switch[data-name="plane"]')).to_be_hidden()
