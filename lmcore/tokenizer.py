"""Text to tokens and back: morpheme boundaries (Kiwi), then byte-pair merges inside each piece, then bytes.

A leading ▁ on a token stands for the space before it, and one space is imagined before the text, so a word
looks the same at the start of a sentence and inside it. What the vocabulary cannot spell becomes UTF-8
bytes, so every string comes back unchanged: `decode(encode(text)) == text`.
"""

import codecs
import functools
import itertools
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import tokenizers

from lmcore import morphemes

SPACE = "▁"
PAD, BOS, MASK = "<pad>", "<s>", "<mask>"
SPECIALS = (PAD, BOS, MASK)
BYTES = tuple(f"<0x{value:02X}>" for value in range(256))
_LONGEST_JOIN = 3  # pieces
MASK_SIGN = "▢"
_SUBSCRIPT = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def _show_bytes(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    wrong = error.object[error.start : error.end]
    return "".join(f"⟨{value:02X}⟩" for value in wrong), error.end


codecs.register_error("lmcore.show_bytes", _show_bytes)


@dataclass(frozen=True)
class Token:
    """One token of a text.

    `piece` is readable (▁ = a space came before; ₍₁/₄₎ = first of the four bytes of a character);
    `start:end` is its span of characters, without the space; `word` counts the words (어절) between white
    space, -1 for a special token; `byte` is the value of a byte token.
    """

    id: int
    piece: str
    start: int
    end: int
    word: int
    byte: int | None = None


class Tokenizer:
    """The vocabulary and merges of one model, over Kiwi's boundaries."""

    def __init__(self, backend: tokenizers.Tokenizer) -> None:
        vocabulary = backend.get_vocab(with_added_tokens=True)
        _check(backend, vocabulary)
        self.backend = backend
        self._ids = vocabulary
        self._pieces = [piece for piece, _ in sorted(vocabulary.items(), key=lambda item: item[1])]
        self._byte_of = {vocabulary[piece]: value for value, piece in enumerate(BYTES)}
        self._byte_ids = [vocabulary[piece] for piece in BYTES]
        self._alphabet = {piece for piece in vocabulary if len(piece) == 1}
        self.pad_id, self.bos_id, self.mask_id = (vocabulary[piece] for piece in SPECIALS)
        self.special_ids = frozenset((self.pad_id, self.bos_id, self.mask_id))
        self._joined = frozenset(
            t.content for t in backend.get_added_tokens_decoder().values() if not t.special
        )
        self._merge = functools.lru_cache(1 << 16)(self._merge_uncached)

    @classmethod
    def load(cls, folder: Path | str) -> "Tokenizer":
        """Read `tokenizer.json` from `folder`."""
        return cls(tokenizers.Tokenizer.from_file(str(Path(folder) / "tokenizer.json")))

    def save(self, folder: Path | str) -> None:
        """Write `tokenizer.json` into `folder`."""
        self.backend.save(str(Path(folder) / "tokenizer.json"))

    @property
    def vocabulary_size(self) -> int:
        """V, the number of rows of W_E."""
        return len(self._pieces)

    def piece(self, id: int) -> str:
        """The readable form of a token outside any text; a byte token shows its value, ⟨EC⟩."""
        byte = self._byte_of.get(id)
        return self._pieces[id] if byte is None else f"⟨{byte:02X}⟩"

    def id_of(self, piece: str) -> int | None:
        """The id of a whole token such as `▁배`, or None."""
        return self._ids.get(piece)

    def encode(self, text: str) -> list[int]:
        """Ids of `text`, without the start token."""
        return [id for id, _, _ in self._pieces_of(text, self._cuts(text))]

    def encode_many(self, texts: Iterable[str]) -> Iterator[list[int]]:
        """`encode` for a stream of texts."""
        texts = list(texts)
        for text, cuts in zip(texts, morphemes.boundaries_of(texts), strict=True):
            yield [id for id, _, _ in self._pieces_of(text, join(text, cuts, self._joined))]

    def tokenize(self, text: str) -> tuple[Token, ...]:
        """Tokens of `text` with their spans, without the start token."""
        words = _word_of_each_character(text)
        found = list(self._pieces_of(text, self._cuts(text)))
        tokens = []
        for index, (id, start, end) in enumerate(found):
            word = words[min(start, len(words) - 1)]
            byte = self._byte_of.get(id)
            piece = self._pieces[id] if byte is None else _byte_piece(text, found, index)
            tokens.append(Token(id, piece, start, end, word, byte))
        return tuple(tokens)

    def start_token(self) -> Token:
        """The token that stands before every text."""
        return Token(self.bos_id, BOS, 0, 0, -1)

    def mask_token(self) -> Token:
        """The token that stands for a hidden one; it has no characters of its own."""
        return Token(self.mask_id, MASK, 0, 0, -1)

    def decode(self, ids: Sequence[int]) -> str:
        """The text of `ids`; start and padding vanish, a masked token is ▢, broken bytes are shown as
        ⟨E2⟩.
        """
        parts: list[str] = []
        pending = bytearray()
        for id in ids:
            if id in self._byte_of:
                pending.append(self._byte_of[id])
                continue
            parts.append(_text_of_bytes(pending))
            pending.clear()
            if id == self.mask_id:
                parts.append(MASK_SIGN)
            elif id not in self.special_ids:
                parts.append(self._pieces[id].replace(SPACE, " "))
        parts.append(_text_of_bytes(pending))
        return "".join(parts).removeprefix(" ")

    def _cuts(self, text: str) -> list[int]:
        return join(text, morphemes.boundaries(text), self._joined)

    def _pieces_of(self, text: str, cuts: Sequence[int]) -> Iterator[tuple[int, int, int]]:
        """(id, start, end) of every token of `text`."""
        for spaced, start, end in _split(text, cuts):
            if spaced and (start == end or text[start] not in self._alphabet or text[start] == SPACE):
                yield self._ids[SPACE], (start - 1 if start == end and start else start), start
                spaced = False
            for known, first, last in self._runs(text, start, end):
                if known:
                    space = SPACE if spaced and first == start else ""
                    position = first - len(space)
                    for id, length in self._merge(space + text[first:last]):
                        yield id, max(position, first), position + length
                        position += length
                else:
                    for value in text[first:last].encode("utf-8", "surrogatepass"):
                        yield self._byte_ids[value], first, last

    def _runs(self, text: str, start: int, end: int) -> Iterator[tuple[bool, int, int]]:
        """Cut a piece into runs the alphabet can spell and single characters it cannot."""
        first = start
        for position in range(start, end):
            if text[position] not in self._alphabet or text[position] == SPACE:
                if first < position:
                    yield True, first, position
                yield False, position, position + 1
                first = position + 1
        if first < end:
            yield True, first, end

    def _merge_uncached(self, piece: str) -> tuple[tuple[int, int], ...]:
        return tuple((token.id, len(token.value)) for token in self.backend.model.tokenize(piece))


def _check(backend: tokenizers.Tokenizer, vocabulary: dict[str, int]) -> None:
    """Raise ValueError unless every text can be told in this vocabulary, always in the same way."""
    missing = [piece for piece in (*SPECIALS, *BYTES, SPACE) if piece not in vocabulary]
    if missing:
        raise ValueError(f"the vocabulary lacks {missing[:3]}")
    if sorted(vocabulary.values()) != list(range(len(vocabulary))):
        raise ValueError("the ids of the vocabulary do not count from 0 without a gap")
    model = backend.model
    if not isinstance(model, tokenizers.models.BPE):
        raise ValueError(f"it cuts by {type(model).__name__}, not by byte-pair merges")
    if model.dropout or model.continuing_subword_prefix or model.end_of_word_suffix:
        raise ValueError("it drops merges at random, or writes pieces otherwise than they stand in the text")


def _split(text: str, cuts: Sequence[int]) -> Iterator[tuple[bool, int, int]]:
    """(a space came before, start, end) of every piece; an empty piece is a space that no word follows."""
    if not text:
        return
    bounds = sorted({0, len(text), *cuts, *(i for i, c in enumerate(text) if c == " ")})
    spaced = True  # the space imagined before the text
    for start, end in itertools.pairwise(bounds):
        if text[start] == " ":
            if spaced:
                yield True, start, start
            spaced = True
            start += 1
        if start < end:
            yield spaced, start, end
            spaced = False
    if spaced:
        yield True, len(text), len(text)


def _word_of_each_character(text: str) -> list[int]:
    """Number of the word (어절) each character belongs to; white space belongs to the word before it."""
    words, word, inside = [], -1, False
    for character in text:
        if character.isspace():
            inside = False
        elif not inside:
            word, inside = word + 1, True
        words.append(max(word, 0))
    return words or [0]


def _byte_piece(text: str, found: list[tuple[int, int, int]], index: int) -> str:
    """A byte token's readable form: its character and which of the character's bytes it is."""
    _, start, end = found[index]
    character = text[start:end]
    total = len(character.encode("utf-8", "surrogatepass"))
    number = 1
    while index - number >= 0 and number < total and found[index - number][1:] == (start, end):
        number += 1
    shown = character if unicodedata.category(character)[0] in "LNPS" else f"⟨U+{ord(character):04X}⟩"
    return (
        shown
        if total == 1
        else f"{shown}₍{str(number).translate(_SUBSCRIPT)}/{str(total).translate(_SUBSCRIPT)}₎"
    )


def _text_of_bytes(pending: bytearray) -> str:
    try:
        return pending.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return pending.decode("utf-8", "lmcore.show_bytes")


def join(text: str, cuts: Sequence[int], words: frozenset[str]) -> list[int]:
    """`cuts` without those inside one of `words`: 외|숙모 and 학생|들 become whole again."""
    kept, index = [], 0
    while index < len(cuts):
        kept.append(cuts[index])
        reach = min(len(cuts) - 1, index + _LONGEST_JOIN)
        matches = (last for last in range(reach, index + 1, -1) if text[cuts[index] : cuts[last]] in words)
        index = next(matches, index + 1)
    return kept


def surface_pieces(text: str, cuts: Sequence[int]) -> list[str]:
    """The pieces inside which merges are learned: `▁배`, `가`, `▁맛있`, …"""
    return [
        (SPACE if spaced else "") + text[start:end]
        for spaced, start, end in _split(text, cuts)
        if spaced or start < end
    ]
