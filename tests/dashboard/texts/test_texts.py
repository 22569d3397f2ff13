import re
import string
import tomllib
from pathlib import Path

import pytest

from dashboard import texts

FOLDER = Path(texts.__file__).parent
DASHBOARD = FOLDER.parent
HANGUL = re.compile("[가-힣]")


def fields(text):
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_both_languages_have_the_same_files():
    assert {path.name for path in (FOLDER / "ko").iterdir()} == {
        path.name for path in (FOLDER / "en").iterdir()
    }


def test_both_languages_have_the_same_keys():
    assert texts.table("ko").keys() == texts.table("en").keys()


@pytest.mark.parametrize("key", sorted(texts.table("ko")))
def test_both_languages_fill_the_same_blanks(key):
    korean, english = texts.table("ko")[key], texts.table("en")[key]
    assert fields(korean) == fields(english)
    assert korean.strip()
    assert english.strip()


def test_no_key_stands_twice(tmp_path, monkeypatch):
    (tmp_path / "ko").mkdir()
    for name in ("a", "b"):
        (tmp_path / "ko" / f"{name}.toml").write_text('[same]\nkey = "x"\n', "utf-8")
    monkeypatch.setattr(texts, "_FOLDER", tmp_path)
    with pytest.raises(ValueError, match=r"same\.key"):
        texts.table.__wrapped__("ko")


def test_korean_strings_are_korean():
    """Formulas, signs and names may lack Hangul, sentences may not."""
    words = {
        key: re.findall(r"[A-Za-z]{2,}", text)
        for key, text in texts.table("ko").items()
        if not HANGUL.search(text)
    }
    assert {key: found for key, found in words.items() if len(found) > 3} == {}


def test_a_missing_string_is_a_bug():
    with pytest.raises(KeyError):
        texts.t("no.such.key")


def test_a_blank_is_filled():
    assert "512" in texts.t("sentence.too_long", language="en", context=512, shown=10_000, left_out=1)


@pytest.mark.parametrize("path", sorted(DASHBOARD.rglob("*.py")), ids=lambda path: path.stem)
def test_every_key_a_module_names_exists(path):
    named = re.findall(r"""\bt\(\s*"([\w.]+)"\s*[,)]""", path.read_text("utf-8"))
    assert [key for key in named if not texts.has(key)] == []


@pytest.mark.parametrize(
    "path", sorted(FOLDER.rglob("*.toml")), ids=lambda path: f"{path.parent.name}-{path.stem}"
)
def test_tables_are_strings_only(path):
    def leaves(node):
        for value in node.values():
            yield from leaves(value) if isinstance(value, dict) else [value]

    assert all(isinstance(leaf, str) for leaf in leaves(tomllib.loads(path.read_text("utf-8"))))


@pytest.mark.parametrize(
    ("word", "said"),
    [("배", "“배”가"), ("말", "“말”이"), ("10", "“10”이"), ("2", "“2”가"), ("GPT", "“GPT”이(가)")],
)
def test_a_particle_fits_the_word_that_a_reader_wrote(word, said):
    missing = texts.t("senses.missing", language="ko", word=word, numbers="2")
    assert missing.startswith(said)
    assert "(" not in texts.t("senses.missing", language="en", word=word, numbers="2")
