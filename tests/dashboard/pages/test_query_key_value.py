"""질의·키·값: the steps show the live model, the view is the URL."""

import numpy as np
import pytest
import torch

from dashboard.components.base.payload import unpack
from dashboard.pages.query_key_value import STEPS
from dashboard.pages.query_key_value.origin import _products
from dashboard.texts import t
from lmcore import checkpoints
from lmcore.analysis.looking import look
from lmcore.trace import trace
from tests.dashboard.helpers import formulas

TEXT = "얘, 겨울 배가 맛있단다!"
PAGE = "query_key_value"


@pytest.fixture(scope="module")
def loaded(checkpoint_folder):
    return checkpoints.load(checkpoint_folder)


def payload_of(app):
    """What the page hands to its component."""
    assert not app.exception, app.exception[0].message
    assert not app.error, app.error[0].value
    component = next(node for node in app.get("bidi_component") if PAGE in node.proto.component_name)
    return unpack(component.proto.bytes)


@pytest.mark.parametrize("mode", ["bidirectional", "causal"])
def test_a_link_shows_its_head_word_key_and_step(open_app, loaded, mode):
    view = {"layer": "2", "head": "2", "query": "3", "key": "1", "step": "5"}
    header, arrays = payload_of(open_app(PAGE, text=TEXT, mode=mode, **view).run())
    assert {key: str(header[key]) for key in view} == view
    traced = trace(loaded.model, loaded.tokenizer, TEXT, mode)
    found = look(traced, 1, 1, 3)
    for name in ("x", "q", "k", "v", "scores", "scaled", "weights", "z", "undivided"):
        np.testing.assert_allclose(arrays[name], getattr(found, name), rtol=1e-5, atol=1e-6)
    assert arrays["open"].tolist() == found.open.int().tolist()
    weights = traced.layers[1].attention.weights[1]
    np.testing.assert_allclose((arrays["matrix"] / 255) ** 2, weights, atol=1 / 255)


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("step", range(1, len(STEPS) + 1))
def test_every_step_has_its_words(open_app, step, language):
    header, _ = payload_of(open_app(PAGE, text=TEXT, step=str(step), lang=language).run())
    name = STEPS[step - 1]
    for key in ("short", "title", "about", "number"):
        assert header["texts"][f"{key}_{name}"] == t(f"{PAGE}.view.{key}_{name}", language=language)


@pytest.mark.parametrize(
    "text", ["배", "?!", "😀👩‍👩‍👧", "<b>배</b> **가** $x$ \\frac", "배가 항구를 떠난다. " * 120]
)
@pytest.mark.parametrize("query", ["0", "30", "511"])
def test_any_sentence_has_its_steps(open_app, text, query):
    header, arrays = payload_of(open_app(PAGE, text=text, mode="causal", query=query, key="200").run())
    size = len(header["labels"])
    assert max(header["query"], header["key"]) < size == len(arrays["weights"])


def test_nonsense_in_the_link_is_named(open_app):
    nonsense = {"layer": "0", "head": "99", "query": "-1", "key": "x", "step": "8"}
    app = open_app(PAGE, **nonsense).run()
    payload_of(app)
    said = "\n".join(warning.value for warning in app.warning)
    assert [key for key in nonsense if f"{key}=" not in said] == []


def test_the_division_is_covered_until_somebody_guesses(open_app, loaded):
    app = open_app(PAGE, text=TEXT).run()
    header, _ = payload_of(app)
    assert header["covered"]
    layer, head = header["layer"] - 1, header["head"] - 1
    found = look(trace(loaded.model, loaded.tokenizer, TEXT), layer, head, header["query"])
    guess = next(pills for pills in app.button_group if pills.key == "predict_scaling")
    guess.set_value(1).run()
    assert not payload_of(app)[0]["covered"]
    change = found.undivided_entropy - found.entropy
    said = " ".join(box.value for box in (*app.success, *app.info))
    assert f"{found.entropy:.2f}" in said
    assert f"{found.undivided_entropy:.2f}" in said
    assert t(f"{PAGE}.answer_{'same' if abs(change) < 0.05 else 'sharper'}") in said
    assert not payload_of(open_app(PAGE, text=TEXT, step="3").run())[0]["covered"]


def test_where_the_numbers_come_from_ends_in_the_models_numbers(open_app, loaded):
    app = open_app(PAGE, text=TEXT, mode="causal", layer="1", head="1", query="4", key="2").run()
    found = look(trace(loaded.model, loaded.tokenizer, TEXT, "causal"), 0, 0, 4)
    shown = formulas(app)
    ends = (
        f"{found.q[0]:.4f}",
        f"{found.scores[2]:.4f}",
        f"{found.scaled[2]:.4f}",
        f"{found.weights[2]:.6f}",
        f"{found.z[0]:.4f}",
    )
    for number in ends:
        assert f"{number}$$" in shown, number


def test_products_written_out_and_the_rest_add_up():
    a, b = torch.tensor([1.0, -2.0, 3.0, 0.5, 0.25]), torch.tensor([1.0, 1.0, 1.0, 1.0, 1.0])
    assert _products(a, b) == r"1.0000-2.0000+3.0000+0.7500_{\text{2}}"
    assert _products(a[:2], b[:2]) == "1.0000-2.0000"
