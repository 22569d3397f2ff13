"""Tokens as text on plotly's axes."""

from typing import Final

from dashboard.figures.theme import safe
from lmcore.tokenizer import SPACE

_SMALL: Final = f'<span style="font-size:8px">{SPACE}</span>'


def axis_piece(piece: str) -> str:
    """A token for plotly: nothing in it is taken for a tag, and the sign for a space stands small before the
    word.

    >>> axis_piece("<s>")
    '&lt;s&gt;'
    """
    return safe(piece).replace(SPACE, _SMALL)
