"""Tokens, strings and numbers as a lesson writes them."""

from collections.abc import Sequence

from dashboard.figures.tokens import visible
from dashboard.texts import t
from dashboard.texts.foreign import plain
from lmcore.tokenizer import SPACE, Token, Tokenizer


def names(page: str, *keys: str) -> dict[str, str]:
    """Strings of a page for a figure."""
    return {key: t(f"{page}.{key}") for key in keys}


def piece(tokenizer: Tokenizer, id: int) -> str:
    """A token of the vocabulary as it is drawn: ▁ stays, what would be invisible is named."""
    return "".join(map(visible, tokenizer.piece(id)))


def label(token: Token) -> str:
    """A token of a sentence as it is drawn."""
    return "".join(map(visible, token.piece))


def labels(tokens: Sequence[Token]) -> list[str]:
    """The tokens of a sentence as they are drawn."""
    return [label(token) for token in tokens]


def bare(label: str) -> str:
    """A drawn token without the sign for a space before it; a space alone keeps its sign."""
    return label.removeprefix(SPACE) or label


def said(piece: str) -> str:
    """A token in running text: in quotation marks, without the sign for a space."""
    return quoted(piece.replace(SPACE, "") or piece)


def scientific(value: float, digits: int = 1) -> str:
    r"""A very small or large number for a formula, with so many digits after the point.

    >>> scientific(6.8e-8), scientific(0)
    ('6.8\\times10^{-8}', '0')
    """
    if value == 0:
        return "0"
    mantissa, exponent = f"{value:.{digits}e}".split("e")
    return rf"{mantissa}\times10^{{{int(exponent)}}}"


def quoted(text: str) -> str:
    """A token or sentence in quotation marks, for markdown."""
    return f"“{plain(text)}”"


def latex_text(text: str) -> str:
    r"""A text for a formula: \text{…} with its special signs made harmless."""
    signs = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
    safe = "".join(signs.get(sign, f"\\{sign}" if sign in "{}$%&#_" else sign) for sign in text)
    return rf"\text{{{safe}}}"
