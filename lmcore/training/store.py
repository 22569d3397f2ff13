"""Token ids of a corpus in one memory-mapped file, and the rows a model is trained on.

`tokens.bin` holds every text as <s> followed by its ids, uint16, one after the other. `glosses.bin`, of the
same length, holds the id of a token's gloss, or 0, and `cues.bin`, int8, how far away that gloss's cue is, or
0 (see glosses.py). `starts.npy` holds the position of every <s>, `store.json` where each source ends and how
often the recipe repeats it.
"""

import contextlib
import itertools
import json
import multiprocessing
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Final

import numpy as np
from tqdm import tqdm

from lmcore.tokenizer import Tokenizer
from lmcore.training import cues, glosses
from lmcore.training.corpus import Recipe, Source
from lmcore.training.glosses import Gloss

Ids = np.ndarray
FILES: Final = {"tokens.bin": np.uint16, "glosses.bin": np.uint16, "cues.bin": np.int8}
"""What holds a number for every token."""
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
    cues: np.ndarray
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
        tokens, notes, cues = (
            np.concatenate([getattr(store, name) for store in stores])
            for name in ("tokens", "glosses", "cues")
        )
        return cls(tokens, notes, cues, np.concatenate(starts), tuple(sections), stores[0].bos_id)

    @classmethod
    def _open(cls, folder: Path) -> "TokenStore":
        facts = json.loads((folder / "store.json").read_text(encoding="utf-8"))
        tokens, notes, cues = (np.memmap(folder / name, kind, mode="r") for name, kind in FILES.items())
        starts = np.load(folder / "starts.npy", mmap_mode="r")
        sections = tuple(Section(**section) for section in facts["sections"])
        return cls(tokens, notes, cues, starts, sections, facts["bos_id"])

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

    def read_cues(self, rows: np.ndarray, length: int) -> np.ndarray:
        """(rows, length) offsets from a glossed token to its cue, 0 where there is none."""
        return self.cues[rows[:, None] + np.arange(length)].astype(np.int64)


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

    With `by_rule` words without a written gloss get those of cues.py.
    """
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer.save(folder)
    sections, starts, position = [], [], 0
    with (
        contextlib.ExitStack() as stack,
        multiprocessing.get_context("spawn").Pool(workers, _start_worker, (str(folder), by_rule)) as pool,
    ):
        files = [stack.enter_context((folder / name).open("wb")) for name in FILES]
        for source in sources:
            repeat = recipe.repeat_of(source)
            if not repeat:
                continue
            begin, lines = position, 0
            chunks = _chunks(recipe.select(source, left_out))
            for columns, lengths in tqdm(pool.imap(_encode, chunks), desc=source.name, unit=" chunks"):
                for column, file in zip(columns, files, strict=True):
                    column.tofile(file)
                starts.append(position + np.concatenate(([0], np.cumsum(lengths)[:-1])))
                position += len(columns[0])
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


def _encode(lines: list[str]) -> tuple[list[np.ndarray], np.ndarray]:
    """The three columns of FILES for `lines`, and how long each line is."""
    assert _worker is not None
    texts, written = zip(*map(glosses.split, lines), strict=True)
    rows = [[_worker.bos_id, *ids] for ids in _worker.encode_many(texts)]
    told = [_told(_worker, *given) for given in zip(rows, texts, written, strict=True)]
    names, offsets = zip(*told, strict=True)
    columns = [
        np.fromiter(itertools.chain.from_iterable(part), kind)
        for part, kind in zip((rows, names, offsets), FILES.values(), strict=True)
    ]
    return columns, np.array([len(row) for row in rows])


def _told(
    tokenizer: Tokenizer, row: list[int], text: str, written: Gloss | None
) -> tuple[list[int], list[int]]:
    """The ids of one text's glosses and where their cues are. What is written of a word outweighs the rules;
    if its cue is not, that of a rule which agrees serves.
    """
    ruled = cues.glosses_of(text) if _by_rule else ()
    others = [gloss for gloss in ruled if written is None or gloss.word != written.word]
    named = [written, *others] if written else others
    if not named:
        return [0] * len(row), [0] * len(row)
    agreeing = [gloss for gloss in ruled if written and cues.same_sense(gloss, written)]
    cued = [written, *others] if written and written.cue >= 0 else [*agreeing, *others]
    tokens = tokenizer.tokenize(text)
    return [0, *glosses.targets(tokenizer, tokens, *named)], [0, *glosses.cue_offsets(tokens, *cued)]
