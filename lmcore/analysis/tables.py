"""Tables that somebody else wrote, one reader for all of them: TSV and CSV, whatever program wrote them.

Quotation marks are those of spreadsheets ("a ""b"" c"). A sentence may begin and end with quotation marks of
its own, so in a file divided by tabs a cell is unpacked only where a spreadsheet would have packed it: when
it holds a quotation mark, a comma, a tab or a line end, or when the whole first row is packed.
"""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from lmcore.errors import LmcoreError
from lmcore.text import decoded

MOST_BYTES: Final = 256 * 2**20
LONGEST_FIELD: Final = 20_000
"""Characters of one cell: more than any model here reads at once."""

_NUMBER: Final = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")
# a cell in quotation marks: to its line's end at most, or over several lines that hold no other cell
_PACKED: Final = {
    "\t": re.compile(r'"((?:[^"\n]|"")*|(?:[^"\t]|"")*)"(?=[\t\n]|\Z)'),
    ",": re.compile(r'"((?:[^"]|"")*)"(?=[,\n]|\Z)'),
}
_PLAIN: Final = {"\t": re.compile(r"[^\t\n]*"), ",": re.compile(r"[^,\n]*")}
_NEEDS_PACKING: Final = re.compile(r'["\t\n,]')


@dataclass(frozen=True)
class Row:
    """One row, its cells without space around them; `number` is the line of the file where it begins."""

    number: int
    cells: tuple[str, ...]


def read(path: Path) -> str:
    """The text of a file, composed (see lmcore.text).

    Raises:
        LmcoreError: `files.unreadable`, `files.large`, or `files.line` where it is no text.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:  # ValueError: a name that no file can have
        raise LmcoreError(
            "files.unreadable", "{path} cannot be read: {reason}", path=path, reason=error
        ) from error
    return text_of(data, path)


def text_of(data: bytes, path: Path) -> str:
    """`read` for bytes that are already there; `path` names them in errors."""
    if len(data) > MOST_BYTES:
        raise LmcoreError("files.large", "{path} is larger than {most} MB", path=path, most=MOST_BYTES >> 20)
    try:
        return decoded(data)
    except LmcoreError as error:
        raise broken(path, error.values["number"], error) from error


def lines(text: str) -> Iterator[tuple[int, str]]:
    """Numbered lines that are not blank."""
    return ((number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip())


def rows(text: str, path: Path) -> Iterator[Row]:
    """The rows that are not blank; tabs divide them if the first one holds a tab, else commas.

    Raises:
        LmcoreError: `files.line` for a cell longer than LONGEST_FIELD.
    """
    begin = len(text) - len(text.lstrip("\n"))
    mark = "\t" if "\t" in text[begin:].partition("\n")[0] else ","
    unpack = mark == "," or _packed_row(text, begin, mark)
    place, number = 0, 1
    while place < len(text):
        cells, end = _cells(text, place, mark, unpack)
        for cell in cells:
            _check_length(path, number, cell)
        if any(cells):
            yield Row(number, tuple(cells))
        number += text.count("\n", place, end + 1)
        place = end + 1


def _cells(text: str, place: int, mark: str, unpack: bool) -> tuple[list[str], int]:
    """The cells of the row that begins at `place`, and where its line end stands."""
    cells = []
    while True:
        packed = _PACKED[mark].match(text, place)
        if packed and (unpack or _NEEDS_PACKING.search(packed[1])):
            cells.append(packed[1].replace('""', '"').strip())
            place = packed.end()
        else:
            plain = _PLAIN[mark].match(text, place)
            assert plain is not None  # it may be empty
            cells.append(plain[0].strip())
            place = plain.end()
        if place >= len(text) or text[place] == "\n":
            return cells, place
        place += 1


def _packed_row(text: str, place: int, mark: str) -> bool:
    """Whether every cell of the row that begins at `place` stands in quotation marks."""
    while found := _PACKED[mark].match(text, place):
        place = found.end() + 1
        if place > len(text) or text[place - 1] == "\n":
            return True
    return False


def columns(path: Path, row: Row, names: Sequence[str]) -> tuple[str, ...]:
    """The cells of a row with so many columns; spreadsheets leave empty ones behind, which are dropped.

    Raises:
        LmcoreError: `files.line`, when it has more or fewer, or one is empty.
    """
    cells = row.cells
    while len(cells) > len(names) and not cells[-1]:
        cells = cells[:-1]
    if len(cells) != len(names) or not all(cells):
        raise broken(path, row.number, LmcoreError(
            "files.columns", "a line must be {wanted}, all filled; found {found} columns",
            wanted=", ".join(names), found=len(cells),
        ))  # fmt: skip
    return cells


def check_header(path: Path, row: Row | None, names: Sequence[str]) -> None:
    """Raise `files.line` unless a file's first row names its columns."""
    found = ", ".join(row.cells).rstrip(", ") if row else ""
    if found != ", ".join(names):
        raise broken(path, row.number if row else 1, LmcoreError(
            "files.header", "the first line must name the columns {wanted}, found {found}",
            wanted=", ".join(names), found=found[:60] or "–",
        ))  # fmt: skip


def number(written: str) -> float:
    """A finite number as a file writes it. Python would also read 1_000, ١ and nan.

    >>> number("-1.5e3")
    -1500.0

    Raises:
        ValueError: it is none.
    """
    value = float(written) if _NUMBER.fullmatch(written) else math.nan
    if not math.isfinite(value):
        raise ValueError(f"{written[:60]!r} is no finite number")
    return value


def broken(path: Path, number: object, reason: LmcoreError) -> LmcoreError:
    """What to raise when a line of a file makes no sense, and why."""
    return LmcoreError(
        "files.line", "{path}, line {number}: {reason}", path=path, number=number, reason=reason
    )


def _check_length(path: Path, number: int, field: str) -> None:
    if len(field) > LONGEST_FIELD:
        raise broken(path, number, LmcoreError(
            "files.long", "{found} characters in one piece; at most {most} are read",
            found=len(field), most=LONGEST_FIELD,
        ))  # fmt: skip
