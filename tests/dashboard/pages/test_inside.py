"""The pages on the model's inside: every part, its view in the URL, and that it shows what the model does."""

import math

import numpy as np
import pandas as pd
import pytest
import torch

from dashboard.components.base.payload import unpack
from dashboard.figures import feedforward as unit_figures
from dashboard.figures import grid as grids
from dashboard.figures import heads as head_figures
from dashboard.figures import layers as layer_figures
from dashboard.pages.heads import common
from dashboard.pages.layers import logit
from dashboard.texts import t
from lmcore import checkpoints
from lmcore.analysis import contributions as contributing
from lmcore.analysis import lens as lenses
from lmcore.analysis import stream as streaming
from lmcore.analysis.contributions import Part
from lmcore.analysis.stream import NONE
from tests.dashboard.helpers import assert_well, pictures

PARTS = {
    "layers": ["lens", "steps", "movement", "logit"],
    "heads": ["writes", "output", "jobs", "bae"],
    "feedforward": ["units", "relu"],
}
EVERY = [(page, part) for page, parts in PARTS.items() for part in parts]
TEXT = "얘, 겨울 배가 맛있단다!"


@pytest.fixture(scope="module")
def loaded(checkpoint_folder):
    return checkpoints.load(checkpoint_folder)


@pytest.fixture(scope="module", params=["bidirectional", "causal"])
def read(request, loaded):
    """(checkpoint, mask, ids, stream of all places)."""
    ids = torch.tensor([loaded.tokenizer.bos_id, *loaded.tokenizer.encode(TEXT)])
    return (
        loaded,
        request.param,
        ids,
        streaming.read(loaded.model, ids, request.param, loaded.tokenizer.mask_id),
    )


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("mode", ["bidirectional", "causal"])
@pytest.mark.parametrize(("page", "part"), EVERY)
def test_every_part_opens(open_app, page, part, mode, language):
    chosen = {"layers": {"at": "3"}, "feedforward": {"linear": "2"}}.get(page, {})
    app = assert_well(open_app(page, part=part, mode=mode, lang=language, **chosen).run())
    assert not app.warning
    assert t("lesson.origin", language=language) in [box.label for box in app.expander]


@pytest.mark.parametrize("text", ["배", "?!…,.", "😀👩‍👩‍👧", "<b>배</b> **가** $x$", "배 " * 30])
@pytest.mark.parametrize(("page", "part"), EVERY)
def test_every_part_takes_any_sentence(open_app, page, part, text):
    app = assert_well(open_app(page, part=part, text=text, at="9", linear="1").run())
    assert pictures(app)


@pytest.mark.slow
@pytest.mark.parametrize(("page", "part"), EVERY)
def test_every_part_takes_a_full_context(open_app, page, part):
    app = open_app(page, part=part, text="배가 항구를 떠난다. " * 120, linear="1").run(timeout=300)
    assert pictures(assert_well(app))


NONSENSE = {
    "layers": {
        "at": "-1", "stage": "99", "target": "999999", "rival": "x", "part_of": "h0.1", "colour": "red",
        "phrases": "가" * 401,
    },
    "heads": {"head": "9.99", "job": "x", "measure": "cosine", "at": "x"},
    "feedforward": {"unit": "99999", "layer": "0", "linear": "1,99"},
}  # fmt: skip


@pytest.mark.parametrize(("page", "part"), EVERY)
def test_nonsense_is_named_whatever_part_is_on_screen(open_app, page, part):
    app = assert_well(open_app(page, part=part, **NONSENSE[page]).run())
    said = [warning.value for warning in app.warning]
    shown = [key.replace("_", r"\_") for key in NONSENSE[page]]  # a warning is markdown
    assert all(any(f"{key}=" in text for text in said) for key in shown)


@pytest.mark.parametrize("halves", [False, True])
@pytest.mark.parametrize("measure", layer_figures.MEASURES)
def test_the_lens_grid_shows_the_lens(read, measure, halves):
    loaded, _, ids, stream = read
    model, pieces = loaded.model, [f"t{id}" for id in range(loaded.config.vocabulary_size)]
    found = lenses.lens(model, stream if halves else stream[::2], streaming.next_ids(ids))
    stages, labels = [f"s{n}" for n in range(len(found.top_ids))], [f"p{n}" for n in range(len(ids))]
    keys = ("corner", "actual", "entropy", "nothing", "label", "hidden", "legend", "low", "high")
    names = {key: key for key in keys} | {"rank": "{rank}/{p:.4f}"}
    grid = layer_figures.lens_grid(found, measure, stages, labels, pieces.__getitem__, (1, 2), None, names)
    header, arrays = unpack(grids.payload(grid))
    for row in range(len(stages)):
        for column in range(len(ids)):
            assert header["text"][row][column] == f"t{int(found.top_ids[row, column, 0])}"
            tip = header["tips"][row][column]
            assert f"{float(found.top_probabilities[row, column, 0]):.4f}" in tip
            if found.target[column] != NONE:
                assert f"{int(found.rank[row, column])}/{float(found.probability[row, column]):.4f}" in tip
    shade = arrays["shade"][:, :-1]
    assert ((shade >= 0) & (shade <= 1)).all()
    if measure == "probability":
        np.testing.assert_allclose(shade**2, found.probability[:, :-1], atol=1e-6)


def test_a_covered_column_gives_nothing_away(read):
    loaded, _, ids, stream = read
    found = lenses.lens(loaded.model, stream[::2], streaming.next_ids(ids))
    stages, labels = ["s"] * len(found.top_ids), ["p"] * len(ids)
    names = dict.fromkeys(
        ("corner", "actual", "rank", "entropy", "nothing", "label", "hidden", "legend", "low", "high"), ""
    )
    grid = layer_figures.lens_grid(found, "probability", stages, labels, str, (0, 3), 3, names)
    header, arrays = unpack(grids.payload(grid))
    assert {row[3] for row in header["text"]} == {"?"}
    assert np.isnan(arrays["shade"][:, 3]).all()


def test_the_bars_of_a_logit_add_up_to_it(read):
    loaded, mode, ids, _ = read
    reading = streaming.read_place(loaded.model, ids, 4, mode, loaded.tokenizer.mask_id)
    target = int(reading.logits.argmax())
    found = contributing.contributions(loaded.model, reading, target)
    drawn = layer_figures.part_bars(found, 5, found.parts[0], str, {"rest": "{n}", "total": "sum"})
    *parts, total = [bar.value for bar in drawn]
    assert sum(parts) == pytest.approx(float(reading.logits[target]), abs=1e-4)
    assert total == pytest.approx(float(reading.logits[target]), abs=1e-4)
    keys = {key: key for key in ("label", "corner", "feedforward", "sum", "value", "legend")} | {
        "column": "{name}"
    }
    layers = [f"l{n}" for n in range(loaded.config.n_layers)]
    text = layer_figures.parts_grid(found, found.parts[0], layers, keys).text
    heads = loaded.config.n_heads
    for part, value in zip(found.parts, found.values.tolist(), strict=True):
        if part.layer >= 0:
            assert text[part.layer][part.head if part.kind == "head" else heads] == f"{value:+.2f}"


@pytest.mark.parametrize(
    ("raw", "part"), [("e", Part("embedding")), ("f2", Part("feedforward", 1)), ("h1.3", Part("head", 0, 2))]
)
def test_a_part_of_the_model_is_read_from_a_link(raw, part):
    assert logit.parse_part(raw) == part


@pytest.mark.parametrize("raw", ["", "x", "f0", "h1", "h1.0", "h1.2.3", "f1\n", "h٣.1"])
def test_what_names_no_part_is_refused(raw):
    with pytest.raises(ValueError):
        logit.parse_part(raw)


def test_the_head_grid_is_symmetric_about_nothing():
    values = np.array([[0.5, -1.0], [0.25, 0.0]])
    names = {key: key for key in ("label", "corner", "name", "legend")}
    grid = head_figures.head_grid(values, "{:+.2f}", (0, 1), ["1", "2"], "diverging", names)
    np.testing.assert_allclose(grid.shade, 0.5 + 0.5 * values)
    assert grid.text == [["+0.50", "-1.00"], ["+0.25", "+0.00"]]


def test_every_unit_is_a_dot():
    hidden = np.array([0.0, 4.0, 1.0, 0.0, 0.0], "float32")
    grid = unit_figures.field(hidden, 2, {key: key for key in ("label", "unit", "value", "off", "legend")})
    assert grid.shade.shape == (2, 3)
    assert grid.chosen == (0, 2)
    np.testing.assert_allclose(grid.shade[0, 1:], [1, math.sqrt(1 / 4)])
    assert np.isnan(grid.shade.flatten()[[0, 3, 4]]).all()
    assert grid.tips[1][2] == "", "beyond the last unit"


def test_marked_sentences_are_escaped():
    html = unit_figures.sentences([("<b>배</b>가\n", (3, 4), 1.5, 1.0)])
    assert "&lt;b&gt;<mark" in html
    assert "<b>배" not in html
    assert "⏎" in html or "\n" not in html


def test_frames_have_one_row_a_head(loaded, monkeypatch):
    values = torch.arange(6.0).reshape(2, 3)
    frame = common.frame({"v": values})
    assert frame["v"].tolist() == list(range(6))
    assert frame.iloc[4].tolist() == [2, 2, 4.0]
    assert isinstance(frame, pd.DataFrame)
    assert common.strongest(values) == (1, 2)
