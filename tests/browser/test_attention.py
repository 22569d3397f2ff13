"""The attention page in a real browser: the numbers on screen are the model's, and the view is in the URL."""

import base64
import csv
import io
import os
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from torch import Tensor

from dashboard.components.base.bundle import bundle
from dashboard.figures.attention import Wanted, attention_payload, words
from dashboard.texts import t
from lmcore import checkpoints
from lmcore.analysis.heads import most_telling
from lmcore.trace import Trace, trace
from tests.browser.helpers import (
    PATIENCE,
    at_rest,
    fits,
    has_number,
    has_numbers,
    holds,
    number,
    says,
    shows,
    view,
)

TEXT = "나는 어제 밥을 먹었다."
LONG = "배가 항구를 떠난다. 아버지와 어머니가 학교에서 책을 읽는다. " * 8
COMPONENT = ".attention[data-drawn]"
SCRIPTS = Path(__file__).parents[2] / "dashboard" / "components"


@pytest.fixture(scope="session")
def model(checkpoint_folder):
    return checkpoints.load(checkpoint_folder)


def traced(model, text: str = TEXT, mode="bidirectional") -> Trace:
    return trace(model.model, model.tokenizer, text, mode)


def drawn(page: Page, **state: object) -> Locator:
    """The component, once it shows this state."""
    wanted = "".join(f"[data-{key}='{value}']" for key, value in state.items())
    page.wait_for_selector(f"{COMPONENT}{wanted}", timeout=PATIENCE)
    return page.locator(".attention")


def cell_at(page: Page, row: int, column: int) -> dict[str, float]:
    """Where on the canvas of the matrix the middle of a cell is."""
    window = page.locator(".body .window").first
    left, top, side = (number(window, f"data-{name}") for name in ("left", "top", "cell"))
    return {"x": left + (column + 0.5) * side, "y": top + (row + 0.5) * side}


def near(values: Tensor | np.ndarray, abs=1e-6):
    """Equal to the model's numbers up to what float32 leaves open; a matrix is read row by row."""
    return pytest.approx(values.flatten().tolist(), rel=1e-7, abs=abs)


def test_a_typed_sentence_a_head_and_a_cell_show_the_models_numbers(open_page, model):
    page = open_page("attention")
    drawn(page)
    box = page.get_by_role("textbox").first
    box.fill(TEXT)
    box.press("Enter")
    drawn(page, text=TEXT)
    page.get_by_role("button", name="2층 헤드 2", exact=True).click()
    drawn(page, layer=2, head=2)
    stages = traced(model).layers[1].attention

    at_rest(page)
    canvas = page.locator(".body .window canvas").first
    canvas.hover(position=cell_at(page, 3, 1))
    note = page.locator(".tooltip b")
    expect(note).to_be_visible()
    expected = float(stages.weights[1, 3, 1])
    has_number(note, pytest.approx(expected, abs=1e-7))
    if expected >= 0.001:
        expect(note).to_have_text(f"{expected:.6f}")

    canvas.click(position=cell_at(page, 3, 1))
    drawn(page, query=3, key=1)
    verdict = page.locator(".verdict")
    has_number(verdict, pytest.approx(expected, abs=1e-7), "data-tensor")
    has_number(verdict, pytest.approx(expected, abs=1e-6), "data-computed")
    assert number(verdict, "data-difference") < 1e-6
    for vector, name, token in (("q", "q", 3), ("k", "k", 1), ("v", "v", 1)):
        bars = page.locator(f".strip[data-vector={vector}] [data-dimension]")
        has_numbers(bars, near(getattr(stages, name)[1, token]))
    has_numbers(page.locator(".softmax tbody tr"), near(stages.weights[1, 3]))
    scaled = page.locator("[data-result=scaled] b")
    expected = float(stages.scaled[1, 3, 1])
    shows(lambda: float(scaled.inner_text().replace("−", "-")), pytest.approx(expected, abs=1e-4))


def test_the_view_is_in_the_url_and_opens_the_same_elsewhere(open_page):
    page = open_page("attention", text=TEXT, mode="causal")
    drawn(page)
    page.get_by_role("button", name="1층 헤드 2", exact=True).click()
    for choice in ("unit-word", "scale-row", "sink-apart", "show-lines"):
        page.locator(f"[data-choice={choice}]").click()
    wanted = {"layer": "1", "head": "2", "unit": "word", "scale": "row", "sink": "apart", "show": "lines"}
    drawn(page, **wanted)
    says(page, **wanted, mode="causal")
    link = view(page)
    other = open_page("attention", **link)
    same = drawn(other, **wanted, mode="causal", text=TEXT)
    for name in ("query", "key"):
        expect(same).to_have_attribute(f"data-{name}", link[name])


def test_a_rerun_keeps_the_view(open_page):
    page = open_page("attention", text=TEXT, layer=1, head=1)
    drawn(page, layer=1, head=1)
    page.get_by_role("button", name="2층 헤드 1", exact=True).click()
    drawn(page, layer=2, head=1)
    page.get_by_text(t("sentence.causal", language="ko"), exact=True).click()
    drawn(page, layer=2, head=1, mode="causal")
    says(page, layer="2")


def test_nonsense_in_the_url_is_ignored_with_a_notice(open_page, model):
    layer, head = most_telling(traced(model))
    page = open_page("attention", text=TEXT, layer="99", head="배", query="500", show="fireworks")
    drawn(page, layer=layer + 1, head=head + 1, show="matrix")
    for key in ("layer", "head", "query", "show"):
        expect(page.get_by_text(f"{key}=", exact=False).first).to_be_visible()


def test_a_cell_that_the_mask_hides_says_so(open_page):
    page = open_page("attention", text=TEXT, mode="causal", query=2, key=4)
    drawn(page)
    expect(page.locator(".readout b")).to_have_attribute("data-value", "masked")
    expect(page.locator("[data-result=masked] b")).to_have_text("−∞")
    has_number(page.locator(".verdict"), 0, "data-tensor")
    expect(page.locator(".masked-key")).to_be_visible()


def test_keys_move_through_heads_and_cells(open_page):
    page = open_page("attention", text=TEXT, layer=1, head=1, query=1, key=1)
    drawn(page)
    page.get_by_role("button", name="1층 헤드 1", exact=True).focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    drawn(page, layer=2, head=2)
    page.get_by_role("application").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    drawn(page, query=2, key=2)
    page.keyboard.press("Home")
    drawn(page, query=2, key=0)


def pooled(weights: np.ndarray, groups: list[dict]) -> np.ndarray:
    """Rows averaged over the tokens of a word, columns summed."""
    spans = [slice(group["first"], group["last"]) for group in groups]
    return np.array([[weights[rows, columns].sum(1).mean() for columns in spans] for rows in spans])


@pytest.mark.parametrize("head", ["1", "mean", "max"])
def test_the_table_holds_the_words_weights(open_page, model, head):
    page = open_page("attention", text=TEXT, layer=2, head=head, unit="word", show="table")
    drawn(page, unit="word", show="table", head=head)
    one = traced(model)
    weights = one.layers[1].attention.weights.double().numpy()
    chosen = {"1": weights[0], "mean": weights.mean(0), "max": weights.max(0)}[head]
    expected = pooled(chosen, words(one))
    has_numbers(page.locator(".table-window tbody td"), near(expected))
    if head != "max":
        np.testing.assert_allclose(expected.sum(1), 1, atol=1e-5)


def test_a_words_cell_shows_the_token_cells_it_is_made_of(open_page, model):
    one = traced(model)
    word = next(group for group in words(one) if group["last"] - group["first"] > 1)
    page = open_page(
        "attention", text=TEXT, layer=1, head=1, unit="word", query=word["first"], key=word["first"]
    )
    drawn(page, unit="word")
    span = range(word["first"], word["last"])
    weights = one.layers[0].attention.weights[0]
    for i in span:
        for j in span:
            cell = page.locator(f".explanation button[data-query='{i}'][data-key='{j}']")
            expected = pytest.approx(float(weights[i, j]), abs=1e-7)
            has_number(cell, expected)
    page.locator(f".explanation button[data-query='{span[-1]}'][data-key='{span[0]}']").click()
    drawn(page, unit="token", query=span[-1], key=span[0])


def test_a_word_in_the_line_view_lists_where_it_looks_and_who_looks_at_it(open_page, model):
    page = open_page("attention", text=TEXT, layer=1, head=2, show="lines")
    drawn(page, show="lines")
    page.locator(".lines .column.query button").nth(2).hover()
    weights = traced(model).layers[0].attention.weights[1]
    for kind, expected in (("looks", weights[2]), ("looked", weights[:, 2])):
        listed = page.locator(f"[data-list={kind}] li button")
        has_numbers(listed, near(expected.sort(descending=True).values, abs=1e-7))


def test_the_start_token_set_apart_still_shows_its_weight(open_page, model):
    page = open_page("attention", text=TEXT, layer=1, head=1, sink="apart", show="table")
    drawn(page, sink="apart")
    weights = traced(model).layers[0].attention.weights[0].numpy()
    has_numbers(page.locator(".table-window tbody td"), near(weights[1:], abs=1e-7))
    share = f"{100 * weights[1:, 0].mean():.1f}%"
    expect(page.locator(".detail .hint").first).to_contain_text(share)


def test_the_csv_holds_every_digit(open_page, model):
    page = open_page("attention", text=TEXT, layer=2, head=1)
    drawn(page)
    with page.expect_download() as caught:
        page.locator("[data-tool=save_csv]").click()
    rows = list(csv.reader(io.StringIO(caught.value.path().read_text("utf-8-sig"))))
    weights = traced(model).layers[1].attention.weights[0].numpy()
    np.testing.assert_array_equal(np.array([row[1:] for row in rows[1:]], dtype=np.float32), weights)
    assert rows[0][1] == "0:<s>"


@pytest.mark.parametrize("show", ["matrix", "lines"])
def test_the_picture_is_saved_as_png(open_page, show):
    page = open_page("attention", text=TEXT, show=show)
    drawn(page, show=show)
    with page.expect_download() as caught:
        page.locator("[data-tool=save_picture]").click()
    picture = caught.value.path().read_bytes()
    assert picture.startswith(b"\x89PNG")
    assert len(picture) > 10_000


def test_a_long_text_fetches_the_exact_numbers_of_another_head(open_page, model):
    page = open_page("attention", text=LONG.strip(), layer=1, head=1)
    drawn(page, layer=1, head=1)
    one = traced(model, LONG.strip())
    page.get_by_role("button", name="2층 헤드 2", exact=True).click()
    drawn(page, layer=2, head=2)
    page.wait_for_selector(".attention[data-waiting=false]")
    verdict = page.locator(".verdict")
    root = page.locator(".attention")

    def exact() -> None:
        query, key = (int(root.get_attribute(f"data-{name}") or 0) for name in ("query", "key"))
        weight = float(one.layers[1].attention.weights[1, query, key])
        assert number(verdict, "data-tensor") == pytest.approx(weight, abs=1e-7)
        assert number(verdict, "data-difference") < 1e-6

    holds(exact)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1920])
def test_nothing_is_wider_than_the_screen(open_page, theme, width):
    page = open_page("attention", text=LONG.strip()[:60], theme=theme, width=width, lang="en")
    root = drawn(page)
    expect(root).to_have_attribute("data-theme", theme)
    fits(page)
    box = root.bounding_box()
    assert box
    assert box["width"] <= width


@pytest.fixture
def scripts(chromium: Browser, tmp_path: Path):
    """A blank page where names of the components' modules can be called."""
    page = chromium.new_page()
    page.set_default_timeout(PATIENCE)

    def load(modules: dict[str, tuple[str, ...]]) -> Page:
        entry = tmp_path / "entry.js"
        lines = [
            f'import {{ {", ".join(names)} }} from "{os.path.relpath(SCRIPTS / module, tmp_path)}";'
            for module, names in modules.items()
        ]
        listed = [name for names in modules.values() for name in names]
        entry.write_text("\n".join([*lines, f"Object.assign(window, {{ {', '.join(listed)} }});"]))
        page.add_script_tag(content=bundle(entry), type="module")
        page.wait_for_function(f"window.{listed[0]} !== undefined")
        return page

    yield load
    page.close()


@pytest.mark.parametrize("mode", ["bidirectional", "causal"])
def test_every_cell_computed_in_the_browser_equals_the_tensor(scripts, model, mode):
    one = traced(model, mode=mode)
    payload = attention_payload(one, Wanted(), {})
    modules = {
        "attention/cell.js": ("explainCell",),
        "attention/data.js": ("AttentionData",),
        "base/payload.js": ("unpack",),
    }
    page = scripts(modules)
    worst = page.evaluate(
        """(text) => {
          const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
          const data = new AttentionData(unpack(bytes));
          let worst = 0;
          for (let layer = 1; layer <= data.layers; layer += 1)
            for (let head = 1; head <= data.heads; head += 1)
              for (let query = 0; query < data.size; query += 1)
                for (let key = 0; key < data.size; key += 1) {
                  const cell = explainCell(data, layer, head, query, key);
                  worst = Math.max(worst, Math.abs(cell.weight - cell.tensor));
                }
          return worst;
        }""",
        base64.b64encode(payload).decode(),
    )
    # the browser sums in float64, PyTorch in float32: a score is off by about ε Σ|q_i k_i| / √d_k
    sums = [stages.q.abs() @ stages.k.abs().mT for stages in (layer.attention for layer in one.layers)]
    largest = max(float(total.max()) for total in sums) / one.layers[0].attention.q.shape[-1] ** 0.5
    assert worst < np.finfo(np.float32).eps * largest
    assert worst < 1e-5


def test_the_page_is_quiet(open_page):
    """No error reaches the browser's console while the page is used."""
    page = open_page("attention", text=TEXT)
    said: list[str] = []
    page.on("console", lambda message: message.type == "error" and said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    drawn(page)
    for choice in ("show-lines", "show-table", "unit-word", "sink-apart", "scale-linear", "show-matrix"):
        page.locator(f"[data-choice={choice}]").click()
        key, _, name = choice.partition("-")
        drawn(page, **{key: name})
    for text in ("배", "?!", "😀"):
        box = page.get_by_role("textbox").first
        box.fill(text)
        box.press("Enter")
        drawn(page, text=text)
    at_rest(page)
    assert said == []


def test_scripts_and_styles_are_kept_by_the_browser_and_sent_with_no_redraw(open_page):
    page = open_page("attention", text=TEXT)
    drawn(page)
    frames: list[bytes] = []
    page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: frames.append(bytes(frame))))
    page.reload()
    drawn(page)
    page.get_by_role("radio", name=t("sentence.causal", language="ko")).click()
    drawn(page, mode="causal")
    assert sum(map(len, frames)) > 10_000
    assert not [frame for frame in frames if b"adoptedStyleSheets" in frame]
    sizes = """() => performance.getEntriesByType("resource").filter(({ name }) => name.includes("/scripts/"))
      .map(({ transferSize, decodedBodySize }) => [transferSize, decodedBodySize > 50000])"""
    assert page.evaluate(sizes) == [[0, True]]
