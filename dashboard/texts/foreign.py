"""What a stranger wrote, on its way to the screen: text, never markup, and never endless.

Streamlit reads every label and notice as markdown. Whatever comes from a link, a box, a file's name or its
content goes through `plain` first, or, as the values of a string, through `told`.
"""

import re
from typing import Any, Final

from dashboard.texts import has, t
from lmcore.errors import LmcoreError

LONGEST: Final = 200
"""Characters of one foreign piece within a sentence of ours."""

_MARKUP: Final = re.compile(r"([\\`*_{}\[\]()#+\-.!|~$:<>&])")


def plain(text: str, most: int | None = None) -> str:
    r"""A text for st.markdown that stands there as it is, whatever signs it holds; cut after `most` of them.

    >>> print(plain(":red[값]  2*3"))
    \:red\[값\] 2\*3
    """
    words = " ".join(text[: None if most is None else 4 * most].split())
    shown = words if most is None or len(words) <= most else f"{words[:most]}…"
    return _MARKUP.sub(r"\\\1", shown)


def told(key: str, /, **values: Any) -> str:
    """The string `key` as markdown, filled with values that a stranger may have written."""
    return t(key, **{name: _shown(value) for name, value in values.items()})


def told_error(error: LmcoreError) -> str:
    """An error of lmcore in the reader's language, as markdown; in English without such a string."""
    key = f"errors.{error.code}"
    return told(key, **error.values) if has(key) else plain(str(error), LONGEST)


def _shown(value: Any) -> Any:
    if isinstance(value, LmcoreError):
        return told_error(value)
    return value if isinstance(value, (int, float)) else plain(str(value), LONGEST)
