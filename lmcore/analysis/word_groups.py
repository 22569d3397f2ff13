"""Groups of tokens with a name: some written down in word_groups.toml, some found by a rule."""

import tomllib
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Final

from lmcore.analysis.embeddings import Kind

_FILE: Final = Path(__file__).with_suffix(".toml")
_PLURAL: Final = "들"


@cache
def written() -> Mapping[str, tuple[str, ...]]:
    """The groups of word_groups.toml."""
    return {name: tuple(words.split()) for name, words in tomllib.loads(_FILE.read_text("utf-8")).items()}


def groups(names: Sequence[str], kinds: Sequence[Kind]) -> dict[str, tuple[int, ...]]:
    """Rows of each group that has any here; `names` and `kinds` are those of an embeddings.Vocabulary."""
    index = {name: row for row, name in enumerate(names)}
    found = {name: tuple(index[word] for word in words if word in index) for name, words in written().items()}
    found["plurals"] = tuple(index[name] for name in plurals(names, kinds))
    for group, belongs in _RULES.items():
        found[group] = tuple(
            row
            for row, (name, kind) in enumerate(zip(names, kinds, strict=True))
            if kind in ("word", "inside") and belongs(name.removeprefix("-") or name)
        )
    found["bytes"] = tuple(row for row, kind in enumerate(kinds) if kind == "byte")
    return {name: rows for name, rows in found.items() if rows}


def plurals(names: Sequence[str], kinds: Sequence[Kind]) -> tuple[str, ...]:
    """Whole words in 들 whose singular is a whole word of at least two syllables too: 학생들, 아이들 …

    One syllable before 들 is rarely a plural (만들, 힘들 are stems of verbs), so those are left out.
    """
    words = {name for name, kind in zip(names, kinds, strict=True) if kind == "word"}
    return tuple(
        name
        for name in names
        if name in words
        and name.endswith(_PLURAL)
        and len(name) > 2
        and name.removesuffix(_PLURAL) in words
        and name not in _NO_PLURALS
    )


_NO_PLURALS: Final = frozenset({"줄어들", "뛰어들", "끌어들", "스캔들"})


def _all(letters: str, test: Callable[[str], bool]) -> bool:
    return bool(letters) and all(map(test, letters))


def _named(*starts: str) -> Callable[[str], bool]:
    return lambda text: _all(text, lambda letter: unicodedata.name(letter, "").startswith(starts))


_RULES: Final[dict[str, Callable[[str], bool]]] = {
    "digits": lambda text: _all(text, str.isdecimal),
    "latin": _named("LATIN"),
    "hanja": _named("CJK"),
    "kana": _named("HIRAGANA", "KATAKANA"),
    "signs": lambda text: _all(text, lambda letter: unicodedata.category(letter)[0] in "PS"),
}
