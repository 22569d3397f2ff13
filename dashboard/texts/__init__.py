"""Every string a user reads, in Korean and English.

The strings live in `ko/*.toml` and `en/*.toml`, one file for each page and `common.toml` for what pages
share; `t("tokens.title")` finds one. This module knows nothing of Streamlit: the shell tells it, through
`set_language_source`, how to find out the language of whoever is looking.
"""

import tomllib
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal, cast, get_args

from dashboard.texts import particles

Language = Literal["ko", "en"]
LANGUAGES: Final[tuple[Language, ...]] = get_args(Language)
DEFAULT_LANGUAGE: Final[Language] = "ko"

_FOLDER = Path(__file__).parent
_source: Callable[[], Language] = lambda: DEFAULT_LANGUAGE  # noqa: E731


def set_language_source(source: Callable[[], Language]) -> None:
    """Let `source()` say, at each call of `t`, which language is wanted."""
    global _source
    _source = source


def language() -> Language:
    """The language of the reader of this moment."""
    return _source()


@cache
def table(language: Language) -> Mapping[str, str]:
    """All strings of one language, keys joined by dots; ValueError when two files hold the same key."""
    strings: dict[str, str] = {}
    for path in sorted((_FOLDER / language).glob("*.toml")):
        for key, text in _leaves(tomllib.loads(path.read_text("utf-8"))):
            if key in strings:
                raise ValueError(f"{path.name} ({language}) repeats the key {key!r}")
            strings[key] = text
    return strings


def _leaves(node: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for name, value in node.items():
        key = f"{prefix}.{name}" if prefix else name
        if isinstance(value, Mapping):
            yield from _leaves(cast("Mapping[str, Any]", value), key)
        else:
            yield key, str(value)


def t(key: str, /, language: Language | None = None, **values: Any) -> str:
    """The string `key` in the reader's language, with `{name}` filled from `values`.

    Raises KeyError for a key that is in no file: a missing string is a bug, never shown as if it were text.
    Braces are filled only when values are given, so a string may hold braces of its own. In Korean a double
    form such as 은(는) then becomes the one that fits.

    >>> t("tokens.nav", language="en")
    'Tokens'
    """
    language = language or _source()
    text = table(language)[key]
    if not values:
        return text
    filled = text.format(**values)
    return particles.fitted(filled) if language == "ko" else filled


def has(key: str) -> bool:
    """Whether a string with this key exists."""
    return key in table(DEFAULT_LANGUAGE)


def under(prefix: str) -> dict[str, str]:
    """The strings whose keys begin with `prefix`, by the rest of the key, in the reader's language."""
    strings = table(_source()).items()
    return {key.removeprefix(prefix): text for key, text in strings if key.startswith(prefix)}
