"""The page 밑바닥부터: its steps run, its code is the code that computed, its inputs can be anything."""

import inspect
import math

import numpy as np
import pandas as pd
import pytest
import torch

from dashboard.figures import scratch as figures
from dashboard.figures.palette import LIGHT
from dashboard.pages.from_scratch import common as common
from dashboard.pages.from_scratch.page import PARTS
from dashboard.texts import t
from dashboard.view.subject import Subject
from lmcore import checkpoints
from lmcore.analysis import scratch
from tests.dashboard.helpers import assert_well, pictures

FLAT = ",".join(repr(one) for row in scratch.INPUTS for one in row)


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("part", PARTS)
def test_a_step_works_in_both_languages(open_app, part, language):
    app = open_app("from_scratch", part=part, lang=language).run()
    assert_well(app)
    assert app.code or part == "questions"


@pytest.mark.parametrize(
    "text", ["배", "😀👩‍👩‍👧", "<b>배</b> $x$ {a} \\", "나는 어제 밥을 먹었다.", "배가 항구를 떠난다. " * 80]
)
@pytest.mark.parametrize("part", [part for part in PARTS if part != "questions"])
def test_a_step_takes_the_readers_sentence(open_app, part, text):
    app = assert_well(open_app("from_scratch", part=part, source="sentence", text=text).run())
    assert app.code
    assert pictures(app)


def test_a_sentence_lends_the_first_three_numbers_of_its_embeddings(checkpoint_folder):
    loaded = checkpoints.load(checkpoint_folder)
    words = common.of_sentence(Subject(str(checkpoint_folder), text="나는 어제 밥을 먹었다."))
    ids = loaded.tokenizer.encode("나는 어제 밥을 먹었다.")[: common.MOST_WORDS]
    expected = loaded.config.embedding_scale * loaded.model.W_E[ids, :3].detach()
    assert torch.equal(words.x, expected)
    assert len(words.names) == len(ids)


@pytest.mark.parametrize("part", [part for part in PARTS if part != "questions"])
def test_the_code_on_the_page_is_what_ran(open_app, part):
    """Executed on its own, the shown source gives the functions' own results."""
    shown = open_app("from_scratch", part=part).run().code[0].value
    room = {"torch": torch, "Tensor": torch.Tensor, "math": math}
    room |= {
        name: getattr(scratch, name) for name in dir(scratch) if inspect.isfunction(getattr(scratch, name))
    }
    own = dict(room)
    exec(shown, room)
    x, W = torch.tensor(scratch.INPUTS), scratch.random_matrices(123)
    calls = {
        "dot_scores": (x,), "softmax": (x,), "simple_attention": (x,), "context_vectors": (x[:, :1], x[:1]),
        "random_matrices": (7,), "scaled_scores": (x, x), "trainable_attention": (x, *W),
        "hide_future": (x @ x.T,), "zero_future": (x @ x.T,), "causal_attention": (x, *W),
        "dropout": (x, 0.5, 3), "stacked_heads": (x, [W, W]), "split_heads": (x, *W, 2),
    }  # fmt: skip
    redefined = [name for name in calls if room[name] is not own[name]]
    assert redefined
    for name in redefined:
        found, expected = room[name](*calls[name]), own[name](*calls[name])
        for one, other in zip(found, expected, strict=True):
            assert torch.equal(one, other), name


def test_the_printed_numbers_stand_beside_equal_ones(open_app):
    app = open_app("from_scratch").run()
    table = app.dataframe[-1].value
    own, printed = table.iloc[:, 1:4].to_numpy(), table.iloc[:, 4:7].to_numpy()
    np.testing.assert_array_equal(own, printed.round(4))
    assert set(table["="]) == {"✓"}
    assert any(t("from_scratch.compare_same", count=18, all=18) == one.value for one in app.markdown)


def test_changed_inputs_change_everything_and_stand_in_the_link(open_app):
    changed = FLAT.replace("0.43", "-2.5", 1)
    app = open_app("from_scratch", x=changed).run()
    assert_well(app)
    x = torch.tensor([[float(one) for one in changed.split(",")]]).view(6, 3)
    table = app.dataframe[-1].value
    np.testing.assert_allclose(table.iloc[:, 1:4].to_numpy(), scratch.simple_attention(x).numpy(), atol=6e-5)
    assert "≠" in set(table["="])
    assert app.query_params["x"] == changed
    next(button for button in app.button if button.label == t("from_scratch.reset")).click().run()
    assert_well(app)
    assert "x" not in app.query_params
    assert set(app.dataframe[-1].value["="]) == {"✓"}


@pytest.mark.parametrize(
    "raw", ["", "1,2,3", FLAT + ",1", FLAT.replace("0.43", "nan"), FLAT.replace("0.43", "1e9"), "x"]
)
def test_nonsense_for_inputs_is_refused(raw):
    with pytest.raises(ValueError):
        common.parse_rows(raw)


def test_inputs_come_back_from_their_link():
    assert common.parse_rows(FLAT) == scratch.INPUTS


@pytest.mark.parametrize("extreme", ["100.0", "-100.0", "0.0"])
@pytest.mark.parametrize("part", ["simple", "trainable", "causal"])
def test_extreme_inputs_are_drawn(open_app, part, extreme):
    app = assert_well(open_app("from_scratch", part=part, x=",".join([extreme] * 18)).run())
    assert app.query_params["x"] == ",".join([extreme] * 18)
    assert pictures(app)


def test_an_empty_cell_keeps_its_number():
    table = pd.DataFrame(np.array(scratch.INPUTS), columns=["x₁", "x₂", "x₃"])
    table.iloc[1, 2] = None
    assert common._taken(table, scratch.INPUTS) == scratch.INPUTS


@pytest.mark.parametrize(("part", "right"), [("causal", 0), ("dropout", 1), ("heads", 0), ("simple", 1)])
def test_the_answers_are_computed(open_app, part, right):
    app = open_app("from_scratch", part=part).run()
    question = next(group for group in app.button_group if group.key == f"predict_scratch_{part}")
    question.set_value(right).run()
    assert_well(app)
    assert len(app.success) == 1


def test_a_matrix_writes_its_numbers():
    values = np.array([[0.25, -np.inf], [1, 0.5]])
    drawn = figures.matrix(values, ["a", "b"], ["<s>", "배"], "α", chosen=1)
    assert drawn.text == [["0.25", "−∞"], ["1.00", "0.50"]]
    assert drawn.tips == [["a · <s>\n0.250000", "a · 배\n−∞"], ["b · <s>\n1.000000", "b · 배\n0.500000"]]
    np.testing.assert_array_equal(drawn.shade, [[0.25, np.nan], [1, 0.5]])
    assert drawn.marked == [(1, 0), (1, 1)]


def test_a_matrix_with_signs_has_zero_in_the_middle_of_its_colours():
    drawn = figures.matrix(np.array([[-2.0, 0, 1]]), ["a"], ["x", "y", "z"], "ω", signed=True)
    np.testing.assert_allclose(drawn.shade, [[0, 0.5, 0.75]])
    assert drawn.ramp == "diverging"


def test_the_mean_of_draws_is_drawn_as_it_is():
    draws = np.array([[[0.0]], [[1.0]]])
    drawn = figures.averages(draws, np.array([[0.5]]), LIGHT, {"draws": "n", "gap": "d"})["data"][0]
    np.testing.assert_allclose(drawn.y, [0.5, 0])
