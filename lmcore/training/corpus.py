"""A folder of packed text files with a MANIFEST.json, and the recipe that mixes them.

The manifest lists under `sources` for each file its `name`, `file` (.txt or .txt.xz, one text a line),
`role`, `licence` and `attribution`.
"""

import json
import lzma
import re
import tomllib
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from lmcore.errors import LmcoreError
from lmcore.text import composed
from lmcore.training import glosses

HERE = Path(__file__).parent
RECIPE = HERE / "recipe.toml"
_TIMES = re.compile(r"(?:\d|[두세네몇]|[일이삼사오육칠팔구십백천만수반])\s*배(?![가-힣]*[나추우달])")
_MARK = re.compile(r"\[([^\]]+)\]")


@dataclass(frozen=True)
class Source:
    """One file of a corpus and where it came from."""

    name: str
    path: Path
    role: str
    licence: str
    attribution: str

    def lines(self) -> Iterator[str]:
        """The file's texts, composed (see lmcore.text), without empty ones."""
        opener = lzma.open if self.path.suffix == ".xz" else open
        with opener(self.path, "rt", encoding="utf-8") as file:
            yield from (line for line in (raw.strip() for raw in map(composed, file)) if line)


@dataclass(frozen=True)
class Recipe:
    """How much of each role and source is read, and how often.

    `repeat` counts how often a source is read in one pass, by its name or else its role (0.4 is an even
    part, 0 leaves it out), `share` keeps that part of a source's lines, `times_limit` bounds a source's
    sentences in which 배 means "times", `paraphrases` names the sources of which at most two lines that
    resemble their neighbours are kept.
    """

    repeat: dict[str, float]
    share: dict[str, float] = field(default_factory=dict)
    times_limit: dict[str, int] = field(default_factory=dict)
    paraphrases: tuple[str, ...] = ()

    @classmethod
    def read(cls, path: Path = RECIPE) -> "Recipe":
        """Read a recipe from TOML; unknown keys raise TypeError."""
        values = tomllib.loads(path.read_text(encoding="utf-8"))
        values["paraphrases"] = tuple(values.get("paraphrases", ()))
        return cls(**values)

    def repeat_of(self, source: Source) -> float:
        """How often `source` is read in one pass."""
        return self.repeat.get(source.name, self.repeat.get(source.role, 0))

    def select(self, source: Source, left_out: frozenset[str] = frozenset()) -> Iterator[str]:
        """The lines of `source` that this recipe keeps, once; a gloss hides no text from `left_out`."""
        lines = (line for line in source.lines() if glosses.split(line)[0] not in left_out)
        if source.name in self.paraphrases:
            lines = at_most_two_alike(lines)
        if source.name in self.times_limit:
            lines = limit_times(lines, self.times_limit[source.name])
        share = self.share.get(source.name, 1.0)
        return (line for number, line in enumerate(lines) if int((number + 1) * share) > int(number * share))


def read_sources(folder: Path) -> list[Source]:
    """Sources listed in `folder`/MANIFEST.json. Raises LmcoreError when the manifest or a file is missing."""
    manifest = folder / "MANIFEST.json"
    try:
        entries = json.loads(manifest.read_text(encoding="utf-8"))["sources"]
        sources = [
            Source(e["name"], folder / e["file"], e["role"], e["licence"], e.get("attribution", ""))
            for e in entries
        ]
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        message = "{folder} holds no readable MANIFEST.json"
        raise LmcoreError("corpus.manifest", message, folder=folder) from error
    for source in sources:
        if not source.path.is_file():
            raise LmcoreError("corpus.file", "{path} is listed in the manifest but missing", path=source.path)
    return sources


def own_sources(folder: Path = HERE) -> list[Source]:
    """What the project brings itself: the supplement, texts written for it (`written/*.txt`), and sentences
    of the corpus whose homonyms were labelled by eye (`labelled/*.txt`). Each line may hold a gloss.
    """
    supplement = folder / "supplement" / "supplement.txt.xz"
    found = [Source("supplement", supplement, "supplement", "MIT", "this project")]
    for role, licence, attribution in (
        ("written", "MIT", "this project"),
        ("labelled", "CC BY-SA 4.0", "texts of the corpus, see its MANIFEST.json; labels: this project"),
    ):
        paths = sorted((folder / role).glob("*.txt"))
        found += [Source(f"{role}_{path.stem}", path, role, licence, attribution) for path in paths]
    return [source for source in found if source.path.is_file()]


def sentences_of(paths: Iterable[Path]) -> frozenset[str]:
    """Every sentence of evaluation files (.tsv, .jsonl, .txt), marks removed: what training must not see."""
    found: set[str] = set()
    for path in paths:
        for line in path.read_text(encoding="utf-8").splitlines():
            parts = (
                [str(v) for v in json.loads(line).values()] if path.suffix == ".jsonl" else line.split("\t")
            )
            found.update(_MARK.sub(r"\1", part).strip() for part in parts)
    return frozenset(found)


def at_most_two_alike(lines: Iterable[str], window: int = 12, alike: float = 0.2) -> Iterator[str]:
    """Drop a line when two of the last `window` kept lines share over `alike` of its character pairs
    (Jaccard).
    """
    recent: deque[set[str]] = deque(maxlen=window)
    for line in lines:
        pairs = {line[i : i + 2] for i in range(len(line) - 1)}
        close = sum(len(pairs & other) > alike * len(pairs | other) for other in recent)
        if close < 2:
            recent.append(pairs)
            yield line


def limit_times(lines: Iterable[str], limit: int) -> Iterator[str]:
    """Keep at most `limit` lines in which a number stands before 배."""
    seen = 0
    for line in lines:
        if _TIMES.search(line):
            seen += 1
            if seen > limit:
                continue
        yield line
