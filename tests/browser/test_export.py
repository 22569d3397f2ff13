"""Every picture is saved as PNG and CSV: the files are opened."""

import csv
import io
import re
import struct
import zlib
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page

from lmcore import checkpoints, history
from lmcore.checkpoints import Checkpoint
from lmcore.trace import trace

TEXT = "배가 아프다."
COMPONENTS = {
    "overview": ("overview", "overview"),
    "query_key_value": ("steps-player", "query-key-value"),
    "next_word": ("distribution", "next-word"),
    "positions": ("waves", "positions"),
    "senses": ("senses", "배"),
    "learning": ("history", "history"),
}
"""Pages, the class of their picture's root, and what their files are called."""

FRAMED = ("positions", "learning")
"""Their picture stands in a lesson's frame, whose menu it has."""


@pytest.fixture(scope="module")
def loaded(checkpoint_folder: Path) -> Checkpoint:
    return checkpoints.load(checkpoint_folder)


def saved(page: Page, button: Locator) -> tuple[str, bytes]:
    """The name and the bytes of what a button saves."""
    with page.expect_download() as caught:
        button.click()
    return caught.value.suggested_filename, caught.value.path().read_bytes()


def rows_of(raw: bytes) -> list[list[str]]:
    assert raw.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline="")))


def size_of(raw: bytes) -> tuple[int, int]:
    """Width and height of a PNG that shows more than one colour."""
    assert raw.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", raw[16:24])
    place, packed = 8, b""
    while place < len(raw):
        (length,) = struct.unpack(">I", raw[place : place + 4])
        if raw[place + 4 : place + 8] == b"IDAT":
            packed += raw[place + 8 : place + 8 + length]
        place += 12 + length
    assert len(set(zlib.decompress(packed)[: 4 * width * height])) > 16
    return width, height


def twice(box: dict[str, float] | None) -> tuple[int, int]:
    assert box
    return tuple(2 * -int(-round(box[side], 3) // 1) for side in ("width", "height"))  # type: ignore[return-value]


@pytest.mark.parametrize("name", COMPONENTS)
def test_a_component_is_saved_as_png_and_csv(open_page, loaded, name):
    if name == "learning" and not history.steps(history.folder_of("small")):
        pytest.skip("no history beside the package")
    page = open_page(name, text=TEXT, mode="causal", **({"part": "history"} if name == "learning" else {}))
    look, file = COMPONENTS[name]
    root = page.locator(f".component.{look}")
    root.wait_for()
    framed = name in FRAMED
    png = page.locator("[data-export=png]" if framed else "[data-tool=export_png]").first
    called, picture = saved(page, png)
    assert called == (f"{file}.png" if framed else f"dotbogi-{file}.png")
    assert size_of(picture) == twice(root.bounding_box())
    in_frame = page.locator(".st-key-csv_" + file).get_by_role("button")
    _, table = saved(page, in_frame if framed else page.locator("[data-tool=export_csv]").first)
    check = globals().get(f"check_{name}", check_filled)
    check(rows_of(table), loaded)


def check_filled(rows: list[list[str]], _loaded: Checkpoint) -> None:
    assert len(rows) > 10
    assert {len(row) for row in rows} == {len(rows[0])}


def check_overview(rows: list[list[str]], loaded: Checkpoint) -> None:
    weights = trace(loaded.model, loaded.tokenizer, TEXT, "causal").layers[0].attention.weights.mean(0)
    found = [float(row[4]) for row in rows if row[:2] == ["attention", "1"]]
    assert rows[0] == ["kind", "layer", "token", "to", "value"]
    assert found == pytest.approx(weights.flatten().tolist(), abs=1e-6)


def check_positions(rows: list[list[str]], loaded: Checkpoint) -> None:
    table = loaded.model.position(len(rows) - 1)
    assert rows[0][:3] == ["p", "0", "1"]
    assert [float(cell) for cell in rows[4][1:]] == pytest.approx(table[3].tolist(), abs=1e-6)


def check_query_key_value(rows: list[list[str]], loaded: Checkpoint) -> None:
    tokens = len(loaded.tokenizer.tokenize(TEXT)) + 1
    weights = [float(row[rows[0].index("weight")]) for row in rows[1 : tokens + 1]]
    assert sum(weights) == pytest.approx(1, abs=1e-6)


def check_senses(rows: list[list[str]], _loaded: Checkpoint) -> None:
    assert len(rows) > 100
    assert any("배" in cell for cell in rows[1])


def test_a_plotly_figure_is_saved_as_png_svg_and_csv(open_page):
    page = open_page("neural_network", lang="en")
    figure = page.locator(".st-key-lesson_figure_neural_loss")
    figure.locator(".main-svg").first.wait_for()
    called, picture = saved(page, figure.locator("[data-export=png]"))
    assert called == "neural_loss.png"
    assert size_of(picture) == twice(figure.locator(".svg-container").bounding_box())
    _, drawing = saved(page, figure.locator("[data-export=svg]"))
    assert re.search(rb"<svg[^>]*>.*@font-face.*<path", drawing, re.DOTALL)
    _, table = saved(page, figure.get_by_role("button", name="CSV"))
    assert rows_of(table)[1][0] == "0"


def test_a_component_in_a_lesson_has_one_menu_and_exact_numbers(open_page):
    page = open_page("neural_network", lang="en")
    figure = page.locator(".st-key-lesson_figure_neural_graph")
    figure.locator(".component").wait_for()
    assert not figure.locator(".export").is_visible()
    _, drawing = saved(page, figure.locator("[data-export=svg]"))
    assert b"<circle" in drawing
