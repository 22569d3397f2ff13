"""Readers of the evaluation files. Each says in which line a broken file is broken."""

import csv
import json
import random
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from lmcore.analysis.words import MarkedWord, parse_marked
from lmcore.errors import LmcoreError

SENSES_HEADER = ("sense", "sentence")
HOMONYMS_HEADER = ("word", *SENSES_HEADER)


@dataclass(frozen=True)
class LabelledWord:
    """A marked word whose sense is known."""

    sense: str
    marked: MarkedWord


@dataclass(frozen=True)
class WordPair:
    """The same word in two sentences: does it mean the same?"""

    first: MarkedWord
    second: MarkedWord
    same: bool


@dataclass(frozen=True)
class Analogy:
    """a : b = c : d, under the name of its category."""

    category: str
    words: tuple[str, str, str, str]


@dataclass(frozen=True)
class RatedPair:
    """Two words and how similar people find them."""

    first: str
    second: str
    score: float


def read_senses(path: Path) -> list[LabelledWord]:
    """Lines `sense <tab> sentence with the [word] in brackets` under the header `sense <tab> sentence`.

    Raises:
        LmcoreError: unreadable, another header, a line without exactly one bracketed word, no line, one sense
        only.
    """
    return parse_senses(_read(path), path)


def parse_senses(text: str, path: Path) -> list[LabelledWord]:
    """`read_senses` for a text that is already there; `path` names it in errors."""
    lines = _lines(text)
    number, header = next(lines, (1, ""))
    if tuple(header.split("\t")) != SENSES_HEADER:
        raise _broken(path, number, f"the header must be 'sense<tab>sentence', found {header[:60]!r}")
    found = []
    for number, line in lines:
        sense, tab, sentence = line.partition("\t")
        if not tab or not sense.strip() or "\t" in sentence:
            raise _broken(path, number, "a line must be 'sense<tab>sentence'")
        found.append(LabelledWord(sense.strip(), _marked(path, number, sentence)))
    _check_classes(path, [item.sense for item in found])
    return found


def read_homonyms(path: Path) -> dict[str, list[LabelledWord]]:
    """Lines `word <tab> sense <tab> sentence with the [word] in brackets` under that header, by word.

    Raises:
        LmcoreError: unreadable, another header, a line without three columns or exactly one bracketed word,
        no line, a word with one sense only.
    """
    lines = _lines(_read(path))
    number, header = next(lines, (1, ""))
    if tuple(header.split("\t")) != HOMONYMS_HEADER:
        raise _broken(
            path, number, f"the header must be 'word<tab>sense<tab>sentence', found {header[:60]!r}"
        )
    found: defaultdict[str, list[LabelledWord]] = defaultdict(list)
    for number, line in lines:
        columns = [column.strip() for column in line.split("\t")]
        if len(columns) != 3 or not all(columns):
            raise _broken(path, number, "a line must be 'word<tab>sense<tab>sentence'")
        word, sense, sentence = columns
        found[word].append(LabelledWord(sense, _marked(path, number, sentence)))
    for rows in found.values() or [[]]:
        _check_classes(path, [row.sense for row in rows])
    return dict(found)


def read_pairs(path: Path) -> list[WordPair]:
    """KoBEST WiC: a JSON object a line with `s1`, `s2` (the word in brackets), `label` and perhaps `target`.

    Raises:
        LmcoreError: unreadable, no JSON, a field missing, a label that is neither true nor false, one label
        only.
    """
    found = []
    for number, line in _lines(_read(path)):
        try:
            row = json.loads(line)
            s1, s2, label = row["s1"], row["s2"], str(row["label"]).lower()
        except (ValueError, KeyError, TypeError) as error:
            reason = f"a JSON object with s1, s2 and label is needed ({type(error).__name__}: {error})"
            raise _broken(path, number, reason) from error
        if label not in ("true", "false", "0", "1"):
            raise _broken(path, number, f"label must be true or false, found {row['label']!r}")
        first, second = (_marked(path, number, str(s), row.get("target")) for s in (s1, s2))
        found.append(WordPair(first, second, label in ("true", "1")))
    _check_classes(path, [pair.same for pair in found])
    return found


def read_analogies(path: Path) -> list[Analogy]:
    """KATS: lines `: category`, and under each its questions `a b c d`.

    Raises:
        LmcoreError: unreadable, a question before the first category, a line without four words, no question.
    """
    category, found = None, []
    for number, line in _lines(_read(path)):
        words = line.split()
        if words[0].startswith(":"):
            category = line.lstrip(": ").strip()
            if not category:
                raise _broken(path, number, "a category needs a name")
        elif category is None:
            raise _broken(path, number, "a line ': category' must stand before the first question")
        elif len(words) != 4:
            raise _broken(path, number, f"a question is four words a b c d, found {len(words)}")
        else:
            found.append(Analogy(category, (words[0], words[1], words[2], words[3])))
    if not found:
        raise _empty(path)
    return found


def read_rated_pairs(path: Path) -> list[RatedPair]:
    """Lines `word1 word2 score`, divided by tabs or commas; a first line without a number is a header.

    Further columns are left unread. Raises LmcoreError: unreadable, fewer than three columns, a score that is
    no number, no pair.
    """
    found = []
    for index, (number, line) in enumerate(_lines(_read(path))):
        columns = next(csv.reader([line], delimiter="\t" if "\t" in line else ","))
        if len(columns) < 3:
            raise _broken(path, number, "a line must be word1, word2, score, divided by tabs or commas")
        try:
            score = float(columns[2])
        except ValueError as error:
            if index == 0:
                continue
            raise _broken(path, number, f"the score {columns[2]!r} is no number") from error
        found.append(RatedPair(columns[0].strip(), columns[1].strip(), score))
    if not found:
        raise _empty(path)
    return found


def read_texts(path: Path) -> list[str]:
    """One text a line; blank lines are left out. Raises LmcoreError: unreadable, nothing in it."""
    found = [line for _, line in _lines(_read(path))]
    if not found:
        raise _empty(path)
    return found


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise LmcoreError(
            "files.unreadable", "{path} cannot be read: {reason}", path=path, reason=error
        ) from error


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """Numbered lines that are not blank, composed (NFC): the models read nothing else."""
    for number, line in enumerate(text.split("\n"), 1):
        line = unicodedata.normalize("NFC", line.rstrip("\r"))
        if line.strip():
            yield number, line


def _marked(path: Path, number: int, sentence: str, target: str | None = None) -> MarkedWord:
    try:
        return parse_marked(sentence, target)
    except LmcoreError as error:
        raise _broken(path, number, str(error)) from error


def halves(rows: Sequence[LabelledWord], seed: int) -> tuple[list[LabelledWord], list[LabelledWord]]:
    """Two halves in which every sense has the same share; an odd one goes to either by the seed."""
    draw = random.Random(seed)
    groups: defaultdict[str, list[int]] = defaultdict(list)
    for index, row in enumerate(rows):
        groups[row.sense].append(index)
    first: set[int] = set()
    for sense in sorted(groups):
        members = groups[sense]
        draw.shuffle(members)
        first.update(members[: (len(members) + draw.randint(0, 1)) // 2])
    return [rows[i] for i in sorted(first)], [row for i, row in enumerate(rows) if i not in first]


def _broken(path: Path, number: int, reason: str) -> LmcoreError:
    return LmcoreError(
        "files.line", "{path}, line {number}: {reason}", path=path, number=number, reason=reason
    )


def _check_classes(path: Path, classes: Sequence[object]) -> None:
    if not classes:
        raise _empty(path)
    if len(set(classes)) < 2:
        raise LmcoreError(
            "files.one_class", "{path} holds one sense only ({sense}); two are needed to tell apart",
            path=path, sense=classes[0],
        )  # fmt: skip


def _empty(path: Path) -> LmcoreError:
    return LmcoreError("files.empty", "{path} is empty", path=path)
