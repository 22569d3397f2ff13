"""A link from a Mac, whose Hangul comes apart, shows what the same link from elsewhere shows."""

import unicodedata

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.texts import t

LINKS = {
    "tokens": ({}, {"text": "겨울 배가 달다."}),
    "senses": ({}, {"word": "배", "lines": "겨울 배가 달다.\n배가 아프다."}),
    "embeddings-analogies": ({"part": "analogies"}, {"a": "남자", "b": "여자", "c": "어머니", "d": "아버지"}),
    "embeddings-axis": (
        {"part": "directions"},
        {"plus": "학생들", "minus": "학생", "test": "하나 < 둘 < 셋"},
    ),
    "layers": ({"part": "movement"}, {"phrases": "겨울 [배]\n[배]가 아프다"}),
    "next_word": ({"part": "score"}, {"text": "겨울 배가", "a": "달다", "b": "아프다"}),
}


def drawn(app: AppTest) -> list[bytes]:
    """Everything on the page but the notice above it."""
    app.run()
    assert not app.exception, app.exception[0].message
    kinds = (
        "markdown",
        "caption",
        "info",
        "html",
        "bidi_component",
        "plotly_chart",
        "text_input",
        "text_area",
    )
    found = [element.proto.SerializeToString() for kind in kinds for element in app.get(kind)]
    assert len(found) > 5
    return found


@pytest.mark.parametrize("name", LINKS)
def test_decomposed_hangul_gives_the_same_page(open_app, name):
    page = name.partition("-")[0]
    view, texts = LINKS[name]
    whole = open_app(page, **view, **texts)
    expected = drawn(whole)
    apart = open_app(page, **view, **{key: unicodedata.normalize("NFD", text) for key, text in texts.items()})
    assert drawn(apart) == expected
    assert [one.value for one in apart.warning] == [
        t("sentence.composed"), *(one.value for one in whole.warning)
    ]  # fmt: skip


@pytest.mark.parametrize("end", ["%s\r\n", "\r%s", "\n%s\n\n"])
def test_line_ends_around_a_sentence_are_no_tokens(open_app, end):
    assert drawn(open_app("tokens", text=end % "배가 아프다.")) == drawn(
        open_app("tokens", text="배가 아프다.")
    )
