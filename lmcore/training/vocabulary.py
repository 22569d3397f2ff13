"""Learn the merges of a tokenizer from text."""

import json
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import tokenizers
from tokenizers import models, pre_tokenizers, trainers

from lmcore import morphemes
from lmcore.tokenizer import BYTES, SPACE, SPECIALS, Tokenizer, surface_pieces

WHOLE_WORDS = Path(__file__).with_name("whole_words.toml")
_BREAK = "\x1f"


@dataclass(frozen=True)
class WholeWords:
    """Words that are one token each: `whole` ones Kiwi leaves in one piece, `joined` ones it cuts."""

    whole: tuple[str, ...]
    joined: tuple[str, ...]

    @classmethod
    def read(cls, path: Path = WHOLE_WORDS) -> "WholeWords":
        """Two lists of words separated by white space, in TOML."""
        lists = tomllib.loads(path.read_text(encoding="utf-8"))
        return cls(**{name: tuple(dict.fromkeys(words.split())) for name, words in lists.items()})


def learn(texts: Iterable[str], vocabulary_size: int, words: WholeWords, alphabet: int = 2800) -> Tokenizer:
    """A tokenizer of at most `vocabulary_size` pieces learned from `texts`.

    Only the `alphabet` most frequent characters get a token of their own; the others are spelled in bytes.
    """
    return with_whole_words(_learn_merges(texts, vocabulary_size, alphabet), words)


def with_whole_words(learned: tokenizers.Tokenizer, words: WholeWords) -> Tokenizer:
    """The same vocabulary size with every one of `words` a token, at the start of a word (▁배) and inside one
    (배).

    The merges they need take the place of the rarest learned ones. `joined` words are kept in tokenizer.json
    as added tokens, where `Tokenizer` finds them.
    """
    state = json.loads(learned.to_str())
    merges = [(left, right) for left, right in state["model"]["merges"]]
    pieces = [piece for piece, _ in sorted(state["model"]["vocab"].items(), key=lambda item: item[1])]
    made = _made(merges)
    base = [piece for piece in pieces if piece not in made]
    forms = [form for word in words.whole + words.joined for form in (SPACE + word, word)]
    extra = _merges_for(forms, base, merges)
    while len(base) + len(_made(merges + extra)) > len(pieces):
        merges = merges[: len(merges) - (len(base) + len(_made(merges + extra)) - len(pieces))]
        extra = _merges_for(forms, base, merges)
    backend = _assemble(base, merges + extra)
    backend.add_tokens(list(words.joined))
    return Tokenizer(backend)


def _made(merges: list[tuple[str, str]]) -> set[str]:
    return {left + right for left, right in merges}


def _learn_merges(texts: Iterable[str], vocabulary_size: int, alphabet: int) -> tokenizers.Tokenizer:
    backend = tokenizers.Tokenizer(models.BPE())
    backend.pre_tokenizer = pre_tokenizers.CharDelimiterSplit(_BREAK)
    trainer = trainers.BpeTrainer(
        vocab_size=vocabulary_size,
        limit_alphabet=alphabet,
        initial_alphabet=[SPACE],
        special_tokens=[*SPECIALS, *BYTES],
        max_token_length=12,
        show_progress=False,
    )
    backend.train_from_iterator((_broken_up(text) for text in _with_cuts(texts)), trainer)
    return backend


def _with_cuts(texts: Iterable[str]) -> Iterable[list[str]]:
    texts = [text for text in texts if text.isprintable() and SPACE not in text]
    cuts = morphemes.boundaries_of(texts)
    return (surface_pieces(text, at) for text, at in zip(texts, cuts, strict=True))


def _broken_up(pieces: list[str]) -> str:
    return _BREAK.join(pieces)


def _assemble(base: list[str], merges: list[tuple[str, str]]) -> tokenizers.Tokenizer:
    pieces = dict.fromkeys([*base, *(left + right for left, right in merges)])
    vocabulary = {piece: id for id, piece in enumerate(pieces)}
    backend = tokenizers.Tokenizer(models.BPE(vocab=vocabulary, merges=merges))
    backend.pre_tokenizer = pre_tokenizers.CharDelimiterSplit(_BREAK)
    backend.add_special_tokens(list(SPECIALS))
    return backend


def _merges_for(
    forms: Sequence[str], base: list[str], merges: list[tuple[str, str]]
) -> list[tuple[str, str]]:
    """Merges, of lowest priority, that join what `merges` leaves of each form.

    A new merge can cut across a longer form (숙 + 모 across 외숙 + 모), so this repeats until every form is
    whole.
    """
    extra: dict[tuple[str, str], None] = {}
    while True:
        model = _assemble(base, merges + list(extra)).model
        broken = {form: [token.value for token in model.tokenize(form)] for form in forms}
        broken = {form: parts for form, parts in broken.items() if len(parts) != 1}
        if not broken:
            return list(extra)
        for form, parts in broken.items():
            if "".join(parts) != form:
                raise ValueError(f"the alphabet cannot spell {form}")
            whole = parts[0]
            for part in parts[1:]:
                extra[whole, part] = None
                whole += part
