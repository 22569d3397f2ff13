"""Readers of the evaluation files. Each says in which line a broken file is broken."""

import json
import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from lmcore.analysis import tables
from lmcore.analysis.tables import Row
from lmcore.analysis.tables import broken as _broken
from lmcore.analysis.words import MarkedWord, parse_marked
from lmcore.errors import LmcoreError

SENSES_HEADER = ("sense", "sentence")
HOMONYMS_HEADER = ("word", *SENSES_HEADER)
RATED_COLUMNS = ("word1", "word2", "score")
_NO_PAIR = LmcoreError("files.json", "a JSON object with s1, s2 and label is needed")


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
    """Rows `sense, sentence with the [word] in brackets` under the header `sense, sentence`.

    Raises:
        LmcoreError: unreadable, another header, a line without exactly one bracketed word, no line, one sense
        only.
    """
    return parse_senses(tables.read(path), path)


def parse_senses(text: str, path: Path) -> list[LabelledWord]:
    """`read_senses` for a text that is already there; `path` names it in errors."""
    found = []
    for number, (sense, sentence) in _under(text, path, SENSES_HEADER):
        found.append(LabelledWord(sense, _marked(path, number, sentence)))
    _check_classes(path, [item.sense for item in found])
    return found


def read_homonyms(path: Path) -> dict[str, list[LabelledWord]]:
    """Rows `word, sense, sentence with the [word] in brackets` under that header, by word.

    Raises:
        LmcoreError: unreadable, another header, a line without three columns or exactly one bracketed word,
        no line, a word with one sense only.
    """
    found: defaultdict[str, list[LabelledWord]] = defaultdict(list)
    for number, (word, sense, sentence) in _under(tables.read(path), path, HOMONYMS_HEADER):
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
    for number, line in tables.lines(tables.read(path)):
        try:
            row = json.loads(line)
            sentences, label, target = (row["s1"], row["s2"]), str(row["label"]).lower(), row.get("target")
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise _broken(path, number, _NO_PAIR) from error
        if not all(isinstance(text, str) for text in (*sentences, target or "")):
            raise _broken(path, number, _NO_PAIR)
        if label not in ("true", "false", "0", "1"):
            raise _broken(path, number, LmcoreError(
                "files.label", "label must be true or false, found {found}", found=label[:60]
            ))  # fmt: skip
        first, second = (_marked(path, number, text, target) for text in sentences)
        found.append(WordPair(first, second, label in ("true", "1")))
    _check_classes(path, [pair.same for pair in found])
    return found


def read_analogies(path: Path) -> list[Analogy]:
    """KATS: lines `: category`, and under each its questions `a b c d`.

    Raises:
        LmcoreError: unreadable, a question before the first category, a line without four words, no question.
    """
    category, found = None, []
    for number, line in tables.lines(tables.read(path)):
        words = line.split()
        if words[0].startswith(":"):
            category = line.lstrip(": ").strip()
            if not category:
                raise _broken(path, number, LmcoreError("files.category", "a category needs a name"))
        elif category is None or len(words) != 4:
            raise _broken(path, number, LmcoreError(
                "files.question", "questions are four words a b c d under a line ': category'"
            ))  # fmt: skip
        else:
            found.append(Analogy(category, (words[0], words[1], words[2], words[3])))
    if not found:
        raise _empty(path)
    return found


def read_rated_pairs(path: Path) -> list[RatedPair]:
    """Rows `word1, word2, score`; a first row without a number is a header.

    Further columns are left unread. Raises LmcoreError: unreadable, fewer than three columns, a score that is
    no number, no pair.
    """
    found = []
    for index, row in enumerate(tables.rows(tables.read(path), path)):
        first, second, written = tables.columns(path, Row(row.number, row.cells[:3]), RATED_COLUMNS)
        try:
            found.append(RatedPair(first, second, tables.number(written)))
        except ValueError as error:
            if index:
                reason = LmcoreError("files.score", "the score {found} is no number", found=written[:60])
                raise _broken(path, row.number, reason) from error
    if not found:
        raise _empty(path)
    return found


def read_texts(path: Path) -> list[str]:
    """One text a line; blank lines are left out. Raises LmcoreError: unreadable, nothing in it."""
    found = [line for _, line in tables.lines(tables.read(path))]
    if not found:
        raise _empty(path)
    return found


def _under(text: str, path: Path, header: tuple[str, ...]) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Line numbers and cells of the rows under a header."""
    rows = tables.rows(text, path)
    tables.check_header(path, next(rows, None), header)
    for row in rows:
        yield row.number, tables.columns(path, row, header)


def _marked(path: Path, number: int, sentence: str, target: str | None = None) -> MarkedWord:
    try:
        return parse_marked(sentence, target)
    except LmcoreError as error:
        raise _broken(path, number, error) from error


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
