"""The next-word page in a real browser: what it computes and shows is what lmcore computes."""

import pytest
from playwright.sync_api import Locator, Page, expect

from dashboard.texts import t
from lmcore import checkpoints
from lmcore.analysis.prediction import Place, Prediction, default_place, predict
from lmcore.generation import generate
from lmcore.sampling import Distribution, Sampling, distribution
from lmcore.trace import trace
from tests.browser.helpers import PATIENCE, at_rest, fits, has_number, has_numbers, holds, number, says, shows

TEXT = "나는 어제 밥을 먹었다."
PLAIN = Sampling()
CUT = {"T": 0.8, "k": 9, "p": 0.9, "m": 0.05, "r": 1.3}
SAMPLING = Sampling(temperature=0.8, top_k=9, top_p=0.9, min_p=0.05, repetition_penalty=1.3)


@pytest.fixture(scope="session")
def loaded(checkpoint_folder):
    return checkpoints.load(checkpoint_folder, device="cpu")


@pytest.fixture(scope="session")
def sentence(loaded):
    return trace(loaded.model, loaded.tokenizer, TEXT, "causal")


@pytest.fixture
def expected(loaded, sentence):
    """`expected(at, sampling)`: the prediction there and its distribution, by lmcore."""

    def find(at=None, sampling=PLAIN, mode="causal", place=None) -> tuple[Prediction, Distribution]:
        place = place or Place(at or default_place(sentence.tokens), 1)
        found = predict(loaded.model, loaded.tokenizer, sentence, place, mode)
        return found, distribution(found.logits, sampling, found.before)

    return find


def drawn(page: Page, **state: object) -> Locator:
    """The component, once it shows this state and waits for nothing."""
    wanted = "".join(f"[data-{key}='{value}']" for key, value in state.items())
    page.wait_for_selector(f".distribution[data-drawn][data-waiting='false']{wanted}", timeout=PATIENCE)
    return page.locator(".distribution")


def rows(page: Page) -> list[dict[str, str]]:
    return page.locator(".bars button").evaluate_all("rows => rows.map((row) => ({ ...row.dataset }))")


def set_slider(page: Page, name: str, place: int) -> None:
    page.locator(f"#slider-{name}").evaluate(
        "(slider, place) => { slider.value = place; slider.dispatchEvent(new Event('input')); }", place
    )


def assert_bars(page: Page, found: Prediction, chances: Distribution) -> None:
    """Every row, the rest, the sum and the figures are soon those of `chances`."""
    holds(lambda: check_bars(page, found, chances))


def check_bars(page: Page, found: Prediction, chances: Distribution) -> None:
    shown = rows(page)
    assert len(shown) >= min(20, len(chances.order))
    for row in shown:
        id, rank = int(row["id"]), int(row["rank"])
        assert id == int(chances.order[rank - 1])
        assert float(row["share"]) == pytest.approx(float(chances.softmax[id]), rel=1e-9, abs=1e-300)
        assert float(row["chance"]) == pytest.approx(float(chances.probabilities[id]), rel=1e-9, abs=1e-300)
        assert (row["cut"] == "true") == (not bool(chances.kept[id]))
        assert (row["next"] == "true") == (id == found.next)
    listed = [int(row["id"]) for row in shown]
    rest = 1 - float(chances.softmax[listed].sum())
    if len(listed) < len(chances.order):
        assert number(page.locator(".rest"), "data-share") == pytest.approx(rest, abs=1e-9)
    assert number(page.locator(".bar-row.sum"), "data-sum") == pytest.approx(1, abs=1e-9)
    assert page.locator(".bar-row.sum .value").inner_text() == "1.000000"
    figures = {"entropy": chances.entropy, "perplexity": chances.perplexity, "kept": chances.n_kept}
    for name, value in figures.items():
        assert number(page.locator(f"[data-figure={name}]")) == pytest.approx(value, rel=1e-9)
    if chances.n_kept < len(chances.order):
        left = page.locator("[data-figure=kept_entropy]")
        bits = -(chances.probabilities * chances.probabilities.clamp(min=1e-300).log2()).sum()
        assert number(left) == pytest.approx(float(bits), rel=1e-9, abs=1e-12)


def as_written(share: float) -> str:
    """A probability as a reader should see it: four significant digits."""
    if share >= 0.001:
        return f"{share:.{4 if share >= 0.1 else 5 if share >= 0.01 else 6}f}"
    digits, exponent = f"{share:.3e}".split("e-")
    return f"{digits}×10⁻{''.join('⁰¹²³⁴⁵⁶⁷⁸⁹'[int(digit)] for digit in str(int(exponent)))}"


@pytest.mark.parametrize("temperature", [0.01, 0.5, 1, 2, 100])
def test_bars_are_the_softmax_of_the_whole_vocabulary(open_page, expected, temperature):
    page = open_page("next_word", text=TEXT, T=temperature)
    drawn(page, temperature=temperature)
    found, chances = expected(sampling=Sampling(temperature=temperature))
    assert_bars(page, found, chances)
    first = page.locator(".bars button").first
    expect(first.locator(".value")).to_have_text(as_written(float(chances.softmax.max())))
    facts = page.locator(".truth .facts")
    assert found.next is not None
    has_number(facts, chances.rank(found.next), "data-rank")
    has_number(facts, pytest.approx(chances.surprise(found.next), rel=1e-9), "data-bits")


def test_the_settings_cut_as_lmcore_does_without_asking_python(open_page, expected):
    page = open_page("next_word", text=TEXT)
    drawn(page, temperature=1)
    page.evaluate(
        "() => { const send = WebSocket.prototype.send; window.sent = 0;"
        " WebSocket.prototype.send = function (data) { window.sent += 1; return send.call(this, data); }; }"
    )
    for key, value in CUT.items():
        field = page.locator(f"#field-{key}")
        field.fill(str(value))
        field.press("Enter")
    drawn(page, temperature=0.8)
    assert_bars(page, *expected(sampling=SAMPLING))
    set_slider(page, "T", 750)  # 10^(−2 + 4 · 0.75)
    drawn(page, temperature=10)
    sampling = Sampling(**(vars(SAMPLING) | {"temperature": 10.0}))
    assert_bars(page, *expected(sampling=sampling))
    assert page.evaluate("window.sent") == 0
    page.get_by_role("button", name="설정 처음으로").click()
    drawn(page, temperature=1)
    assert_bars(page, *expected())


def test_a_number_is_traced_to_the_vectors_it_comes_from(open_page, expected, loaded):
    page = open_page("next_word", text=TEXT, T=2, k=12)
    drawn(page)
    found, chances = expected(sampling=Sampling(temperature=2, top_k=12))
    id = int(chances.order[4])
    page.locator(f".bars [data-id='{id}']").click()
    drawn(page, token=id)
    logits = found.logits.double()
    top = float(logits.max())
    dot = float(found.final.double() @ loaded.model.W_E[id].double())
    exponential = float(((logits[id] - top) / 2).exp())
    expected_steps = pytest.approx(
        {
            "dot": dot,
            "logit": float(logits[id]),
            "divided": float(logits[id]) / 2,
            "difference": (float(logits[id]) - top) / 2,
            "exponential": exponential,
            "share": float(chances.softmax[id]),
            "chance": float(chances.probabilities[id]),
        },
        rel=1e-6,
    )
    shows(lambda: steps(page), expected_steps)
    shown = steps(page)
    assert abs(shown["dot"] - shown["logit"]) < 1e-4
    page.locator(".bars button").nth(0).hover()
    has_number(page.locator(".tooltip b"), pytest.approx(float(chances.softmax.max()), rel=1e-9))


def steps(page: Page) -> dict[str, float]:
    return page.locator(".steps [data-number]").evaluate_all(
        "nodes => Object.fromEntries(nodes.map((node) => [node.dataset.number, Number(node.dataset.value)]))"
    )


def test_each_token_can_be_chosen_and_tells_what_was_expected(open_page, expected, sentence):
    page = open_page("next_word", text=TEXT)
    drawn(page)
    for at in (1, 3, len(sentence.tokens)):
        page.locator(f".sentence [data-place='{at}']").click()
        drawn(page, at=at)
        found, chances = expected(at)
        assert_bars(page, found, chances)
        if found.next is not None:
            bits = chances.surprise(found.next)
            has_number(page.locator(".truth .facts"), pytest.approx(bits, rel=1e-9), "data-bits")
            button = page.locator(f".sentence [data-place='{at}']")
            has_number(button, pytest.approx(bits, abs=1e-3), "data-bits")
    says(page, at=str(len(sentence.tokens)))
    assert_attention(page, found)


def assert_attention(page: Page, found: Prediction) -> None:
    """A cell read off the picture, and the means beside it."""
    means = pytest.approx(found.attention.mean((0, 1)).tolist(), abs=1e-6)
    has_numbers(page.locator(".look-means .look-mean"), means)
    cell = page.locator(".readout b")

    def exact() -> None:
        layer, head, key = (int(number(cell, f"data-{name}")) for name in ("layer", "head", "key"))
        assert number(cell) == pytest.approx(float(found.attention[layer, head, key]), abs=1e-7)

    holds(exact)


def test_writing_is_lmcores_generation(open_page, expected, loaded, sentence):
    page = open_page("next_word", text=TEXT, at=3, T=0.9, p=0.95, seed=5)
    drawn(page, at=3)
    sampling = Sampling(temperature=0.9, top_p=0.95, seed=5)
    prompt = sentence.ids.tolist()[1:3]
    steps = list(generate(loaded.model, loaded.tokenizer, prompt, sampling, 21))
    page.get_by_role("button", name="한 토큰 더").click()
    drawn(page, step=0)
    shows(lambda: written(page), [steps[0].id])
    if not steps[0].ends:
        page.get_by_role("button", name="20토큰 쓰기").click()
        drawn(page, step=len(steps) - 1)
    ids = [step.id for step in steps]
    shows(lambda: written(page), ids)
    for step in {0, len(ids) // 2, len(ids) - 1}:
        page.locator(f".written [data-place='{step}']").click()
        drawn(page, step=step)
        found, chances = expected(sampling=sampling, place=Place(3, 3, tuple(ids), step))
        assert_bars(page, found, chances)
        assert_attention(page, found)
        has_number(page.locator(".draw"), steps[step].draw, "data-draw")
        has_number(page.locator(".draw"), ids[step], "data-token")


def written(page: Page) -> list[int]:
    return page.locator(".written [data-id]").evaluate_all("nodes => nodes.map((node) => +node.dataset.id)")


def test_what_is_written_can_be_the_sentence_or_be_dropped(open_page, loaded, sentence):
    page = open_page("next_word", text=TEXT, at=3)
    drawn(page)
    page.get_by_role("button", name="한 토큰 더").click()
    drawn(page, step=0)
    page.get_by_role("button", name="처음부터").click()
    drawn(page, at=3, step="")
    says(page, w=None)
    page.get_by_role("button", name="한 토큰 더").click()
    drawn(page, step=0)
    text = loaded.tokenizer.decode([*sentence.ids.tolist()[:3], *written(page)])
    page.get_by_role("button", name="문장으로 쓰기").click()
    drawn(page, text=text, step="")
    expect(page.get_by_role("textbox").first).to_have_value(text)


def test_a_link_shows_the_same(open_page):
    page = open_page("next_word", text=TEXT, T=0.7, k=30)
    drawn(page)
    page.locator(".sentence [data-place='2']").click()
    drawn(page, at=2)
    page.get_by_role("button", name="20토큰 쓰기").click()
    page.wait_for_selector(".written [data-id]")
    drawn(page)
    at_rest(page)
    page.locator(".written [data-place='0']").click()
    drawn(page, step=0)
    chosen = page.locator(".bars button").nth(3)
    token = chosen.get_attribute("data-id")
    chosen.click()
    drawn(page, step=0, token=token)
    says(page, token=token, step="0")
    at_rest(page)
    state = "node => { const { drawn, ...view } = node.dataset; return view; }"
    other = open_page("next_word?" + page.evaluate("location.search.slice(1)"))
    drawn(other, step=0)
    shows(lambda: other.locator(".distribution").evaluate(state), drawn(page).evaluate(state))
    shows(lambda: rows(other), rows(page))
    shows(lambda: written(other), written(page))


def test_the_mask_switch_hides_the_token_and_reads_both_sides(open_page, expected):
    page = open_page("next_word", text=TEXT, at=3)
    drawn(page, mode="causal")
    page.get_by_role("radio", name=t("sentence.bidirectional", language="ko")).click()
    drawn(page, mode="bidirectional", at=3)
    found, chances = expected(3, mode="bidirectional")
    assert_bars(page, found, chances)
    assert_attention(page, found)
    expect(page.locator(".sentence [aria-pressed='true'] .word")).to_have_text("▢")


def test_everything_can_be_reached_with_the_keyboard(open_page, expected):
    page = open_page("next_word", text=TEXT, at=2)
    drawn(page, at=2)
    page.locator(".sentence [aria-pressed='true']").focus()
    page.keyboard.press("ArrowRight")
    drawn(page, at=3)
    expect(page.locator(".sentence [data-place='3']")).to_be_focused()
    _, chances = expected(3)
    page.locator(".bars button[tabindex='0']").focus()
    page.keyboard.press("Home")
    drawn(page, token=int(chances.order[0]))
    page.keyboard.press("ArrowDown")
    drawn(page, token=int(chances.order[1]))
    page.locator(".look-window").focus()
    cell = page.locator(".readout b")
    before = cell.get_attribute("data-key") or ""
    page.keyboard.press("ArrowUp" if before != "0" else "ArrowDown")
    expect(cell).not_to_have_attribute("data-key", before)


def test_the_table_holds_what_the_bars_show(open_page, expected):
    page = open_page("next_word", text=TEXT, k=3)
    drawn(page)
    page.locator("[data-choice='show-table']").click()
    page.wait_for_selector(".main .window table")
    _, chances = expected(sampling=Sampling(top_k=3))
    cells = page.locator(".main tbody tr").nth(1).locator("td")
    id = int(chances.order[1])
    for column, text in ((0, "2"), (1, str(id)), (4, as_written(float(chances.softmax[id])))):
        expect(cells.nth(column)).to_have_text(text)
    lines = page.locator(".main tbody tr").count()
    expect(page.locator(".main tbody tr[data-cut='true']")).to_have_count(lines - 3)
    says(page, show="table")


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_phone_shows_all_of_it_without_scrolling_sideways(open_page, theme, language):
    page = open_page("next_word", text=TEXT, lang=language, theme=theme, width=390, height=844, k=5)
    drawn(page)
    root = page.locator(".distribution")
    expect(root).to_have_attribute("data-theme", theme)
    fits(page)
    wide = root.evaluate(
        "root => [...root.querySelectorAll('.panel *')]"
        ".filter((node) => !node.closest('.window, .look-window, .line')"
        " && node.getBoundingClientRect().right > root.getBoundingClientRect().right + 1)"
        ".map((node) => node.className)"
    )
    assert wide == []
    if language == "en":
        korean = root.evaluate(
            "root => [...root.querySelectorAll('*')].filter((node) => !node.closest('[lang=ko]')"
            " && [...node.childNodes].some((child) => child.nodeType === 3 && /[가-힣]/.test(child.data)))"
            ".map((node) => node.outerHTML.slice(0, 120))"
        )
        assert korean == []
