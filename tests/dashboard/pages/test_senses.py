"""The senses page: what the browser is sent equals lmcore, and odd words and sentences are named."""

import json
import re

import numpy as np
import pytest
import torch

from dashboard.components.base.payload import unpack
from dashboard.figures.senses import MODES, Reading, senses_payload
from dashboard.pages.senses.word_box import MORE, PRESETS
from dashboard.texts import t
from lmcore import checkpoints
from lmcore.analysis.occurrences import search
from lmcore.analysis.sense_calibration import STEPS
from lmcore.analysis.sense_examples import examples_of, labelled_words
from lmcore.analysis.sense_planes import corners
from lmcore.analysis.senses import fit_space
from lmcore.analysis.words import tokens_of, word_vectors
from lmcore.trace import trace

SENTENCES = ["배가 아프다.", "배가 항구를 떠난다.", "애플, 겨울 배가 맛있단다!", "두 배 증가했다."]


@pytest.fixture(scope="module")
def loaded(checkpoint_folder):
    return checkpoints.load(checkpoint_folder)


@pytest.fixture(scope="module")
def occurrences(loaded):
    return [search(loaded.tokenizer, text, "배").found[0] for text in SENTENCES]


@pytest.fixture(scope="module")
def readings(loaded, occurrences):
    """With labelled examples (few, to be quick)."""
    labelled = examples_of("배")[::8]
    marked = [item.marked for item in occurrences]
    return {
        mode: Reading(
            word_vectors(loaded.model, loaded.tokenizer, marked, mode),
            fit_space(loaded.model, loaded.tokenizer, labelled, mode),
        )
        for mode in MODES
    }


def payload(loaded, occurrences, readings):
    with torch.inference_mode():
        rows = np.stack([loaded.model.W_E[list(item.ids)].mean(0).numpy() for item in occurrences])
    return unpack(senses_payload("배", (1, 2, 3, 4), occurrences, rows, readings, {"table": "표"}))


def cosine(a, b):
    a, b = a.double(), b.double()
    return float(a @ b / a.norm() / b.norm())


def test_cosines_are_those_of_the_residual_streams(loaded, occurrences, readings):
    header, arrays = payload(loaded, occurrences, readings)
    assert [point["label"] for point in header["points"]] == ["1", "2", "3", "4"]
    for m, mode in enumerate(MODES):
        traces = [trace(loaded.model, loaded.tokenizer, text, mode) for text in SENTENCES]
        places = [
            tokens_of(one.tokens, item.marked)[0] for one, item in zip(traces, occurrences, strict=True)
        ]
        for layer in range(loaded.config.n_layers + 1):
            streams = [one.residual(layer)[place] for one, place in zip(traces, places, strict=True)]
            for a in range(4):
                for b in range(4):
                    shown = arrays["between"][m, layer, a, b]
                    assert shown == pytest.approx(cosine(streams[a], streams[b]), abs=1e-5)


def test_decisions_are_those_of_the_space(loaded, occurrences, readings):
    header, arrays = payload(loaded, occurrences, readings)
    assert header["senses"] == ["belly", "pear", "ship", "times"]
    assert header["layer"] == readings["bidirectional"].space.best_layer
    for m, mode in enumerate(MODES):
        space = readings[mode].space
        for point in range(4):
            decisions = space.decide(readings[mode].vectors[point])
            for layer, decision in enumerate(decisions):
                assert np.allclose(arrays["scores"][m, point, layer], decision.scores, atol=1e-6)
                assert np.allclose(arrays["to_senses"][m, point, layer], decision.cosines, atol=1e-6)
                sure, maybe = arrays["thresholds"][m, layer]
                step = 0 if decision.margin >= sure else 1 if decision.margin >= maybe else 2
                assert STEPS[step] == decision.step
            named = [decision.sense for decision in decisions]
            settled = int(arrays["settled"][m, point])
            assert set(named[settled:]) == {named[-1]}
            assert settled == 1 or named[settled - 1] != named[-1]
        found = [c.accuracy for c in space.calibrations]
        assert np.allclose(arrays["reliability"][m], [(c.accuracy, c.low, c.high) for c in found])
        for layer, calibration in enumerate(space.calibrations):
            bands = [(band.n, band.right) for band in calibration.bands]
            assert np.allclose(arrays["bands"][m, layer], bands)
            assert arrays["bands"][m, layer, :, 0].sum() == len(header["examples"])


def test_places_are_those_of_both_kinds_of_axes(loaded, occurrences, readings):
    _, arrays = payload(loaded, occurrences, readings)
    assert np.allclose(arrays["corners"], corners(4))
    for m, mode in enumerate(MODES):
        space, vectors = readings[mode].space, readings[mode].vectors
        assert np.allclose(arrays["places"][m], space.project(vectors), atol=1e-6)
        assert np.allclose(arrays["seats"][m], space.scores(vectors) @ corners(4), atol=1e-6)
        assert np.allclose(arrays["example_seats"][m], space.unseen @ corners(4), atol=1e-5)


def test_words_after_the_same_tokens_are_one_vector_to_a_causal_mask(loaded, occurrences, readings):
    header, arrays = payload(loaded, occurrences, readings)
    prefixes = [point["prefix"] for point in header["points"]]
    assert prefixes[0] == prefixes[1]
    assert len(set(prefixes)) == 3
    causal = MODES.index("causal")
    assert np.allclose(arrays["between"][causal, :, 0, 1], 1, atol=1e-6)
    assert np.allclose(arrays["embedding"], 1, atol=1e-6)  # layer 0 without positions: one vector
    assert np.allclose(arrays["places"][causal, 0], arrays["places"][causal, 1], atol=1e-5)


def test_without_labels_there_are_places_and_cosines_only(loaded, occurrences, readings):
    bare = {mode: Reading(readings[mode].vectors, None) for mode in MODES}
    header, arrays = payload(loaded, occurrences, bare)
    assert header["senses"] == header["examples"] == []
    assert not {"scores", "to_senses", "seats"} & set(arrays)
    assert np.isfinite(arrays["places"]).all()
    single = {mode: Reading(readings[mode].vectors[:1], None) for mode in MODES}
    header, arrays = payload(loaded, occurrences[:1], single)
    assert arrays["between"].shape[2:] == (1, 1)
    assert np.isfinite(arrays["places"]).all()


def test_two_words_of_one_sentence_have_letters(loaded):
    found = search(loaded.tokenizer, "배가 아프다. 어머니 배", "배").found
    vectors = word_vectors(loaded.model, loaded.tokenizer, [item.marked for item in found], "causal")
    reading = Reading(vectors, None)
    rows = vectors[:, 0]
    header, _ = unpack(senses_payload("배", (3, 3), found, rows, dict.fromkeys(MODES, reading), {}))
    assert [point["label"] for point in header["points"]] == ["3a", "3b"]


def test_every_labelled_word_has_sentences_to_begin_with_that_are_no_examples():
    assert sorted(PRESETS) == sorted(labelled_words())
    for word, lines in [*PRESETS.items(), *MORE.items()]:
        assert all(word in line for line in lines), word
        assert not {example.marked.text for example in examples_of(word)} & set(lines)


def sent(app):
    """What was drawn; fails where nothing was."""
    found = drawn(app)
    assert found is not None
    return found


def drawn(app):
    """The payload that the page handed to its component, or None."""
    found = list(_protos(app._tree.main))
    return unpack(found[0]) if found else None


def _protos(node):
    proto = getattr(node, "proto", None)
    if (
        proto is not None
        and type(proto).__name__ == "BidiComponent"
        and proto.component_name == "dotbogi.senses"
    ):
        yield proto.bytes
    for child in getattr(node, "children", {}).values():
        yield from _protos(child)


def test_the_report_is_there_to_begin_with(open_app):
    app = open_app("senses").run()
    assert not app.exception
    assert app.text_area[0].value.split("\n") == SENTENCES
    header, _ = sent(app)
    assert [point["text"] for point in header["points"]] == SENTENCES


@pytest.mark.parametrize(
    ("lines", "word", "key", "left"),
    [
        ("배가 아프다.\n나는 어제 밥을 먹었다.", "배", "senses.missing", 1),
        ("나는 어제 밥을 먹었다.", "배", "senses.missing", 0),
        ("\n".join(["배가 아프다."] * 15), "배", "senses.too_many", 12),
        ("어머니가 왔다.\n학생들이 왔다.", "학생", "senses.missing", None),
    ],
)
def test_what_cannot_be_drawn_is_said(open_app, lines, word, key, left):
    app = open_app("senses", lines=lines, word=word).run()
    assert not app.exception
    pattern = re.sub(r"\\{\w+\\}", ".+", re.escape(t(key)).replace(re.escape("이(가)"), "[이가]"))
    assert any(re.fullmatch(pattern, warning.value) for warning in app.warning), [
        w.value for w in app.warning
    ]
    found = drawn(app)
    if left is not None:
        assert (len(found[0]["points"]) if found else 0) == left


def test_empty_sentences_leave_the_page_working(open_app):
    app = open_app("senses", lines="").run()
    assert not app.exception
    assert any("배" in info.value for info in app.info)
    assert drawn(app) is None


def test_another_homonym_gets_its_senses_by_name(open_app, loaded):
    app = open_app("senses", word="차").run()
    assert not app.exception
    header, arrays = sent(app)
    assert header["senses"] == ["car", "difference", "tea"]
    marked = [search(loaded.tokenizer, line, "차").found[0].marked for line in PRESETS["차"]]
    for m, mode in enumerate(MODES):
        space = fit_space(loaded.model, loaded.tokenizer, examples_of("차"), mode)
        vectors = word_vectors(loaded.model, loaded.tokenizer, marked, mode)
        assert np.allclose(arrays["scores"][m], space.scores(vectors), atol=1e-4)


def test_another_word_has_no_decision(open_app):
    app = open_app("senses", word="겨울", lines="겨울 배가 맛있단다!\n겨울 밥을 먹었다.").run()
    assert not app.exception
    header, _ = sent(app)
    assert header["senses"] == []
    assert any("겨울" in info.value for info in app.info)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("word", "두 낱말"),
        ("layer", "99"),
        ("view", "x"),
        ("plane", "x"),
        ("zlines", "!!"),
    ],
)
def test_nonsense_in_the_link_is_named(open_app, key, value):
    app = open_app("senses", **{key: value}).run()
    assert not app.exception
    assert any(f"{key}=" in warning.value for warning in app.warning)
    assert key not in app.query_params
    assert drawn(app) is not None


def test_typing_and_choosing_go_into_the_link(open_app):
    app = open_app("senses").run()
    app.text_area[0].set_value("배가 아프다.\n배를 탔다.").run()
    assert app.query_params["lines"] == "배가 아프다.\n배를 탔다."
    offered = next(group for group in app.button_group if group.label == t("senses.add"))
    offered.set_value(MORE["배"][0]).run()
    assert app.query_params["lines"].split("\n")[-1] == MORE["배"][0]
    app.text_area[0].set_value("\n".join(SENTENCES)).run()
    assert "lines" not in app.query_params
    app.text_area[0].set_value("").run()
    assert app.text_area[0].value == app.query_params["lines"] == ""


def test_too_long_for_a_plain_link_is_packed(open_app):
    app = open_app("senses").run()
    app.text_area[0].set_value("\n".join(["배가 아프다고 해서 병원에 갔다."] * 11)).run()
    assert not app.exception
    assert "zlines" in app.query_params
    assert len(sent(app)[0]["points"]) == 11


def test_the_strings_of_the_component_are_sent_in_the_readers_language(open_app):
    for language, name in (("ko", "모름"), ("en", "open")):
        header, _ = sent(open_app("senses", lang=language).run())
        assert header["texts"]["step_unknown"] == name
        assert json.dumps(header["texts"], ensure_ascii=False)
