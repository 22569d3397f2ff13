"""What the model is given of what the reader typed, and what to say about the difference."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from lmcore.tokenizer import Tokenizer

LONGEST: Final = 10_000
"""Characters that are read at all."""


@dataclass(frozen=True)
class Remark:
    """A notice about a text: a key of the string table and what fills its blanks."""

    key: str
    values: dict[str, Any]


@dataclass(frozen=True)
class Sentence:
    """`text` is what the model sees, at most `context - 1` tokens after the start token."""

    text: str
    remarks: tuple[Remark, ...]


@lru_cache(256)
def prepare(typed: str, tokenizer: Tokenizer, context: int) -> Sentence:
    """Make a text, composed where it came in, fit for the model: no longer than the context.

    An empty or blank text comes back empty with a remark; every other text comes back with something in it.
    """
    if not typed.strip():
        return Sentence("", (Remark("sentence.empty", {}),))
    remarks = []
    fitting = _fit(typed[:LONGEST], tokenizer, context - 1)
    if len(fitting) < len(typed):
        left_out = len(typed) - len(fitting)
        remarks.append(
            Remark("sentence.too_long", {"context": context, "shown": len(fitting), "left_out": left_out})
        )
    remarks += _character_remarks(fitting, tokenizer)
    return Sentence(fitting, tuple(remarks))


def _fit(text: str, tokenizer: Tokenizer, room: int) -> str:
    """The longest run of whole tokens from the start that is still at most `room` tokens when read alone."""
    tokens = tokenizer.tokenize(text)
    keep = room
    while len(tokens) > room:
        # a cut may change how its last word is split, so the shorter text is read again
        text = text[: tokens[keep].start]
        tokens = tokenizer.tokenize(text)
        keep = room - 1
    return text


def _character_remarks(text: str, tokenizer: Tokenizer) -> list[Remark]:
    if not any(character.isalnum() for character in text):
        return [Remark("sentence.no_letters", {})]
    rare = {text[token.start : token.end] for token in tokenizer.tokenize(text) if token.byte is not None}
    if not rare:
        return []
    return [Remark("sentence.rare", {"characters": " ".join(sorted(rare)[:12])})]
