"""Word vectors that somebody else trained, in the text format of word2vec, GloVe and fastText.

A first line `words dimensions` (GloVe has none), then a line for each word: the word and its numbers, divided
by spaces or tabs. Only words that are asked for are kept, so a file of any length needs little memory.
"""

import gzip
import io
import re
import zlib
from collections.abc import Iterator, Set
from pathlib import Path
from typing import Final, cast

import numpy as np

from lmcore.analysis.vocabulary import WordTable
from lmcore.errors import LmcoreError
from lmcore.text import composed, encoding_of

MOST_DIMENSIONS: Final = 4096
LONGEST_LINE: Final = 64 * 2**10
"""Characters."""

MOST_UNPACKED: Final = 16 * 2**20
"""Characters that any archive may unfold to, beside MOST_TIMES its size: numbers pack to a third."""
MOST_TIMES: Final = 8

_EACH_LINE: Final = 64  # characters that a line counts for beside its own, so that short ones run out too
_USUAL_EXPONENT: Final = 256
_GZIP: Final = b"\x1f\x8b"
_LOOKED_AT: Final = 64 * 2**10  # bytes that tell the encoding
_HEADER: Final = re.compile(r"\s*[0-9]{1,18}\s+([0-9]{1,18})\s*")


def read_vectors(source: Path | bytes, wanted: Set[str]) -> WordTable:
    """The vectors of the `wanted` words, in the file's order (such files have the most frequent first).

    Numbers near the ends of what a float holds are all divided by one power of two, so that products are
    numbers too.

    Args:
        source: a file, or its bytes; either may be compressed with gzip.
        wanted: words to keep. Of a word that stands twice the first counts.

    Raises:
        LmcoreError: `vectors.unreadable`; with a line `.damaged`, `.bomb`, `.binary`, `.size`, `.columns`,
            `.number`, `.finite`; `.none`, not one of the wanted words is in it.
    """
    words: dict[str, np.ndarray] = {}
    size, count = 0, 0
    for number, line in _lines(source):
        if number == 1 and (header := _HEADER.fullmatch(line)):
            size = int(header[1])
            continue
        parts = line.split()
        count += 1
        size = size or len(parts) - 1
        _check(number, parts, size)
        word = composed(" ".join(parts[:-size]))
        if word in wanted and word not in words:
            words[word] = _numbers(number, parts[-size:])
    if not words:
        raise LmcoreError(
            "vectors.none", "none of the {count} words of the file is a word of this model", count=count
        )
    return WordTable(tuple(words), _usual(np.stack(list(words.values()))))


def _lines(source: Path | bytes) -> Iterator[tuple[int, str]]:
    """Numbered lines that are not blank, whatever ends them; never more of them than the file can mean."""
    number, left = 0, float("inf")
    try:
        with _opened(source) as raw:
            packed = raw.peek(len(_GZIP)).startswith(_GZIP)
            if packed:
                left = MOST_UNPACKED + MOST_TIMES * _length(raw)
            file = _buffered(gzip.GzipFile(fileobj=raw)) if packed else raw
            for line in _text(file):
                number += 1
                left -= len(line) + _EACH_LINE
                if left < 0:
                    raise LmcoreError(
                        "vectors.bomb", "line {number}: the archive unfolds to far more than it holds",
                        number=number,
                    )  # fmt: skip
                if len(line) >= LONGEST_LINE or not _is_text(line):
                    raise _binary(number)
                if not line.isspace():
                    yield number, line
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise LmcoreError(
            "vectors.damaged", "line {number}: the archive is damaged or cut off", number=number + 1
        ) from error
    except (OSError, ValueError) as error:  # ValueError: a name that no file can have
        raise LmcoreError("vectors.unreadable", "the file cannot be read: {reason}", reason=error) from error


def _opened(source: Path | bytes) -> io.BufferedReader:
    return _buffered(io.BytesIO(source) if isinstance(source, bytes) else source.open("rb", 0))


def _buffered(stream: object) -> io.BufferedReader:
    return cast("io.BufferedReader", io.BufferedReader(cast("io.RawIOBase", stream)))


def _length(file: io.BufferedReader) -> int:
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    return size


def _text(file: io.BufferedReader) -> Iterator[str]:
    encoding = encoding_of(file.peek(_LOOKED_AT)[:_LOOKED_AT])
    # a UTF-16 decoder cannot keep the bytes it does not understand
    errors = "replace" if encoding.startswith("utf-16") else "surrogateescape"
    with io.TextIOWrapper(file, encoding, errors) as lines:
        while line := lines.readline(LONGEST_LINE):
            yield line


def _is_text(line: str) -> bool:
    """Whether no byte of it is foreign to the file's encoding: such stand in it as surrogates."""
    try:
        line.encode()
    except UnicodeEncodeError:
        return False
    return "\0" not in line


def _binary(number: int) -> LmcoreError:
    return LmcoreError(
        "vectors.binary", "line {number} is no text; save the vectors as text (binary=False)", number=number
    )


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
        if _is_odd(" ".join(parts)):
            raise ValueError
        vector = np.array(parts, dtype=np.float64)
    except ValueError as error:
        found = next((part for part in parts if not _is_number(part)), "")[:40]
        raise LmcoreError(
            "vectors.number", "line {number}: {found} is no number", number=number, found=found
        ) from error
    if not np.isfinite(vector).all():
        raise LmcoreError("vectors.finite", "line {number}: a value is not finite", number=number)
    return vector


def _usual(vectors: np.ndarray) -> np.ndarray:
    """Vectors of a size whose products neither overflow nor vanish: one power of two changes no direction."""
    exponent = int(np.frexp(np.abs(vectors).max())[1])
    return vectors if abs(exponent) <= _USUAL_EXPONENT else np.ldexp(vectors, -exponent)


def _is_odd(written: str) -> bool:
    """Whether only Python would read it as numbers (1_000, ١)."""
    return "_" in written or not written.isascii()


def _is_number(part: str) -> bool:
    try:
        float(part)
    except ValueError:
        return False
    return not _is_odd(part)
