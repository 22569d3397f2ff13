"""Files that visitors hand to a page: whatever is in them, the page answers."""

import io

import pytest
import streamlit

from dashboard.texts import t

SENSES = (
    "sense\tsentence\nfruit\t겨울 [배]가 달다.\nfruit\t[배]를 깎았다.\n"
    "belly\t[배]가 아프다.\nbelly\t[배]에 힘을 준다.\n"
)
WORDS = ("배", "사과", "학생", "학생들", "하나", "둘", "아버지", "어머니", "남자", "여자")
PAGES = {"senses": {}, "embeddings": {"part": "comparison"}}


def vectors(rows, words=WORDS):
    return "\n".join(" ".join([word, *map(str, row)]) for word, row in zip(words, rows, strict=False))


ODD_VECTORS = {
    "zeros": vectors([(0, 0)] * 10),
    "alike": vectors([(1, 2)] * 10),
    "huge": vectors([(1e308, -1e308), (1e308, 1e308)] * 5),
    "tiny": vectors([(1e-308, 5e-324), (5e-324, 0)] * 5),
    "one": vectors([(1, 2)]),
    "two": vectors([(1, 2), (3, 4)]),
    "huge and tiny": vectors([(1e308, 0), (0, 1e-308)] * 5),
}


@pytest.fixture
def upload(open_app, monkeypatch):
    """Open a page with a file in its place for files."""

    def open_with(page, data, name="file", **view):
        file = io.BytesIO(data)
        file.name = name
        monkeypatch.setattr(streamlit, "file_uploader", lambda *_, **__: file)
        return open_app(page, **PAGES[page], **view).run()

    return open_with


def test_labelled_sentences_are_used(upload):
    app = upload("senses", SENSES.encode("utf-16"))
    assert not app.exception
    assert not app.error
    assert any(t("senses.own_read", n=4, of=4, word="배") == one.value for one in app.markdown)


@pytest.mark.parametrize("kind", ODD_VECTORS)
def test_odd_vectors_are_shown(upload, kind):
    app = upload("embeddings", ODD_VECTORS[kind].encode())
    assert not app.exception, app.exception[0].message
    assert not app.error, app.error[0].value
    shown = "".join(str(one.proto.body) for one in app.get("html"))
    assert "nan" not in shown
    assert "inf" not in shown


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize(
    ("page", "data", "number"),
    [("senses", SENSES.encode() + b"x\n", 6), ("embeddings", b"2 2\nbae 1 2\nbae\n", 3)],
)
def test_a_broken_file_is_named_by_its_line_in_the_readers_language(upload, page, data, number, language):
    app = upload(page, data, "[a](b).tsv", lang=language)
    assert not app.exception
    [error] = app.error
    place = f"{number}번째 줄" if language == "ko" else f"ine {number}"
    assert place in error.value
    assert "[a](b)" not in error.value
