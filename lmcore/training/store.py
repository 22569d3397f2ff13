"""Token ids of a corpus in one memory-mapped file, and the rows a model is trained on.

`tokens.bin` holds every text as <s> followed by its ids, uint16, one after the other. `glosses.bin`, of the
same size, holds the id of a token's gloss, or 0 (see glosses.py). `starts.npy` holds the position of every
<s>, `store.json` where each source ends and how often the recipe repeats it.
"""

import json
import multiprocessing
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

import numpy as np
from tqdm import tqdm

from lmcore.tokenizer import Tokenizer
from lmcore.training import cues, glosses
from lmcore.training.corpus import Recipe, Source
from lmcore.training.glosses import Gloss

Ids = np.ndarray
_CHUNK = 500
_worker: Tokenizer | None = None
_by_rule = True


@dataclass(frozen=True)
class Section:
    """One source's part of the store: tokens[start:end], read `repeat` times in a pass."""

    name: str
    role: str
    start: int
    end: int
    lines: int
    repeat: float


@dataclass(frozen=True)
class TokenStore:
    """A corpus ready for training."""

    tokens: Ids
    glosses: Ids
    starts: np.ndarray
    sections: tuple[Section, ...]
    bos_id: int

    @classmethod
    def open(cls, *folders: Path) -> "TokenStore":
        """Map one folder into memory, or several, one after the other (made with the same tokenizer)."""
        stores = [cls._open(folder) for folder in folders]
        if len(stores) == 1:
            return stores[0]
        shifts = np.concatenate(([0], np.cumsum([len(store.tokens) for store in stores])[:-1])).tolist()
        sections = [
            replace(section, start=section.start + shift, end=section.end + shift)
            for store, shift in zip(stores, shifts, strict=True)
            for section in store.sections
        ]
        starts = [store.starts + shift for store, shift in zip(stores, shifts, strict=True)]
        tokens = np.concatenate([store.tokens for store in stores])
        notes = np.concatenate([store.glosses for store in stores])
        return cls(tokens, notes, np.concatenate(starts), tuple(sections), stores[0].bos_id)

    @classmethod
    def _open(cls, folder: Path) -> "TokenStore":
        facts = json.loads((folder / "store.json").read_text(encoding="utf-8"))
        tokens, notes = (
            np.memmap(folder / name, dtype=np.uint16, mode="r") for name in ("tokens.bin", "glosses.bin")
        )
        starts = np.load(folder / "starts.npy", mmap_mode="r")
        return cls(tokens, notes, starts, tuple(Section(**s) for s in facts["sections"]), facts["bos_id"])

    def rows(self, length: int) -> np.ndarray:
        """Start of every training row of `length` tokens in one pass, repeats included, in corpus order."""
        return np.concatenate(
            [_repeat(self._rows_of(section, length), section.repeat) for section in self.sections]
        )

    def _rows_of(self, section: Section, length: int) -> np.ndarray:
        """Rows begin where a text begins; only a text longer than a row is cut inside."""
        first, last = np.searchsorted(self.starts, (section.start, section.end))
        starts = self.starts[first:last]
        rows, position = [], section.start
        while position + length <= section.end:
            rows.append(position)
            nearest = starts[np.searchsorted(starts, position + length, side="right") - 1]
            position = int(nearest) if nearest > position else position + length - 1
        return np.array(rows, dtype=np.int64)

    def read(self, rows: np.ndarray, length: int) -> np.ndarray:
        """(rows, length) token ids; each row begins with <s>, also when it continues a long text."""
        batch = self.tokens[rows[:, None] + np.arange(length)].astype(np.int64)
        batch[:, 0] = self.bos_id
        return batch

    def read_glosses(self, rows: np.ndarray, length: int) -> np.ndarray:
        """(rows, length) ids of the tokens' glosses, 0 where there is none."""
        return self.glosses[rows[:, None] + np.arange(length)].astype(np.int64)


def build(
    folder: Path,
    tokenizer: Tokenizer,
    sources: Sequence[Source],
    recipe: Recipe,
    left_out: frozenset[str],
    workers: int,
    by_rule: bool = True,
) -> TokenStore:
    """Tokenise what `recipe` selects of `sources` into `folder` with `workers` processes, and open it.

    With `by_rule` lines without a written gloss get those of cues.py.
    """
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer.save(folder)
    sections, starts, position = [], [], 0
    with (
        (folder / "tokens.bin").open("wb") as file,
        (folder / "glosses.bin").open("wb") as notes_file,
        multiprocessing.get_context("spawn").Pool(workers, _start_worker, (str(folder), by_rule)) as pool,
    ):
        for source in sources:
            repeat = recipe.repeat_of(source)
            if not repeat:
                continue
            begin, lines = position, 0
            chunks = _chunks(recipe.select(source, left_out))
            for ids, notes, lengths in tqdm(pool.imap(_encode, chunks), desc=source.name, unit=" chunks"):
                ids.tofile(file)
                notes.tofile(notes_file)
                starts.append(position + np.concatenate(([0], np.cumsum(lengths)[:-1])))
                position += len(ids)
                lines += len(lengths)
            sections.append(Section(source.name, source.role, begin, position, lines, repeat))
    np.save(folder / "starts.npy", np.concatenate(starts))
    facts = {"bos_id": tokenizer.bos_id, "sections": [vars(section) for section in sections]}
    (folder / "store.json").write_text(json.dumps(facts, ensure_ascii=False, indent=1), encoding="utf-8")
    return TokenStore.open(folder)


def _repeat(rows: np.ndarray, times: float) -> np.ndarray:
    """`rows` over and over, the last time an even part of them: 2.5 is all, all and every other one."""
    wanted = np.arange(int(len(rows) * times))
    whole = int(times) * len(rows)
    part = (wanted[whole:] - whole) * len(rows) // max(1, len(wanted) - whole)
    return rows[np.concatenate((wanted[:whole] % max(1, len(rows)), part))]


def _chunks(lines: Iterable[str]) -> Iterator[list[str]]:
    lines = iter(lines)
    while chunk := list(islice(lines, _CHUNK)):
        yield chunk


def _start_worker(folder: str, by_rule: bool) -> None:
    global _worker, _by_rule
    _worker, _by_rule = Tokenizer.load(folder), by_rule


def _encode(lines: list[str]) -> tuple[Ids, Ids, np.ndarray]:
    assert _worker is not None
    texts, written = zip(*map(glosses.split, lines), strict=True)
    rows = [[_worker.bos_id, *ids] for ids in _worker.encode_many(texts)]
    told = [_told(_worker, *given) for given in zip(rows, texts, written, strict=True)]
    ids, names = (np.array([id for row in part for id in row], dtype=np.uint16) for part in (rows, told))
    return ids, names, np.array([len(row) for row in rows])


def _told(tokenizer: Tokenizer, row: list[int], text: str, written: Gloss | None) -> list[int]:
    """The ids of the glosses of one text: the written one, or those that rules give."""
    found = (written,) if written else cues.glosses_of(text) if _by_rule else ()
    return [0, *glosses.targets(tokenizer, tokenizer.tokenize(text), *found)] if found else [0] * len(row)
