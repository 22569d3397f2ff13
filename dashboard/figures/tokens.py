"""Tokens as HTML: the sentence in tiles, every other way of cutting it aligned below, the table behind it.

Each word (어절) is a small grid of its own with one column for each character, so that words wrap like text
and the tiers stay aligned. Everything from the text is escaped.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape
from itertools import groupby
from typing import Final

from dashboard.texts import t
from lmcore.analysis.pieces import Character, Pieces
from lmcore.tokenizer import SPACE, Token

TIERS: Final = ("morphemes", "syllables", "jamo", "bytes")
"""What can stand below the tokens, from the largest to the smallest."""

_INVISIBLE = {"\n": "↵", "\r": "↵", "\t": "⇥", " ": "␣"}


_Columns = dict[tuple[int, int], tuple[int, int]]


@dataclass(frozen=True)
class _Cell:
    """A box of the grid: from column `start` (from 1), `width` columns wide."""

    start: int
    width: int
    html: str


def sentence(pieces: Pieces, tiers: Iterable[str] = ()) -> str:
    """The sentence in tiles, word by word, with the tiers of TIERS that are wanted below."""
    wanted = [tier for tier in TIERS if tier in set(tiers)]
    words = groupby(enumerate(pieces.tokens, start=1), key=lambda item: item[1].word)
    grids = "".join(_word(pieces, list(tokens), wanted) for _, tokens in words)
    label = escape(t("tokens.picture"), quote=True)
    return f'<div class="db-sentence" role="group" aria-label="{label}" lang="ko">{grids}</div>'


def _word(pieces: Pieces, tokens: list[tuple[int, Token]], tiers: list[str]) -> str:
    columns = _columns(pieces, [token for _, token in tokens])
    rows = [list(_token_cells(tokens, columns)), *(list(_tier(tier, pieces, columns)) for tier in tiers)]
    cells = "".join(
        f'<span style="grid-row:{row};grid-column:{cell.start}/span {cell.width}" {cell.html}</span>'
        for row, cells in enumerate(rows, start=1)
        for cell in cells
    )
    return f'<div class="db-word">{cells}</div>'


def _columns(pieces: Pieces, tokens: list[Token]) -> _Columns:
    """For each character of a word its (first column, columns): one, or one for each of its byte tokens.

    A token without characters, a space that no word follows, has a column of its own, (start, start).
    """
    first, last = min(token.start for token in tokens), max(token.end for token in tokens)
    columns: _Columns = {}
    free = 1
    for start in range(first, last + 1):
        for span in ((start, start), (start, start + 1)):
            own = sum((token.start, token.end) == span for token in tokens)
            width = own if span[0] == span[1] else max(1, own)
            if width and span[1] <= last:
                columns[span] = (free, width)
                free += width
    return columns


def _token_cells(tokens: list[tuple[int, Token]], columns: _Columns) -> Iterator[_Cell]:
    taken: dict[tuple[int, int], int] = {}
    for number, token in tokens:
        span = (token.start, token.end)
        if span in columns and columns[span][1] > 1:
            start, width = columns[span][0] + taken.get(span, 0), 1
            taken[span] = taken.get(span, 0) + 1
        else:
            start, width = _extent(span, columns)
        yield _Cell(start, width, _tile(number, token))


def _extent(span: tuple[int, int], columns: _Columns) -> tuple[int, int]:
    inside = [
        place
        for (start, end), place in columns.items()
        if span[0] <= start and end <= span[1] and start < end
    ]
    inside = inside or [columns[span]]
    start = min(place[0] for place in inside)
    return start, max(place[0] + place[1] for place in inside) - start


def kind(token: Token) -> str:
    """`byte`, `open` (a space came before) or `inner`."""
    if token.byte is not None:
        return "byte"
    return "open" if token.piece.startswith(SPACE) else "inner"


def _tile(number: int, token: Token) -> str:
    facts = escape(t("tokens.tip", number=number, id=token.id, start=token.start, end=token.end), quote=True)
    shown = f"<b>{_piece(token)}</b>"
    if token.byte is not None:
        shown = f"<b>{token.byte:02X}</b><em>{_piece(token)}</em>"
    attributes = f'tabindex="0" data-id="{token.id}" data-span="{token.start}-{token.end}" data-tip="{facts}"'
    return f'class="db-token db-{kind(token)}" {attributes}>{shown}<i>{token.id}</i>'


def _piece(token: Token) -> str:
    piece = token.piece
    mark = ""
    if piece.startswith(SPACE):
        mark, piece = f"<s>{SPACE}</s>", piece.removeprefix(SPACE)
    return mark + escape("".join(map(visible, piece)))


def visible(character: str) -> str:
    """A character that can be seen: signs for white space, the code point for what has no shape."""
    if character in _INVISIBLE:
        return _INVISIBLE[character]
    return character if character.isprintable() else f"⟨U+{ord(character):04X}⟩"


def _tier(tier: str, pieces: Pieces, columns: _Columns) -> Iterator[_Cell]:
    if tier == "morphemes":
        first, last = min(start for start, _ in columns), max(end for _, end in columns)
        for start, end in pieces.morphemes:
            if first <= start and end <= last:
                html = f'class="db-tier db-morpheme">{escape(pieces.text[start:end])}'
                yield _Cell(*_extent((start, end), columns), html)
        return
    for (start, end), (column, width) in columns.items():
        if start < end:
            yield _Cell(column, width, f'class="db-tier db-{tier}">{_below(tier, pieces.characters[start])}')


def _below(tier: str, character: Character) -> str:
    if tier == "syllables":
        return escape(visible(character.text))
    parts = character.jamo if tier == "jamo" else [f"{value:02X}" for value in character.bytes]
    return "".join(f"<u>{escape(''.join(map(visible, part)))}</u>" for part in parts)


def legend() -> str:
    """What the tiles' colours and signs mean."""
    keys = "".join(
        f'<span><span class="db-key db-{name}"></span>{escape(t(f"tokens.legend_{name}"))}</span>'
        for name in ("open", "inner", "byte")
    )
    space = f"<span><s>{SPACE}</s>{escape(t('tokens.legend_space'))}</span>"
    return f'<div class="db-legend">{keys}{space}<span>{escape(t("tokens.legend_id"))}</span></div>'


def table(pieces: Pieces) -> str:
    """Every token with its number, piece, id, span, word and, for a rare character, its byte."""
    names = ("number", "piece", "text", "id", "span", "word", "byte")
    head = "".join(f'<th scope="col">{escape(t(f"tokens.column_{name}"))}</th>' for name in names)
    rows = "".join(_row(number, token, pieces.text) for number, token in enumerate(pieces.tokens, start=1))
    inside = f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody>"
    return f'<div class="db-scroll"><table class="db-table">{inside}</table></div>'


def _row(number: int, token: Token, text: str) -> str:
    covered = escape("".join(map(visible, text[token.start : token.end])))
    korean = f'<td lang="ko"><b>{_piece(token)}</b></td><td lang="ko">{covered}</td>'
    byte = "" if token.byte is None else f"0x{token.byte:02X}"
    facts = (token.id, f"{token.start}–{token.end}", token.word + 1, byte)
    cells = "".join(f"<td>{fact}</td>" for fact in facts)
    return f'<tr class="db-{kind(token)}"><td>{number}</td>{korean}{cells}</tr>'


def comparison(text: str, rows: Iterable[tuple[str, Iterable[tuple[int, int]]]]) -> str:
    """The same text cut in several ways, one below the other: (name, spans) for each."""
    lines = []
    for number, (name, spans) in enumerate(rows, start=1):
        lines.append(f'<span class="db-name" style="grid-row:{number}">{escape(name)}</span>')
        for start, end in spans:
            place = f"grid-row:{number};grid-column:{start + 2}/{end + 2}"
            part = escape(text[start:end].strip() or _INVISIBLE[" "])
            lines.append(f'<span class="db-cut" lang="ko" style="{place}">{part}</span>')
    return f'<div class="db-scroll"><div class="db-comparison">{"".join(lines)}</div></div>'
