"""한눈에: the picture shows the live model, for every sentence, mask and link."""

from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest
import torch

from dashboard.components.base.payload import unpack
from dashboard.figures.overview import overview_payload, scales
from dashboard.pages.overview.links import page_links
from dashboard.texts import t
from lmcore import checkpoints
from lmcore.analysis.passage import passage
from lmcore.trace import trace
from tests.dashboard.conftest import go_to

TEXT = "얘, 겨울 배가 맛있단다!"


@pytest.fixture(scope="module")
def loaded(checkpoint_folder):
    return checkpoints.load(checkpoint_folder)


def payload_of(app):
    """What the page hands to its component."""
    assert not app.exception, app.exception[0].message
    assert not app.error, app.error[0].value
    component = next(node for node in app.get("bidi_component") if "overview" in node.proto.component_name)
    return unpack(component.proto.bytes)


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("mode", ["bidirectional", "causal"])
def test_the_first_page_shows_the_way_of_the_sentence(open_app, loaded, mode, language):
    app = open_app("overview", text=TEXT, mode=mode, lang=language).run()
    header, arrays = payload_of(app)
    assert header["texts"]["mean"] == t("overview.view.mean", language=language)
    assert header["mode"] == mode
    assert (header["hidden"] == header["chosen"] + 1) == (mode == "bidirectional")
    assert arrays["vectors"].shape[0] == loaded.config.n_layers + 4


def test_a_token_and_a_head_come_from_the_link(open_app, loaded):
    header, arrays = payload_of(open_app("overview", text=TEXT, mode="causal", at="2", head="2").run())
    plain = trace(loaded.model, loaded.tokenizer, TEXT, "causal")
    assert (header["chosen"], header["head"]) == (2, "2")
    weights = torch.stack([layer.attention.weights[1] for layer in plain.layers])
    np.testing.assert_allclose(arrays["weights"], weights, atol=1e-6)
    np.testing.assert_allclose(arrays["hidden"], torch.stack([x.hidden[2] for x in plain.layers]), atol=1e-5)
    p = plain.logits[2].double().softmax(-1)
    assert header["actual"]["probability"] == pytest.approx(float(p[plain.ids[3]]), rel=1e-4)


@pytest.mark.parametrize(
    "text", ["배", "?!", "😀👩‍👩‍👧", "<b>배</b> **가** $x$", "배가 항구를 떠난다. " * 120]
)
@pytest.mark.parametrize("mode", ["bidirectional", "causal"])
@pytest.mark.parametrize("at", ["0", "20", "511"])
def test_any_sentence_has_its_picture(open_app, text, mode, at):
    header, arrays = payload_of(open_app("overview", text=text, mode=mode, at=at).run())
    window = arrays["vectors"].shape[1]
    assert window <= 24
    assert header["first"] <= header["chosen"] < header["first"] + window <= header["length"]
    assert len(header["labels"]) == window


def test_nonsense_in_the_link_is_named(open_app):
    app = open_app("overview", at="-1", head="9", dim="0").run()
    payload_of(app)
    said = "\n".join(warning.value for warning in app.warning)
    assert all(f"{key}=" in said for key in ("at", "head", "dim"))


@pytest.mark.parametrize("mode", ["bidirectional", "causal"])
def test_every_box_opens_a_page_that_takes_its_link(open_app, loaded, mode):
    header, _ = payload_of(open_app("overview", text=TEXT, mode=mode, at="3", head="1").run())
    addresses = {urlsplit(address).path: address for address in header["links"].values()}
    for page, address in addresses.items():
        view = {key: values[0] for key, values in parse_qs(urlsplit(address).query).items()}
        assert (view["text"], view["mode"]) == (TEXT, mode)
        app = open_app(page, **view).run()
        assert not app.exception
        assert not app.warning, (page, app.warning[0].value)
        assert app.title[0].value == t(f"{page}.title")


def test_links_go_to_the_step_they_stand_at(loaded):
    layers = loaded.config.n_layers
    found = page_links("causal", 3, None, layers)
    assert found[f"attention_{layers}"].query == {
        "mode": "causal", "layer": str(layers), "head": "mean", "query": "3"
    }  # fmt: skip
    assert found["next_word"].query["at"] == "4"
    assert page_links("causal", 3, 1, layers)["query_key_value_1"].query["head"] == "2"


def test_the_first_page_is_also_at_its_own_path(open_app):
    """Both addresses are one page, so its widgets keep their state and its links their keys."""
    app = open_app("overview", text=TEXT, at="2").run()
    assert not app.warning
    go_to(app, "overview_first").run()
    assert app.title[0].value == t("overview.title")
    assert payload_of(app)[0]["chosen"] == 2


def test_a_giant_number_does_not_pale_the_others():
    vectors = torch.randn(2, 5, 8, generator=torch.Generator().manual_seed(0))
    plain = scales(vectors)
    vectors[1, 0, 3] = 1000
    np.testing.assert_allclose(scales(vectors)[0], plain[0])
    assert scales(vectors)[1] < 5


def test_the_payload_names_what_it_shows(loaded):
    traced = trace(loaded.model, loaded.tokenizer, TEXT, "causal")
    found = passage(traced, 1)
    pieces = {int(id): f"t{int(id)}" for id in found.top_ids.flatten()}
    labels = [f"w{place}" for place in range(len(traced.tokens))]
    header, arrays = unpack(overview_payload(found, labels, pieces, {}))
    assert header["labels"] == labels
    assert header["topPieces"][1][0] == f"t{int(traced.logits[1].argmax())}"
    assert len(arrays["scales"]) == len(arrays["vectors"])
