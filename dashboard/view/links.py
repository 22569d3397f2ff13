"""Values as they stand in a link: one parser for each kind, and texts of any length.

A parser takes the string from the URL and returns the value, or raises ValueError; it never raises anything
else, whatever it is given.
"""

import base64
import binascii
import math
import re
import zlib
from collections.abc import Callable, Sequence
from typing import Final, TypeVar, cast

Number = TypeVar("Number", int, float)

LONGEST_TEXT: Final = 50_000
"""Characters that a text in a link may have: more than is read, so that nothing typed is lost on the way."""

LONGEST_LINK: Final = 16_000
"""Characters of packed text that still make a usable URL: servers of this kind refuse 64 KB."""

_PLAIN_LIMIT = 200
_INTEGER = re.compile(r"-?[0-9]{1,9}")
_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")


def integer(low: int, high: int) -> Callable[[str], int]:
    """Parser of a whole number in [low, high].

    >>> integer(0, 5)("3")
    3
    """

    def parse(raw: str) -> int:
        if not _INTEGER.fullmatch(raw) or not low <= int(raw) <= high:
            raise ValueError(f"{raw!r} is no whole number from {low} to {high}")
        return int(raw)

    return parse


def number(low: float, high: float) -> Callable[[str], float]:
    """Parser of a finite number in [low, high]."""

    def parse(raw: str) -> float:
        # Python would also read 1_000 and ١, which the browser does not
        value = float(raw) if _NUMBER.fullmatch(raw) else math.nan
        if not math.isfinite(value) or not low <= value <= high:
            raise ValueError(f"{raw!r} is no number from {low} to {high}")
        return value

    return parse


def choice(*names: str) -> Callable[[str], str]:
    """Parser that accepts exactly the given names."""

    def parse(raw: str) -> str:
        if raw not in names:
            raise ValueError(f"{raw!r} is none of {', '.join(names)}")
        return raw

    return parse


def choices(*names: str) -> Callable[[str], tuple[str, ...]]:
    """Parser of some of the given names, each at most once, joined by commas.

    >>> choices("bytes", "words")("words")
    ('words',)
    """
    one = choice(*names)

    def parse(raw: str) -> tuple[str, ...]:
        chosen = tuple(one(name) for name in raw.split(",")) if raw else ()
        if len(set(chosen)) < len(chosen):
            raise ValueError(f"{raw!r} says a name twice")
        return chosen

    return parse


def flag(raw: str) -> bool:
    """Parser of yes and no, written 1 and 0."""
    return choice("0", "1")(raw) == "1"


def integers(low: int, high: int, most: int = 64, least: int = 0) -> Callable[[str], tuple[int, ...]]:
    """Parser of `least` to `most` whole numbers joined by commas.

    >>> integers(0, 9)("1,4")
    (1, 4)
    """
    one = integer(low, high)

    def parse(raw: str) -> tuple[int, ...]:
        parts = raw.split(",") if raw else []
        if not least <= len(parts) <= most:
            raise ValueError(f"{len(parts)} numbers where {least} to {most} may stand")
        return tuple(one(part) for part in parts)

    return parse


def among(values: Sequence[Number]) -> Callable[[str], Number]:
    """Parser of one of several numbers, all whole or all not."""
    whole = isinstance(values[0], int)
    one = integer(int(min(values)), int(max(values))) if whole else number(min(values), max(values))

    def parse(raw: str) -> Number:
        value = cast("Number", one(raw))
        if value not in values:
            raise ValueError(f"{raw!r} is none of {values}")
        return value

    return parse


def text(limit: int = LONGEST_TEXT) -> Callable[[str], str]:
    """Parser of any text of at most `limit` characters."""

    def parse(raw: str) -> str:
        if len(raw) > limit:
            raise ValueError(f"{len(raw)} characters where {limit} is the most")
        return raw

    return parse


def write(value: object) -> str:
    """A value as its parser reads it.

    >>> write((1, 4)), write(True), write(0.1)
    ('1,4', '1', '0.1')
    """
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, (tuple, list)):
        return ",".join(write(item) for item in value)
    return str(value)


def pack_text(text: str) -> str:
    """A text as compressed, URL-safe characters (zlib, base64url without padding)."""
    packed = zlib.compress(text.encode("utf-8", "surrogatepass"), 9)
    return base64.urlsafe_b64encode(packed).rstrip(b"=").decode("ascii")


def unpack_text(raw: str) -> str:
    """The text that `pack_text` packed; raises ValueError for anything else, and for over-long texts.

    Reads no further than the longest allowed text, so that a small link cannot unfold into gigabytes.
    """
    room = 4 * LONGEST_TEXT + 1
    try:
        packed = base64.b64decode(raw.encode("ascii") + b"=" * (-len(raw) % 4), altchars=b"-_", validate=True)
        unpacker = zlib.decompressobj()
        text = unpacker.decompress(packed, room).decode("utf-8", "surrogatepass")
    except (binascii.Error, zlib.error, UnicodeError) as error:
        raise ValueError("not a packed text") from error
    if not unpacker.eof or unpacker.unused_data or len(text) > LONGEST_TEXT:
        raise ValueError(f"a packed text that is cut off or longer than {LONGEST_TEXT} characters")
    return text


def text_keys(text: str) -> dict[str, str]:
    """A text's part of a link: `text` as it is when short, else `z` packed, {} when too long for both."""
    if len(text) <= _PLAIN_LIMIT:
        return {"text": text}
    packed = pack_text(text) if len(text) <= LONGEST_TEXT else ""
    return {"z": packed} if 0 < len(packed) <= LONGEST_LINK else {}
