"""Where a word stands in a text as a word of its own."""

from dataclasses import dataclass

from lmcore.analysis.words import MarkedWord, find_word, tokens_of
from lmcore.tokenizer import Token, Tokenizer


@dataclass(frozen=True)
class Occurrence:
    """A word on tokens of its own. `prefix` holds the ids up to its last token: all that a causal mask lets
    it see.
    """

    marked: MarkedWord
    tokens: tuple[Token, ...]
    prefix: tuple[int, ...]

    @property
    def ids(self) -> tuple[int, ...]:
        """Ids of the word's own tokens."""
        return tuple(token.id for token in self.tokens)


@dataclass(frozen=True)
class Search:
    """`found`: the word on its own; `inside`: the longer words (배추, 담배) that merely hold its letters."""

    found: tuple[Occurrence, ...]
    inside: tuple[str, ...]


def search(tokenizer: Tokenizer, text: str, word: str) -> Search:
    """Every place of `text` that reads `word`. It is the word itself where tokens begin and end with it."""
    tokens = tokenizer.tokenize(text)
    found, inside = [], []
    for marked in find_word(text, word) if word else ():
        places = tokens_of(tokens, marked)
        own = tuple(tokens[place] for place in places)
        if own and own[0].start == marked.start and own[-1].end == marked.end:
            found.append(Occurrence(marked, own, tuple(token.id for token in tokens[: places[-1] + 1])))
        elif own:
            inside.append(text[own[0].start : own[-1].end])
    return Search(tuple(found), tuple(inside))
