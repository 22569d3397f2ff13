"""Every error that lmcore or the dashboard can raise has a text in both languages, with its values."""

import ast
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

from dashboard import texts
from dashboard.texts.foreign import told_error
from lmcore.errors import LmcoreError

ROOT = Path(__file__).parents[3]
MAKERS = {"LmcoreError", "CheckpointError"}
MODULES = [*(ROOT / "lmcore").rglob("*.py"), *(ROOT / "dashboard").rglob("*.py")]


def made() -> Iterator[tuple[str, set[str], str]]:
    """The code, the values and the place of every error that is made with a code written out."""
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not (isinstance(node, ast.Call) and getattr(node.func, "id", "") in MAKERS and node.args):
                continue
            code = node.args[0]
            if isinstance(code, ast.Constant):
                values = {keyword.arg or "**" for keyword in node.keywords}
                yield str(code.value), values, f"{path.relative_to(ROOT)}:{node.lineno}"


ERRORS = sorted(made(), key=lambda found: found[0])


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_errors_are_found():
    assert len({code for code, _, _ in ERRORS}) > 50


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_every_error_has_a_text_with_its_values(language):
    table = texts.table(language)
    assert [(code, at) for code, _, at in ERRORS if f"errors.{code}" not in table] == []
    short = [
        (code, at) for code, values, at in ERRORS
        if "**" not in values and not fields(table[f"errors.{code}"]) <= values
    ]  # fmt: skip
    assert short == []


def test_an_error_within_an_error_is_told_in_the_same_language(monkeypatch):
    inner = LmcoreError("files.score", "the score {found} is no number", found="*7*")
    outer = LmcoreError("files.line", "{path}, line {number}: {reason}", path="a_b", number=3, reason=inner)
    monkeypatch.setattr(texts, "_source", lambda: "en")
    assert told_error(outer) == r"“a\_b”, line 3: The score “\*7\*” is no number."
    assert str(outer) == "a_b, line 3: the score *7* is no number"
    monkeypatch.setattr(texts, "_source", lambda: "ko")
    assert told_error(outer) == r"“a\_b” 3번째 줄: 점수 “\*7\*”은(는) 수가 아닙니다."


def test_an_error_without_a_text_is_told_in_english_as_text():
    assert told_error(LmcoreError("no.such", "a {b}", b="*c*")) == r"a \*c\*"
