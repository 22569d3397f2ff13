"""The page on positions: every part runs, draws the live numbers, and answers its questions by them."""

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from dashboard.components.base.payload import unpack
from dashboard.figures import positions as figures
from dashboard.figures import shuffling as shuffle_figures
from dashboard.figures.palette import LIGHT
from dashboard.pages.positions.page import PARTS
from dashboard.texts import t
from lmcore import positions
from tests.dashboard.helpers import assert_well, formulas, pictures
from tests.dashboard.shell.test_pages import SENTENCES

NAMES = dict.fromkeys(
    ["dimension", "position", "distance", "moved_by", "sinusoidal", "rotary", "none", "on", "off", "change",
     "query", "key", "before", "after", "probability"], "x"
)  # fmt: skip
TABLE = positions.sinusoidal(32, 16).numpy()


@pytest.mark.parametrize("name", ["one token", "emoji", "markup", "lines"])
@pytest.mark.parametrize("part", [part for part in PARTS if part != "waves"])
def test_a_part_takes_any_sentence(open_app, part, name):
    app = assert_well(open_app("positions", part=part, text=SENTENCES[name]).run())
    assert pictures(app)


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("part", PARTS)
def test_a_part_works_in_both_languages_and_for_hundreds_of_tokens(open_app, part, language):
    app = assert_well(open_app("positions", part=part, lang=language, text="배가 항구를 떠난다. " * 16).run())
    assert pictures(app)


def answer(app, key, index):
    question = next(group for group in app.button_group if group.key == f"predict_{key}")
    return question.set_value(index).run()


@pytest.mark.parametrize(("part", "right"), [("distance", 1), ("rotation", 0), ("methods", 0)])
def test_the_models_own_answers(open_app, part, right):
    app = open_app("positions", part=part).run()
    assert not app.success
    answer(app, part, right)
    assert_well(app)
    assert len(app.success) == 1


def explained(app: AppTest) -> bool:
    """Whether the page says where its numbers come from."""
    return t("lesson.origin") in [box.label for box in app.expander]


@pytest.mark.parametrize(("mode", "right"), [("bidirectional", 0), ("causal", 1)])
def test_shuffling_shows_its_outcome_only_after_the_prediction(open_app, checkpoint_folder, mode, right):
    app = open_app("positions", part="shuffle", mode=mode).run()
    assert not explained(app)
    answer(app, "shuffle", right)
    assert_well(app)
    assert explained(app)
    assert app.toggle
    if checkpoint_folder.name == "base":
        assert len(app.success) == 1


def test_another_shuffle_stands_in_the_link_and_asks_nothing_anew(open_app):
    app = answer(open_app("positions", part="shuffle").run(), "shuffle", 0)
    next(button for button in app.button if button.label == t("positions.shuffle_again")).click().run()
    assert_well(app)
    assert app.query_params["seed"] == "1"
    assert explained(app)


def test_places_beyond_a_shorter_sentence_move_to_its_end(open_app):
    app = open_app("positions", part="waves", p="60", text="배").run()
    assert_well(app)
    assert app.select_slider[0].value <= 2


def test_the_slip_is_shown_beside_what_the_equation_gives(open_app):
    shown = formulas(open_app("positions").run())
    for number in ("0.002", "0.998", "0.909", "-0.416"):
        assert number in shown


def test_waves_hold_the_table_itself():
    header, arrays = unpack(figures.waves(TABLE, 2, 3, ["a", "배"], "label", NAMES))
    np.testing.assert_array_equal(arrays["table"], TABLE)
    np.testing.assert_allclose(np.sin(arrays["frequency"] * 5), TABLE[5, 4], rtol=1e-5)
    assert header["labels"] == ["a", "배"]
    assert (header["pair"], header["place"]) == (2, 3)


def test_a_clocks_hand_points_where_the_table_says():
    drawn = figures.clocks(TABLE, 3, 4, 1, LIGHT)["data"]
    chosen = figures.clock_pairs(8).index(1)
    later = drawn[2 * chosen + 1]
    across, up = np.diff(later["x"])[0], np.diff(later["y"])[0]
    np.testing.assert_allclose((across, up), TABLE[7, 2:4], atol=1e-6)


def test_a_chosen_pair_has_a_clock_even_if_it_is_none_of_the_usual():
    wide = positions.sinusoidal(32, 256).numpy()
    texts = [
        note["text"] for note in figures.clocks(wide, 0, 1, 77, LIGHT).to_dict()["layout"]["annotations"]
    ]
    assert any("i = 77" in text for text in texts)
    assert len(texts) == len(figures.CLOCKS)


def test_the_start_token_is_readable_on_the_axes():
    figure = shuffle_figures.attention(np.eye(2, dtype=np.float32), ["<s>", "배"], 1, LIGHT, NAMES).to_dict()
    assert list(figure["layout"]["xaxis"]["ticktext"]) == ["&lt;s&gt;", "배"]
