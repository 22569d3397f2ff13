"""What the parts of the page on embeddings share: strings, and words that a reader typed."""

import re
from collections.abc import Sequence
from typing import Final, cast

import streamlit as st

from dashboard import lesson
from dashboard.shell import notices
from dashboard.store.vocabulary import Book
from dashboard.texts import t
from dashboard.view import state
from lmcore.analysis.vocabulary import SPACES, Space
from lmcore.errors import LmcoreError

MOST_WORDS: Final = 400
"""Words of one list; more would not be read by anybody, and a link has to hold them."""

Chains = tuple[tuple[str, ...], ...]


def pick_space(default: Space = "raw") -> Space:
    """The switch between W_E as it is and without what all rows share."""
    chosen = st.segmented_control(
        t("embeddings.space"),
        SPACES,
        format_func=lambda name: t(f"embeddings.space_{name}"),
        help=t("embeddings.space_help"),
        required=True,
        **state.bind("space", default=default),
    )
    return cast("Space", chosen)


def words(typed: str) -> tuple[str, ...]:
    """Words of a list, divided by spaces or commas.

    >>> words("하나, 둘  셋")
    ('하나', '둘', '셋')
    """
    return (
        tuple(dict.fromkeys(re.split(r"[\s,]+", typed.strip(" ,\n"))[:MOST_WORDS]))
        if typed.strip(" ,\n")
        else ()
    )


def chains(typed: str) -> Chains:
    """Claims of order: `학생 < 학생들, 하나 < 둘 < 셋`; what has no sign < in it is no claim and left out.

    >>> chains("학생 < 학생들, 하나<둘 < 셋, 배")
    (('학생', '학생들'), ('하나', '둘', '셋'))
    """
    parts = [
        tuple(word.strip() for word in part.split("<") if word.strip()) for part in re.split(r"[,\n]", typed)
    ]
    return tuple(part for part in parts if len(part) > 1)[:MOST_WORDS]


def known(book: Book, typed: Sequence[str]) -> dict[str, str]:
    """Typed words by the names of the tokens they are; the others are said, with advice, and left out."""
    found: dict[str, str] = {}
    problems = []
    for word in dict.fromkeys(typed):
        try:
            found[word] = book.word(word)
        except LmcoreError as error:
            problems.append(notices.error_message(error))
    say(problems)
    return found


def say(problems: Sequence[str]) -> None:
    """Say what is wrong with words, the first few of it."""
    if problems:
        rest = [t("embeddings.more_problems", count=len(problems) - 4)] if len(problems) > 4 else []
        st.warning("  \n".join([*problems[:4], *rest]), icon=":material/info:")


def latex_word(word: str) -> str:
    r"""Em(word) for a formula."""
    return rf"\mathrm{{Em}}({lesson.latex_text(word)})"
