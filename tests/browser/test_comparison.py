"""Two side by side in a browser: the numbers on screen are those of two passes computed here."""

import numpy as np
import pytest
import torch
from playwright.sync_api import Page, expect

from lmcore import checkpoints, history
from lmcore.analysis import lens as lenses
from lmcore.analysis import stream as streaming
from lmcore.checkpoints import Checkpoint
from lmcore.trace import trace
from tests.browser.helpers import at_rest, fits, has_numbers, numbers, says

TEXT, OTHER, LONGER = (
    "얘, 겨울 배가 맛있단다!",
    "애플, 겨울 배가 맛있단다!",
    "배가 항구를 떠난다. 두 배 증가했다.",
)
STEPS = history.steps("small")
LINKS = {
    "text": {"b_text": OTHER},
    "mode": {"b_mode": "causal"},
    "step": {"a_step": str(STEPS[3]), "b_step": str(STEPS[-1])},
}
OTHER_MODE = {"bidirectional": "causal", "causal": "bidirectional"}
KINDS = [("text", "ko"), ("mode", "en"), ("step", "ko"), ("step", "en")]


@pytest.fixture(scope="module")
def base(checkpoint_folder) -> Checkpoint:
    return checkpoints.load(checkpoint_folder, "cpu")


@pytest.fixture(scope="module")
def pairs(base):
    """`pairs("mode", mode)`: (checkpoint, text, mask) of A and of B."""

    def pair(kind: str, mode: str) -> list[tuple[Checkpoint, str, str]]:
        loaded = [base, base]
        if kind == "step":
            loaded = [history.load("small", int(LINKS["step"][key]), "cpu") for key in ("a_step", "b_step")]
        texts = [TEXT, OTHER if kind == "text" else TEXT]
        modes = [mode, OTHER_MODE[mode] if kind == "mode" else mode]
        return list(zip(loaded, texts, modes, strict=True))

    return pair


def cells(page: Page, figure: str):
    return page.locator(f".st-key-lesson_figure_{figure} .grid td[data-row]")


def bars(page: Page, figure: str):
    return page.locator(f".st-key-lesson_figure_{figure} .db-bars td[data-value]")


@pytest.mark.parametrize(("kind", "language"), KINDS)
def test_a_head_on_either_side_and_its_difference(open_page, pairs, kind, language):
    page = open_page("attention", text=TEXT, layer=3, head=2, lang=language, **LINKS[kind])
    a, b = (
        trace(loaded.model, loaded.tokenizer, text, mode).layers[2].attention.weights[1].double().numpy()
        for loaded, text, mode in pairs(kind, "bidirectional")
    )
    assert a.shape == b.shape
    has_numbers(cells(page, "compared_a"), pytest.approx(a.ravel().tolist(), abs=2e-6))
    has_numbers(cells(page, "compared_b"), pytest.approx(b.ravel().tolist(), abs=2e-6))
    has_numbers(cells(page, "compared_difference"), pytest.approx((b - a).ravel().tolist(), abs=4e-6))
    assert np.abs(b - a).max() > 0.01


@pytest.mark.parametrize(("kind", "language"), KINDS)
def test_the_lens_of_either_side_subtracted(open_page, pairs, kind, language):
    page = open_page("layers", text=TEXT, colour="entropy", lang=language, **LINKS[kind])
    found = []
    for loaded, text, mode in pairs(kind, "bidirectional"):
        ids = torch.tensor([loaded.tokenizer.bos_id, *loaded.tokenizer.encode(text)])
        stream = streaming.read(loaded.model, ids, mode, loaded.tokenizer.mask_id)[::2]
        p = lenses.logits(loaded.model, stream).double().softmax(-1)
        found.append(torch.special.entr(p).sum(-1) / np.log(2))
    expected = (found[1] - found[0]).flatten().tolist()
    has_numbers(cells(page, "compared_difference"), pytest.approx(expected, abs=1e-3))


@pytest.mark.parametrize(("kind", "language"), KINDS)
def test_which_words_gain_and_lose(open_page, pairs, kind, language):
    place, link = 5, {"b_mode": "bidirectional"} if kind == "mode" else LINKS[kind]
    page = open_page("next_word", text=TEXT, at=place, lang=language, **link)
    logits = [_logits(*side, place) for side in pairs(kind, "causal")]
    p = [np.exp(row - np.logaddexp.reduce(row)) for row in logits]
    likeliest = np.argsort(-np.maximum(*p))[:10]
    has_numbers(bars(page, "side_a"), pytest.approx(p[0][likeliest].tolist(), rel=1e-3, abs=1e-7))
    has_numbers(bars(page, "side_b"), pytest.approx(p[1][likeliest].tolist(), rel=1e-3, abs=1e-7))
    has_numbers(bars(page, "changes"), pytest.approx(_extremes(p[1] - p[0]), rel=2e-3, abs=1e-6))
    page.get_by_role("radio", name={"ko": "로짓", "en": "Logit"}[language], exact=True).click()
    has_numbers(bars(page, "changes"), pytest.approx(_extremes(logits[1] - logits[0]), rel=1e-3, abs=1e-4))
    says(page, b_by="logit")


def _logits(loaded: Checkpoint, text: str, mode: str, place: int) -> np.ndarray:
    ids = torch.tensor([loaded.tokenizer.bos_id, *loaded.tokenizer.encode(text)])
    if mode == "bidirectional":
        ids[place] = loaded.tokenizer.mask_id
    return loaded.model(ids[None], mode)[0, place - 1].double().numpy()


def _extremes(change: np.ndarray) -> list[float]:
    order = np.sort(change)[::-1]
    return [*order[:8], *order[-8:]]


def test_a_cell_is_chosen_in_all_pictures_at_once(open_page):
    page = open_page("attention", text=TEXT, layer=3, head=2, **LINKS["mode"])
    cells(page, "compared_a").and_(page.locator('[data-row="4"][data-column="2"]')).click()
    says(page, query="4", key="2", layer="3", head="2")
    for figure in ("compared_a", "compared_b", "compared_difference"):
        chosen = page.locator(f".st-key-lesson_figure_{figure} td[aria-selected='true']")
        expect(chosen).to_have_attribute("data-row", "4")
        expect(chosen).to_have_attribute("data-column", "2")


def test_a_head_is_chosen_where_it_changed_most(open_page, pairs):
    page = open_page("attention", text=TEXT, **LINKS["mode"])
    a, b = (
        np.stack([x.attention.weights.double().numpy() for x in trace(m.model, m.tokenizer, t, mode).layers])
        for m, t, mode in pairs("mode", "bidirectional")
    )
    moved = np.abs(b - a).sum(-1).mean(-1) / 2
    has_numbers(cells(page, "compared_heads"), pytest.approx(moved.ravel().tolist(), abs=1e-5))
    layer, head = np.unravel_index(moved.argmax(), moved.shape)
    chosen = page.locator(".st-key-lesson_figure_compared_heads td[aria-selected='true']")
    expect(chosen).to_have_attribute("data-row", str(layer))
    expect(chosen).to_have_attribute("data-column", str(head))


def test_a_comparison_is_switched_on_and_off(open_page):
    page = open_page("attention", text=TEXT)
    assert not cells(page, "compared_a").count()
    switch = page.get_by_role("button", name="다른 마스크")
    switch.click()
    says(page, b_mode="causal")
    expect(cells(page, "compared_difference").first).to_be_visible()
    switch.click()
    says(page, b_mode=None)
    expect(cells(page, "compared_a")).to_have_count(0)


def test_without_as_many_tokens_there_is_no_difference_map(open_page):
    page = open_page("attention", text=TEXT, b_text=LONGER)
    assert len(numbers(cells(page, "compared_a"))) != len(numbers(cells(page, "compared_b")))
    assert not cells(page, "compared_difference").count()
    expect(page.get_by_test_id("stAlert")).to_contain_text("토큰")


@pytest.mark.parametrize("path", ["attention", "layers", "next_word"])
def test_one_stands_above_the_other_on_a_phone(open_page, path):
    page = open_page(path, width=390, height=844, text=TEXT, **LINKS["step"])
    fits(page)
    first, second = ("side_a", "side_b") if path == "next_word" else ("compared_a", "compared_b")
    boxes = [page.locator(f".st-key-lesson_figure_{name}").bounding_box() for name in (first, second)]
    assert all(boxes)
    assert boxes[0]["y"] + boxes[0]["height"] <= boxes[1]["y"]
    assert boxes[0]["x"] == boxes[1]["x"]


def test_nonsense_in_the_link_is_named_and_left_out(open_page):
    page = open_page("attention", text=TEXT, b_mode="sideways", b_step="7")
    at_rest(page)
    says(page, b_mode=None, b_step=None)
    assert not cells(page, "compared_a").count()
