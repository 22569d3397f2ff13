"""The view and the URL say the same."""

import pytest
from streamlit.testing.v1 import AppTest


def script():
    """A page that reads some of its keys; `fails` before it says its schema."""
    import streamlit as st

    from dashboard.texts import set_language_source
    from dashboard.view import state
    from dashboard.view.schema import Schema, integer, number

    set_language_source(state.language)
    state.begin(st.session_state.get("page", "one"))
    if st.session_state.get("fails"):
        state.end()
        return
    state.use(Schema({"layer": integer(0, 5, 0), "T": number(0.01, 100, 1.0), "unread": integer(0, 5)}))
    state.check_language()
    st.text(state.text())
    st.text(state.mode())
    st.text(state.language())
    st.text(state.read("layer"))
    st.slider("T", 0.01, 100.0, **state.bind("T"))
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
