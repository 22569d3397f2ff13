import json

import pytest

from lmcore.analysis import files
from lmcore.errors import LmcoreError

PAIR = {"target": "배", "s1": "[배]가 아프다.", "s2": "[배]를 탔다.", "label": "False"}
SAME = PAIR | {"label": "TRUE"}


@pytest.fixture
def written(tmp_path):
    def write(text, name="data"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
        return path

    return write


def test_senses_are_read(written):
    rows = files.read_senses(
        written("\ufeffsense\tsentence\r\nbelly\t[배]가 아프다.\r\n\r\nship\t[배]를 탔다.\r\n")
    )
    assert [(row.sense, row.marked.bracketed) for row in rows] == [
        ("belly", "[배]가 아프다."), ("ship", "[배]를 탔다."),
    ]  # fmt: skip


def test_homonyms_are_read_by_word(written):
    text = "word\tsense\tsentence\n눈\teye\t[눈]이 크다.\n말\thorse\t[말]을 탄다.\n눈\tsnow\t[눈]이 온다.\n"
    found = files.read_homonyms(written(text + "말\tspeech\t[말]이 많다.\n"))
    assert {word: [row.sense for row in rows] for word, rows in found.items()} == {
        "눈": ["eye", "snow"],
        "말": ["horse", "speech"],
    }
    assert found["눈"][1].marked.bracketed == "[눈]이 온다."
    for broken, code in (
        ("sense\tsentence\n", "files.line"),
        ("word\tsense\tsentence\n", "files.empty"),
        (text, "files.one_class"),
        (text + "말\tspeech\n", "files.line"),
        (text + "말\t\t[말]이 많다.\n", "files.line"),
        (text + "말\tspeech\t말이 많다.\n", "files.line"),
    ):
        with pytest.raises(LmcoreError) as caught:
            files.read_homonyms(written(broken))
        assert caught.value.code == code, broken


def test_decomposed_hangul_is_composed(written):
    import unicodedata

    text = unicodedata.normalize("NFD", "sense\tsentence\n몸\t[배]가\n배\t[배]를\n")
    assert files.read_senses(written(text))[0].marked.word == "배"


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("", "files.line", 1),
        ("a\tb\nbelly\t[배]", "files.line", 1),
        ("sense;sentence\nbelly;[배]", "files.line", 1),
        ("sense,sentence\nbelly,[배],more", "files.line", 2),
        ("sense\tsentence\n", "files.empty", None),
        ("sense\tsentence\nbelly\t배가 아프다.", "files.line", 2),
        ("sense\tsentence\nbelly\t[배]가 [아프다].", "files.line", 2),
        ("sense\tsentence\nbelly\t[배]\n\nship [배]", "files.line", 4),
        ("sense\tsentence\n\t[배]", "files.line", 2),
        ("sense\tsentence\nbelly\t[배]\tmore", "files.line", 2),
        ("sense\tsentence\nbelly\t[배]\nbelly\t[배]가", "files.one_class", None),
        (b"\xff\xfe\x00", "files.line", 1),
    ],
)
def test_a_broken_file_of_senses_is_named(written, text, code, line):
    with pytest.raises(LmcoreError) as error:
        files.read_senses(written(text))
    assert error.value.code == code
    assert error.value.values.get("number") == line


@pytest.mark.parametrize(
    "read",
    [files.read_senses, files.read_pairs, files.read_analogies, files.read_rated_pairs, files.read_texts],
)
def test_a_file_that_is_not_there_is_named(tmp_path, read):
    with pytest.raises(LmcoreError) as error:
        read(tmp_path / "none.tsv")
    assert error.value.code == "files.unreadable"


def test_pairs_are_read_whatever_the_case_of_their_labels(written):
    rows = files.read_pairs(
        written("\n".join(json.dumps(row) for row in (PAIR, SAME, SAME | {"label": True})))
    )
    assert [row.same for row in rows] == [False, True, True]
    assert rows[0].second.bracketed == "[배]를 탔다."


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([], "files.empty"),
        ([PAIR], "files.one_class"),
        ([PAIR, "nonsense"], "files.line"),
        ([PAIR, {"s1": "[배]"}], "files.line"),
        ([PAIR, SAME | {"label": "maybe"}], "files.line"),
        ([PAIR, {"s1": "[배]", "s2": "배", "label": "True"}], "files.line"),
    ],
)
def test_a_broken_file_of_pairs_is_named(written, rows, code):
    with pytest.raises(LmcoreError) as error:
        files.read_pairs(written("\n".join(json.dumps(row) for row in rows)))
    assert error.value.code == code


def test_analogies_are_read(written):
    rows = files.read_analogies(written(": family\n남자 여자 아버지 어머니\n: other\na b c d\n"))
    assert [(row.category, row.words[3]) for row in rows] == [("family", "어머니"), ("other", "d")]


@pytest.mark.parametrize("text", ["a b c d", ": family\na b c", ":\na b c d", ": family\n"])
def test_a_broken_file_of_analogies_is_named(written, text):
    with pytest.raises(LmcoreError):
        files.read_analogies(written(text))


@pytest.mark.parametrize("mark", ["\t", ","])
def test_rated_pairs_are_read_with_or_without_a_header(written, mark):
    lines = [
        mark.join(row) for row in (("word1", "word2", "score"), ("배", "사과", "7.5"), ("배", "강", "2"))
    ]
    for text in ("\n".join(lines), "\n".join(lines[1:])):
        rows = files.read_rated_pairs(written(text))
        assert [(row.first, row.second, row.score) for row in rows] == [("배", "사과", 7.5), ("배", "강", 2)]


@pytest.mark.parametrize("text", ["", "배,사과", "배,사과,7\n배,강,many", "word1,word2,score"])
def test_a_broken_file_of_rated_pairs_is_named(written, text):
    with pytest.raises(LmcoreError):
        files.read_rated_pairs(written(text))


def test_texts_are_read_without_blank_lines(written):
    assert files.read_texts(written("가\n\n 나 \n")) == ["가", " 나 "]
    with pytest.raises(LmcoreError):
        files.read_texts(written(" \n"))
