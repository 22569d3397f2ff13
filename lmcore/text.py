"""Text at the border: what somebody else wrote, as everything within reads it.

A Mac writes 배 as two signs, ㅂ and ㅐ, and Windows ends a line with two; both look the same and would give
other tokens. Whoever takes in text composes it here, once.
"""

import unicodedata
from typing import Final

from lmcore.errors import LmcoreError

ENCODINGS: Final = ("UTF-8", "UTF-16", "CP949")
"""What is read: the web's, and the two that a Korean Windows still writes."""


def composed(text: str) -> str:
    r"""The text with Hangul and accents composed (NFC) and one sign, \n, at the end of every line.

    >>> composed("한글\r\n\u1107\u1162\r")
    '한글\n배\n'
    """
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


def one_line(text: str) -> str:
    r"""The text composed, for a place of one line: line ends within it are spaces, those around it nothing.

    >>> one_line("배가\r\n아프다.\n")
    '배가 아프다.'
    """
    return composed(text).strip("\n").replace("\n", " ")


def decoded(data: bytes) -> str:
    """The text of a file in one of ENCODINGS, with or without a byte order mark, composed.

    Raises:
        LmcoreError: `text.encoding` with the line `number` of the first byte that is no text.
    """
    encoding = encoding_of(data)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise _no_text(data[: error.start].decode(encoding, "replace")) from error
    if "\0" in text:
        raise _no_text(text.partition("\0")[0])
    return composed(text)


def encoding_of(data: bytes) -> str:
    """The name Python has for the encoding of a file, or of its beginning; UTF-8 unless another fits.

    A byte order mark says it. Without one, zero bytes betray UTF-16, and more broken than whole characters
    say that it is CP949: a UTF-8 file with a few bytes damaged has fewer.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    zeros = [data[:4096][first::2].count(0) for first in (0, 1)]
    if sum(zeros) * 8 > len(data[:4096]):
        return "utf-16-le" if zeros[1] > zeros[0] else "utf-16-be"
    read = data.decode("utf-8-sig", "replace")
    broken = read.count("\ufffd")
    whole = sum(not sign.isascii() for sign in read) - broken
    return "cp949" if broken > whole else "utf-8-sig"


def _no_text(before: str) -> LmcoreError:
    return LmcoreError(
        "text.encoding", "line {number} is no text in {encodings}",
        number=composed(before).count("\n") + 1, encodings=", ".join(ENCODINGS),
    )  # fmt: skip
