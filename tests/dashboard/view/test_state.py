"""The view and the URL say the same."""

import unicodedata

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.texts import t
from dashboard.view import links


def script():
    """A page that reads some of its keys; `fails` before it says its schema."""
    import streamlit as st

    from dashboard.texts import set_language_source
    from dashboard.view import state
    from dashboard.view.schema import Rule, Schema, integer, number, text

    set_language_source(state.language)
    state.begin(st.session_state.get("page", "one"))
    if st.session_state.get("fails"):
        state.end()
        return
    rules = {"layer": integer(0, 5, 0), "T": number(0.01, 100, 1.0), "unread": integer(0, 5)}
    texts = {"word": text(9, ""), "lines": text(99, "", lines=True), "zlines": Rule("packed", lines=True)}
    state.use(Schema(rules | texts))
    state.check_language()
    st.text(state.text())
    st.text(state.mode())
    st.text(state.language())
    st.text(state.read("layer"))
    st.slider("T", 0.01, 100.0, **state.bind("T"))
    if "typed" in st.session_state:
        st.text_input("word", **state.bind("word"))
        st.text_area("lines", **state.bind("lines"))
        st.text(state.read("zlines"))
        st.text(state.received(st.session_state["typed"]))
    if "read" in st.session_state:
        state.read(st.session_state["read"])
    wanted = st.session_state.get("write")
    if wanted:
        state.write(**wanted)
    if "set_text" in st.session_state:
        state.set_text(st.session_state.pop("set_text"))
    state.end()
    for notice in state.take_notices():
        st.warning(notice)


@pytest.fixture
def app():
    return AppTest.from_function(script)


def shown(app):
    return [element.value for element in app.text]


def test_without_a_url_there_are_defaults_and_the_url_stays_empty(app):
    app.run()
    assert shown(app) == ["얘, 겨울 배가 맛있단다!", "bidirectional", "ko", "0"]
    assert app.query_params == {}


def test_a_url_is_what_is_shown(app):
    app.query_params.update(text="배", mode="causal", lang="en", layer="3", T="2.5")
    app.run()
    assert shown(app) == ["배", "causal", "en", "3"]
    assert app.slider[0].value == 2.5
    assert not app.warning


@pytest.mark.parametrize(
    ("key", "raw"),
    [
        ("mode", "both"),
        ("lang", "fr"),
        ("layer", "6"),
        ("T", "nan"),
        ("z", "???"),
        ("other", "1"),
        ("layer", ""),
    ],
)
def test_nonsense_is_named_and_taken_out(app, key, raw):
    app.query_params[key] = raw
    app.run()
    assert shown(app) == ["얘, 겨울 배가 맛있단다!", "bidirectional", "ko", "0"]
    assert f"{key}={raw}" in app.warning[0].value
    assert app.query_params == {}


def test_nonsense_in_a_key_that_this_run_does_not_read_is_named_too(app):
    app.query_params.update(unread="6", layer="3")
    app.run()
    assert "unread=6" in app.warning[0].value
    assert app.query_params == {"layer": "3"}


def test_a_page_that_failed_before_it_said_its_schema_keeps_its_link(app):
    app.query_params.update(layer="3", other="1")
    app.session_state["fails"] = True
    app.run()
    assert app.query_params == {"layer": "3", "other": "1"}


def test_a_key_that_the_schema_does_not_have_is_a_mistake_of_the_page(app):
    app.session_state["read"] = "nobody"
    app.run()
    assert "nobody" in app.exception[0].message


def test_notices_are_said_once(app):
    app.query_params["layer"] = "x"
    app.run()
    assert len(app.warning) == 1
    app.run()
    assert len(app.warning) == 0


def test_defaults_are_not_written(app):
    app.session_state["write"] = {"layer": 4, "mode": "causal"}
    app.run()
    assert app.query_params == {"layer": "4", "mode": "causal"}
    app.session_state["write"] = {"layer": 0, "mode": "bidirectional"}
    app.run()
    assert app.query_params == {}


def test_a_widget_follows_the_url_and_writes_to_it(app):
    app.query_params["T"] = "3.0"
    app.run()
    assert app.slider[0].value == 3.0
    app.slider[0].set_value(7.5).run()
    assert app.query_params == {"T": "7.5"}
    app.query_params["T"] = "2.0"
    app.run()
    assert app.slider[0].value == 2.0
    app.slider[0].set_value(1.0).run()
    assert app.query_params == {}


@pytest.mark.parametrize("length", [5, 199, 3_000, 10_000])
def test_a_text_of_any_length_comes_back(app, length):
    text = ("배가 항구를 떠난다. 얘, 겨울 배가 맛있단다! " * 400)[:length]
    app.session_state["set_text"] = text
    app.run()
    url = dict(app.query_params)
    assert set(url) == {"text" if length <= 200 else "z"}
    fresh = AppTest.from_function(script)
    fresh.query_params.update(url)
    fresh.run()
    assert shown(fresh)[0] == text.rstrip() or shown(fresh)[0] == text


def test_a_text_too_long_for_any_link_is_kept_for_the_session(app):
    text = "".join(chr(0xAC00 + (n * 7919) % 11172) for n in range(9_999))
    app.session_state["set_text"] = text
    app.run()
    assert app.query_params == {}
    assert len(app.warning) == 1
    app.run()
    assert shown(app)[0] == text


def test_an_empty_text_is_not_the_default(app):
    app.session_state["set_text"] = ""
    app.run()
    assert app.query_params == {"text": ""}
    app.run()
    assert shown(app)[0] == ""


def test_sentence_mask_and_language_go_along_to_another_page(app):
    app.query_params.update(text="배", mode="causal", lang="en", layer="3")
    app.run()
    app.session_state["page"] = "two"
    app.query_params.clear()
    app.run()
    assert shown(app) == ["배", "causal", "en", "0"]
    assert app.query_params == {"text": "배", "mode": "causal", "lang": "en"}


def test_going_back_on_one_page_shows_what_the_url_says(app):
    app.query_params["text"] = "배"
    app.run()
    app.query_params.clear()
    app.run()
    assert shown(app)[0] == "얘, 겨울 배가 맛있단다!"


APART = unicodedata.normalize("NFD", "배가 아프다.")
WHOLE = "배가 아프다."


def said(app):
    return [warning.value for warning in app.warning]


@pytest.mark.parametrize("key", ["text", "z", "word", "lines", "zlines", "typed"])
@pytest.mark.parametrize("written", [APART, WHOLE], ids=["apart", "whole"])
def test_a_text_is_composed_whatever_way_it_comes_in(app, key, written):
    app.session_state["typed"] = written if key == "typed" else ""
    if key != "typed":
        app.query_params[key] = links.pack_text(written) if key.startswith("z") else written
    app.run()
    boxes = [app.text_input[0].value, app.text_area[0].value, *shown(app)]
    assert WHOLE in boxes
    assert APART not in boxes
    assert said(app) == ([t("sentence.composed")] if written is APART else [])


@pytest.mark.parametrize("box", ["text_input", "text_area"])
def test_what_is_typed_into_a_box_stands_there_composed(app, box):
    app.session_state["typed"] = ""
    app.run()
    getattr(app, box)[0].set_value(APART).run()
    assert getattr(app, box)[0].value == WHOLE
    assert said(app) == [t("sentence.composed")]


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n"])
def test_line_ends_are_spaces_where_there_is_one_line(app, end):
    app.session_state["typed"] = ""
    app.query_params.update(
        text=f"배가{end}아프다.{end}", lines=f"배가{end}아프다.{end}", zlines=links.pack_text(f"가{end}나")
    )
    app.run()
    assert shown(app)[0] == WHOLE
    assert app.text_area[0].value == "배가\n아프다.\n"
    assert "가\n나" in shown(app)
    assert said(app) == [t("sentence.joined")]


def test_a_long_text_that_came_apart_is_composed(app):
    text = "".join(chr(0xAC00 + (n * 7919) % 11172) for n in range(9_999))
    app.session_state["set_text"] = unicodedata.normalize("NFD", text)
    app.run()
    app.run()
    assert shown(app)[0] == text
