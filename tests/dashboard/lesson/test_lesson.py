"""The scaffold of the lesson pages: prediction, origin, figures and what protects them from any text."""

import csv
import io

import pandas as pd
import plotly.graph_objects as go
import pytest
from streamlit.testing.v1 import AppTest

from dashboard import lesson
from dashboard.figures import palette, theme


def test_equal_tokens_keep_places_of_their_own():
    axis = theme.token_axis(["배", "가", "배"])
    assert axis["tickvals"] == [0, 1, 2]
    assert axis["ticktext"] == ["배", "가", "배"]


@pytest.mark.parametrize("length", [0, 1, 64, 65, 512])
def test_a_long_axis_names_only_some_tokens(length):
    axis = theme.token_axis([str(i) for i in range(length)])
    assert len(axis["tickvals"]) <= theme.MOST_TICKS
    assert axis["ticktext"] == [str(i) for i in axis["tickvals"]]


def test_a_figures_own_layout_wins_over_the_template():
    layout = theme.dress(go.Figure(layout={"margin": {"l": 99}}), palette.LIGHT).to_dict()["layout"]
    assert layout["margin"] == {"l": 99}
    assert layout["template"]["layout"]["margin"]["r"] == 8


def _asking(answer, about):
    from dashboard import lesson

    shown = lesson.predict("q", "?", ["A", "B"], lambda: answer, about, "because")
    if shown:
        import streamlit as st

        st.text("the picture")


def ask(answer, about="one"):
    return AppTest.from_function(_asking, args=(answer, about)).run()


def choose(app, index):
    return app.button_group[0].set_value(index).run()


def test_the_answer_is_held_back_until_the_reader_has_chosen():
    app = ask(1)
    assert not app.success
    assert not app.text


@pytest.mark.parametrize(("chosen", "right"), [(0, False), (1, True)])
def test_the_reader_hears_whether_they_were_right(chosen, right):
    app = choose(ask(1), chosen)
    assert bool(app.success) == right
    assert bool(app.info) != right
    said = (app.success if right else app.info)[0].value
    assert "**B**" in said
    assert "because" in said
    assert app.text[0].value == "the picture"


def test_the_question_stands_anew_for_another_input_and_on_request():
    app = choose(ask(1), 1)
    app.button[0].click().run()
    assert not app.success
    choose(app, 1)
    assert app.success
    app.session_state["predict_q_about"] = "what was asked about before"
    assert not app.run().success


def test_a_table_in_csv_is_read_back_with_its_hangul():
    raw = lesson.csv(pd.DataFrame({"토큰": ["배", "가"], "값": [0.5, 1]}))
    assert raw.decode("utf-8-sig").splitlines() == ["토큰,값", "배,0.5", "가,1.0"]
    assert raw.startswith(b"\xef\xbb\xbf")


def test_no_cell_of_a_csv_is_run_as_a_formula_and_numbers_stay_numbers():
    cells = ["=1+1", "+가", "-가", "@x", "\t=1", "\r=1", "-0.5", "+1e-3", "1=1", "가-나"]
    made = lesson.csv(pd.DataFrame({"=토큰": cells, "값": [-0.25] * len(cells)}))
    head, *rows = csv.reader(io.StringIO(made.decode("utf-8-sig"), newline=""))
    assert head == ["'=토큰", "값"]
    assert [row[0] for row in rows] == [f"'{cell}" for cell in cells[:6]] + cells[6:]
    assert {float(row[1]) for row in rows} == {-0.25}


NASTY = ["$x$", "**a**", "<b>", ":red[x]", "`c`", "\\", "[a](http://b)", "a_b", "# x", "{}", "%&#~^", "\n- x"]


@pytest.mark.parametrize("text", NASTY)
def test_signs_of_markdown_lose_their_power(text):
    escaped = lesson.plain(text)
    assert "\n" not in escaped
    for sign in set(text) & set("$*`[]<>:_#"):
        assert escaped.count(f"\\{sign}") == text.count(sign)


@pytest.mark.parametrize("text", NASTY)
def test_signs_of_latex_lose_their_power(text):
    safe = lesson.latex_text(text).removeprefix(r"\text{").removesuffix("}")
    for sign in "$%&#_":
        assert safe.count(sign) == safe.count(f"\\{sign}")


def _whole_page():
    import numpy as np
    import pandas as pd
    import plotly.graph_objects as go

    from dashboard import lesson

    lesson.intro("lesson")
    lesson.equation("2.11", r"x^2")
    lesson.origin(lesson.Line("two", "1+1", "2"), about="sum")
    fig = go.Figure(go.Heatmap(z=np.zeros((2, 2), np.float32)))
    lesson.figure(fig, "zeros", lambda: pd.DataFrame({"z": [0, 0]}), caption="zeros")
    lesson.share()


def test_the_parts_of_a_lesson_are_drawn():
    app = AppTest.from_function(_whole_page).run()
    assert not app.exception
    texts = [one.value for one in app.markdown]
    assert r"$$\displaystyle x^2$$" in texts
    assert r":gray[two] $$\displaystyle 1+1 \;=\; 2$$" in texts
    assert app.expander
    app.toggle[0].set_value(True).run()
    assert app.dataframe[0].value["z"].tolist() == [0, 0]


def _two_formulas():
    from dashboard import lesson

    lesson.equation("1", r"a=1,\qquad b=2\quad\Rightarrow\quad c")


def test_a_formula_may_break_where_a_quad_parts_it():
    app = AppTest.from_function(_two_formulas).run()
    parts = ("a=1,", " b=2", r"\Rightarrow", " c")
    assert app.markdown[0].value == " ".join(rf"$$\displaystyle {part}$$" for part in parts)


def _covered():
    from dashboard import lesson

    shown = lesson.predict("x", "which", ["a", "b"], 1, about=1, covers=True)
    with lesson.covered("x", shown):
        import streamlit as st

        st.text(str(shown))


@pytest.mark.parametrize("guesses", [True, False])
def test_what_a_question_asks_for_is_covered_until_it_is_answered_or_passed(guesses):
    app = AppTest.from_function(_covered).run()
    assert app.text[0].value == "False"
    if guesses:
        app.button_group[0].set_value(0).run()
    else:
        app.button(key="predict_x_pass").click().run()
    assert not app.exception
    assert app.text[0].value == "True"
