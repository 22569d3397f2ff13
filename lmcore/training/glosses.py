"""Glosses: what a line says of the sense of a word in it. Some lines write it down, as in
`배=과일<tab>겨울 배가 달다.`, and may put the word that tells it in braces: `배=과일<tab>배를 {깎아서}
먹었다.`; to other words the rules of cues.py give glosses where the sense is plain.

In a masked row the output at a token predicts the next one if that is hidden; if it is visible, there is
nothing to predict. There the output at a glossed word predicts its gloss instead. To do so it must gather
from both sides what tells the sense, which is what the lesson on 배 shows. Causal rows have no glosses: what
comes after the word cannot be known there. The word that told the sense, its cue, is known where it is
written or where a rule gave the gloss; one head may be shown where that stands (objectives.Guide).
"""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from lmcore.tokenizer import SPACE, Token, Tokenizer

SENSES = Path(__file__).with_name("supplement") / "glosses.toml"
LONGEST = 127
"""A cue farther away than so many tokens is not kept: an offset is one byte."""
_NOTE = re.compile(r"([가-힣]+)=([가-힣]+)\t")
_BRACES = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True)
class Sense:
    """A word, and the names that a gloss may give to one of its senses; each name is one token."""

    word: str
    names: tuple[str, ...]


@dataclass(frozen=True)
class Gloss:
    """What a line says of a word in it: at the character `start`, or (-1) wherever it stands."""

    word: str
    name: str
    start: int = field(default=-1, repr=False)
    cue: int = field(
        default=-1, repr=False
    )  # first character of the word that tells the sense, -1: not known

    def __str__(self) -> str:
        return f"{self.word}={self.name}"


def senses(path: Path = SENSES) -> dict[str, Sense]:
    """The senses by the category of the supplement's frames."""
    tables = tomllib.loads(path.read_text(encoding="utf-8"))
    return {name: Sense(table["word"], tuple(table["names"].split())) for name, table in tables.items()}


def split(line: str) -> tuple[str, Gloss | None]:
    r"""A line's text, and its gloss if it has one. Braces round the telling word are no text; of several the
    first is the cue.

    >>> split("배=과일\t배가 달다."), split("배가 {달다}.")
    (('배가 달다.', Gloss(word='배', name='과일')), ('배가 {달다}.', None))
    >>> text, gloss = split("배=과일\t과도로 배를 {깎아서} 먹었다.")
    >>> text, text[gloss.start :], text[gloss.cue :]
    ('과도로 배를 깎아서 먹었다.', '배를 깎아서 먹었다.', '깎아서 먹었다.')
    """
    if not (match := _NOTE.match(line)):
        return line, None
    marked = line[match.end() :]
    brace, text = _BRACES.search(marked), _BRACES.sub(r"\1", marked)
    return text, Gloss(match[1], match[2], only_place(text, match[1]), brace.start() if brace else -1)


def only_place(text: str, word: str) -> int:
    """The character where a run of Hangul letters begins with `word`; -1 if none or more than one does."""
    places = [match.start() for match in re.finditer(rf"(?<![가-힣]){word}", text)]
    return places[0] if len(places) == 1 else -1


def targets(tokenizer: Tokenizer, tokens: Sequence[Token], *glosses: Gloss) -> list[int]:
    """For each token the id of its gloss if it is a glossed word, else 0 (which no gloss has)."""
    names = {(gloss.word, gloss.start): tokenizer.id_of(SPACE + gloss.name) for gloss in glosses}
    assert None not in names.values(), f"of {glosses} a name is not one token"
    words = [(token.piece.removeprefix(SPACE), token.start) for token in tokens]
    return [names.get((word, start)) or names.get((word, -1)) or 0 for word, start in words]


def cue_offsets(tokens: Sequence[Token], *glosses: Gloss) -> list[int]:
    """For each token that is a glossed word, how many tokens after it (below 0: before it) the first token of
    the word stands that tells its sense; 0 for all others and where that is not known.
    """
    place = {character: i for i, token in enumerate(tokens) for character in range(token.start, token.end)}
    cues = {(gloss.word, gloss.start): place.get(gloss.cue) for gloss in glosses}
    words = [(token.piece.removeprefix(SPACE), token.start) for token in tokens]
    found = [cues.get((word, start), cues.get((word, -1))) for word, start in words]
    return [0 if cue is None or abs(cue - i) > LONGEST else cue - i for i, cue in enumerate(found)]
