"""Word vectors that somebody else trained, in the text format of word2vec, GloVe and fastText.

A first line `words dimensions` (GloVe has none), then a line for each word: the word and its numbers,
divided by spaces. Only words that are asked for are kept, so a file of any length needs little memory.
"""

import gzip
import io
from collections.abc import Iterator, Set
from pathlib import Path
from typing import BinaryIO, cast

import numpy as np

from lmcore.analysis.vocabulary import WordTable
from lmcore.errors import LmcoreError

MOST_DIMENSIONS = 4096
LONGEST_LINE = 64 * 2**10
_GZIP = b"\x1f\x8b"


def read_vectors(source: Path | bytes, wanted: Set[str]) -> WordTable:
    """The vectors of the `wanted` words, in the file's order (such files have the most frequent first).

    Args:
        source: a file, or its bytes; either may be compressed with gzip.
        wanted: words to keep. Of a word that stands twice the first counts.

    Raises:
        LmcoreError: `vectors.unreadable`, `.binary`; with a line `.size`, `.columns`,
            `.number`, `.finite`; `.none`, not one of the wanted words is in it.
    """
    words: dict[str, np.ndarray] = {}
    size, count = 0, 0
    with _opened(source) as lines:
        for number, line in _lines(lines):
            parts = line.split()
            if number == 1 and len(parts) == 2 and all(part.isdigit() for part in parts):
                size = int(parts[1])
                continue
            count += 1
            size = size or len(parts) - 1
            _check(number, parts, size)
            word = " ".join(parts[:-size])
            if word in wanted and word not in words:
                words[word] = _numbers(number, parts[-size:])
    if not words:
        raise LmcoreError(
            "vectors.none", "none of the {count} words of the file is a word of this model", count=count
        )
    return WordTable(tuple(words), np.stack(list(words.values())))


def _opened(source: Path | bytes) -> BinaryIO:
    try:
        raw: BinaryIO = io.BytesIO(source) if isinstance(source, bytes) else source.open("rb")
        head = raw.read(len(_GZIP))
        raw.seek(0)
    except OSError as error:
        raise _unreadable(error) from error
    return cast("BinaryIO", gzip.open(raw)) if head == _GZIP else raw


def _lines(file: BinaryIO) -> Iterator[tuple[int, str]]:
    """Numbered lines that are not blank. Lines too long, or bytes that are no text, betray a binary file."""
    number = 0
    while True:
        try:
            line = file.readline(LONGEST_LINE)
        except (OSError, EOFError) as error:
            raise _unreadable(error) from error
        if not line:
            return
        number += 1
        try:
            text = line.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError as error:
            raise _binary(number) from error
        if "\0" in text or len(line) >= LONGEST_LINE:
            raise _binary(number)
        if text.strip():
            yield number, text


def _unreadable(error: Exception) -> LmcoreError:
    return LmcoreError("vectors.unreadable", "the file cannot be read: {reason}", reason=error)


def _binary(number: int) -> LmcoreError:
    return LmcoreError(
        "vectors.binary", "line {number} is no UTF-8 text; save the vectors as text (binary=False)",
        number=number,
    )  # fmt: skip


def _check(number: int, parts: list[str], size: int) -> None:
    if not 2 <= size <= MOST_DIMENSIONS:
        raise LmcoreError(
            "vectors.size", "line {number}: {size} dimensions; from 2 to {most} are read",
            number=number, size=size, most=MOST_DIMENSIONS,
        )  # fmt: skip
    if len(parts) <= size:
        raise LmcoreError(
            "vectors.columns", "line {number}: a word and {size} numbers are needed, found {found} columns",
            number=number, size=size, found=len(parts),
        )  # fmt: skip


def _numbers(number: int, parts: list[str]) -> np.ndarray:
    try:
        vector = np.array(parts, dtype=np.float64)
    except ValueError as error:
        found = next((part for part in parts if not _is_number(part)), "")[:40]
        raise LmcoreError(
            "vectors.number", "line {number}: {found} is no number", number=number, found=found
        ) from error
    if not np.isfinite(vector).all():
        raise LmcoreError("vectors.finite", "line {number}: a value is not finite", number=number)
    return vector


def _is_number(part: str) -> bool:
    try:
        float(part)
    except ValueError:
        return False
    return True
