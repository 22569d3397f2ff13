"""The embedding page in a real browser: rows, neighbours, analogies and axes are numpy's; links work."""

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from dashboard.pages.embeddings.examples import PRESETS
from lmcore import checkpoints
from lmcore.analysis.embeddings import vocabulary
from lmcore.analysis.vocabulary import word_table
from tests.browser.helpers import at_rest, has_numbers, says, shows, view

TEXT = "배가 아프다."
ANSWERS = ".db-answers:has(.db-meter)"


@pytest.fixture(scope="module")
def loaded(checkpoint_folder):
    return checkpoints.load(checkpoint_folder)


@pytest.fixture(scope="module")
def rows(loaded):
    """Names and rows of W_E."""
    found = vocabulary(loaded.model, loaded.tokenizer)
    return found.names, found.vectors.astype(np.float64)


@pytest.fixture(scope="module")
def words(loaded):
    """Whole words and their rows, of length 1."""
    table = word_table(loaded.model, loaded.tokenizer)
    return table.words, table.vectors / np.linalg.norm(table.vectors, axis=1, keepdims=True)


def picture(page: Page, kind: str):
    found = page.locator(f'.embedding[data-kind="{kind}"][data-drawn]')
    expect(found).to_be_visible()
    return found


def test_a_token_shows_its_row_of_the_matrix(open_page, loaded, rows):
    page = open_page("embeddings", text=TEXT)
    lookup = picture(page, "rows")
    lookup.locator(".row-tokens button").nth(2).click()
    says(page, token="3")
    lookup.locator("details.numbers summary").click()
    row = rows[1][loaded.tokenizer.encode(TEXT)[2]]
    values = "spans => spans.map((span) => Number(span.lastChild.textContent.replace('−', '-')))"
    numbers = lookup.locator(".numbers-grid > span")
    shows(lambda: numbers.evaluate_all(values), pytest.approx(row.tolist(), abs=5.1e-5))
    other = open_page("embeddings", **view(page))
    expect(picture(other, "rows")).to_have_attribute("data-token", "2")


def test_a_searched_word_has_numpys_neighbours_and_the_map_comes_back_from_its_link(open_page, rows):
    names, vectors = rows
    page = open_page("embeddings", part="map", text=TEXT, space="raw")
    picture(page, "map").locator(".search input").fill("학교")
    page.keyboard.press("Enter")
    row = names.index("학교")
    panel = picture(page, "word")
    expect(panel).to_have_attribute("data-row", str(row))
    cosines = vectors @ vectors[row] / np.linalg.norm(vectors, axis=1) / np.linalg.norm(vectors[row])
    best = [i for i in np.argsort(-cosines, kind="stable") if i != row][:12]
    near = panel.locator(".near button")
    has_numbers(near, [float(i) for i in best], "data-row")
    has_numbers(near, pytest.approx(cosines[best].tolist(), abs=1e-6), "data-cosine")
    says(page, word="학교")

    at_rest(page)  # the map has flown there
    page.locator('[data-choice="dims-3"]').click()
    says(page, dims="3", camera=None)
    page.locator("[data-tool=zoom_in]").click()
    shows(lambda: view(page).get("camera", "").split(",")[2:3], ["1500"])
    expect(picture(page, "map")).to_have_attribute("data-zoom", "1.500")
    other = open_page("embeddings", **view(page))
    expect(picture(other, "map")).to_have_attribute("data-zoom", "1.500")
    expect(other.locator('[data-choice="dims-3"] input')).to_be_checked()
    expect(picture(other, "word")).to_have_attribute("data-row", str(row))


def answers(page: Page):
    """Words and scores of the table, in order."""
    lines = page.locator(f"{ANSWERS} tbody tr:not(.db-gap)")
    return lines.evaluate_all(
        "lines => lines.map((line) => [line.querySelector('.db-word').textContent,"
        " Number(line.lastElementChild.textContent)])"
    )


@pytest.mark.parametrize("rule", ["add", "multiply"])
def test_an_analogy_has_its_arrows_and_numpys_answers(open_page, words, rule):
    names, unit = words
    asked = dict(zip("abcd", ("남자", "여자", "어머니", "아버지"), strict=True))
    page = open_page("embeddings", part="analogies", rule=rule, **asked)
    expect(picture(page, "plane").locator("line[marker-end]")).to_have_count(3)
    a, b, c = (unit @ unit[names.index(asked[key])] for key in "abc")
    score = a - b + c if rule == "add" else (a + 1) / 2 * (c + 1) / 2 / ((b + 1) / 2 + 0.001)
    order = np.argsort(-score, kind="stable")[:11]
    shows(lambda: [word for word, _ in answers(page)][:11], [names[i] for i in order])
    shows(
        lambda: [value for _, value in answers(page)][:11], pytest.approx(score[order].tolist(), abs=5.1e-5)
    )
    expect(page.locator(f"{ANSWERS} tr.db-right")).to_contain_text(asked["d"])


def test_an_axis_judges_the_claims_as_numpy_does(open_page, loaded):
    table = word_table(loaded.model, loaded.tokenizer)
    index, v = table.index(), table.vectors
    preset = PRESETS["report"]
    p = v[index[preset.plus]] - v[index[preset.minus]]
    claims = [claim.split(" < ") for claim in preset.test.split(", ")]
    known = [(low, high) for low, high in claims if low in index and high in index]
    right = sum(bool(v[index[low]] @ p < v[index[high]] @ p) for low, high in known)
    page = open_page("embeddings", part="directions", axis="report")
    line = picture(page, "line")
    expect(line.locator(".claims [data-row]")).to_have_count(len(known))
    expect(line.locator('.claims [data-right="true"]')).to_have_count(right)


def test_nonsense_in_a_link_is_named_and_taken_out(open_page):
    nonsense = {"dims": "7", "method": "magic", "camera": "1,2", "groups": "martians", "word": "뷁뷁뷁"}
    page = open_page("embeddings", part="map", **nonsense)
    notices = page.get_by_test_id("stAlert")
    for key in nonsense:
        expect(notices.filter(has_text=f"{key}=")).to_have_count(1)
    shows(lambda: view(page), {"part": "map"})
    picture(page, "map")
