"""What the browser is sent to keep its view, and what Python makes of its reports."""

import json

import pytest
from streamlit.testing.v1 import AppTest


def script():
    import json

    import streamlit as st

    from dashboard.view import channel, state
    from dashboard.view.schema import Schema, choice, integer

    state.begin("one")
    state.use(Schema({"part": choice("a")}, browser={"layer": integer(1, 6), "show": choice("m", "l")}))
    if "pause" in st.session_state:
        channel.ask_for_reports(st.session_state["pause"])
    st.text(json.dumps(channel.opened()))
    st.text(json.dumps(channel.reported("picture")))
    read = channel.reader("layer=4&part=b")
    st.text(
        json.dumps([read("layer"), read("layer", lambda raw: [raw]), read("part"), read("show", default=7)])
    )


@pytest.fixture
def app():
    return AppTest.from_function(script)


def said(app) -> list:
    return [json.loads(element.value) for element in app.text]


def test_the_browser_is_sent_its_own_keys_and_asked_for_nothing(app):
    opened, reported, _ = said(app.run())
    assert opened == {
        "keys": {
            "layer": {"kind": "integer", "low": 1, "high": 6},
            "show": {"kind": "choice", "default": "m", "names": ["m", "l"]},
        },
        "report": None,
    }
    assert reported == {}


@pytest.mark.parametrize(
    ("told", "view"),
    [
        ("layer=2&show=l", {"layer": 2, "show": "l"}),
        ("", {"layer": None, "show": "m"}),
        ("layer=7&show=%22&part=a&x=1", {"layer": None, "show": "m"}),
    ],
)
def test_a_report_is_read_by_the_schema(app, told, view):
    app.session_state["pause"] = 250
    app.session_state["picture"] = {"view": told}
    opened, reported, _ = said(app.run())
    assert opened["report"] == 250
    assert reported == view


def test_what_the_browser_told_is_read_as_the_url_is(app):
    assert said(app.run())[2] == [4, ["4"], "a", 7]
