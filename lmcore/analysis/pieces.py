"""One sentence cut in every way there is: words, morphemes, tokens, syllables, jamo, bytes."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from lmcore import morphemes
from lmcore.tokenizer import Token, Tokenizer

_FIRST_SYLLABLE, _LAST_SYLLABLE = 0xAC00, 0xD7A3
_INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_VOWELS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
_FINALS = ("", *"ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ")


@dataclass(frozen=True)
class Character:
    """A character, its position, its jamo (itself when it is no syllable) and its UTF-8 bytes."""

    text: str
    start: int
    jamo: tuple[str, ...]
    bytes: bytes


@dataclass(frozen=True)
class Pieces:
    """`text` cut into tokens and what lies above and below them.

    `words` and `morphemes` are spans (start, end) without white space; `back` is what the ids decode to.
    """

    text: str
    words: tuple[tuple[int, int], ...]
    morphemes: tuple[tuple[int, int], ...]
    tokens: tuple[Token, ...]
    characters: tuple[Character, ...]
    back: str

    @property
    def lossless(self) -> bool:
        """Whether the tokens give the text back, decode(encode(text)) = text."""
        return self.back == self.text


def pieces(text: str, tokenizer: Tokenizer) -> Pieces:
    """Cut `text` in every way.

    >>> jamo("배"), jamo("겨"), jamo("맛"), jamo("!")
    (('ㅂ', 'ㅐ'), ('ㄱ', 'ㅕ'), ('ㅁ', 'ㅏ', 'ㅅ'), ('!',))
    """
    tokens = tokenizer.tokenize(text)
    return Pieces(
        text=text,
        words=_runs(text, ()),
        morphemes=_runs(text, morphemes.boundaries(text)),
        tokens=tokens,
        characters=tuple(
            Character(character, start, jamo(character), character.encode("utf-8", "surrogatepass"))
            for start, character in enumerate(text)
        ),
        back=tokenizer.decode([token.id for token in tokens]),
    )


def jamo(character: str) -> tuple[str, ...]:
    """The letters of a Hangul syllable; any other character is its own letter."""
    code = ord(character)
    if not _FIRST_SYLLABLE <= code <= _LAST_SYLLABLE:
        return (character,)
    initial, rest = divmod(code - _FIRST_SYLLABLE, len(_VOWELS) * len(_FINALS))
    vowel, final = divmod(rest, len(_FINALS))
    return tuple(letter for letter in (_INITIALS[initial], _VOWELS[vowel], _FINALS[final]) if letter)


def _runs(text: str, cuts: Sequence[int]) -> tuple[tuple[int, int], ...]:
    """Spans between white space and `cuts`."""
    spaces = {position for position, character in enumerate(text) if character.isspace()}
    bounds = sorted({0, len(text), *cuts, *spaces, *(position + 1 for position in spaces)})
    return tuple((start, end) for start, end in pairwise(bounds) if start not in spaces)
