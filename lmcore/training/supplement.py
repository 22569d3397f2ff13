"""The project's own training text: Korean sentences drawn from hand-written frames.

Real corpora hardly have 배 as a pear, belly talk, kinship in parallel sentences or spoken endings, so
`supplement/frames/*.txt` holds frames that people wrote and `supplement/fillers.toml` the words they take.

    (a|b|c)      one of the alternatives, may be nested, may be empty
    <name>       a filler; the same key has the same value throughout a frame, <name2> is a different one
    <kin.m>      column m of a table's row; <kin.m> and <kin.f> come from the same row
    {을} {이} …  a particle written in its form after a consonant, fitted to the syllable before it

Run: python -m lmcore.training.supplement --output FILE
"""

import argparse
import lzma
import random
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lmcore.training import glosses
from lmcore.training.glosses import Gloss, Sense

FOLDER = Path(__file__).with_suffix("")
TEXT = FOLDER / "supplement.txt.xz"
SEED = 20250301
LINES_PER_FRAME = 60
"""Most lines one frame may give; far below 0.5 % of the whole, so that no frame dominates."""
CLOSE = 0.5
"""Character 5-gram Jaccard similarity above which two sentences count as the same."""

Row = dict[str, str]
Fillers = dict[str, list[Row]]

_ALTERNATIVES = re.compile(r"\(([^()]*)\)")
_SLOT = re.compile(r"<([a-z_]+)(\d*)(?:\.([a-z_]+))?>")
_PARTICLE = re.compile(r"\{([가-힣]+)\}")
_AFTER_VOWEL = {"은": "는", "이": "가", "을": "를", "과": "와", "아": "야", "이에요": "예요", "이었": "였"}


@dataclass(frozen=True)
class Frame:
    """One frame and the category (its file's `[heading]`) that it stands under."""

    category: str
    text: str


@dataclass(frozen=True)
class Line:
    """One generated line of the corpus with the frame it came from, and what it says of a word's sense."""

    text: str
    frame: Frame
    gloss: Gloss | None = None

    @property
    def stored(self) -> str:
        """As it stands in the file."""
        return f"{self.gloss}\t{self.text}" if self.gloss else self.text


def read_frames(folder: Path = FOLDER / "frames") -> list[Frame]:
    """All frames in file order; `#` begins a comment line, `[name]` a category."""
    frames = []
    for path in sorted(folder.glob("*.txt")):
        category = path.stem
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("["):
                category = line.strip("[] ")
            elif line.strip() and not line.startswith("#"):
                frames.append(Frame(category, line.strip()))
    return frames


def read_fillers(path: Path = FOLDER / "fillers.toml") -> Fillers:
    """Fillers as rows: a list `"a|b"` has the one column "", a table `{columns, rows}` has named ones."""
    fillers: Fillers = {}
    for name, value in tomllib.loads(path.read_text(encoding="utf-8")).items():
        if isinstance(value, str):
            fillers[name] = [{"": word.strip()} for word in re.split(r"[|\n]", value) if word.strip()]
        else:
            columns = value["columns"].split("/")
            rows = [line.strip().split("/") for line in value["rows"].strip().splitlines()]
            fillers[name] = [dict(zip(columns, row, strict=True)) for row in rows]
    return fillers


def attach(before: str, particle: str) -> str:
    """The form of `particle` (given as after a consonant) that follows the text `before`.

    >>> "배" + attach("배", "을"), "쌀" + attach("쌀", "으로"), "눈" + attach("눈", "이랑")
    ('배를', '쌀로', '눈이랑')
    """
    syllables = [c for c in before if "가" <= c <= "힣"]
    final = (ord(syllables[-1]) - 0xAC00) % 28
    if particle.startswith("으"):
        return particle if final not in (0, 8) else particle[1:]  # 8 is ㄹ: 쌀로, 배로, but 밥으로
    if final:
        return particle
    return _AFTER_VOWEL.get(particle) or particle.removeprefix("이")


def _fill(text: str, fillers: Fillers, chosen: dict[tuple[str, str], Row], rng: random.Random) -> str:
    """Resolve alternatives, innermost first, then slots, until nothing is left to choose."""
    while True:
        if match := _ALTERNATIVES.search(text):
            value = rng.choice(match[1].split("|"))
        elif match := _SLOT.search(text):
            name, number, column = match[1], match[2], match[3] or ""
            if (name, number) not in chosen:
                used = [row for (other, _), row in chosen.items() if other == name]
                chosen[name, number] = rng.choice([row for row in fillers[name] if row not in used])
            value = chosen[name, number][column]
        else:
            return text
        text = text[: match.start()] + value + text[match.end() :]


def expand(frame: str, fillers: Fillers, rng: random.Random) -> str:
    """One sentence of a frame, drawn with `rng`."""
    text = _fill(frame, fillers, {}, rng)
    while match := _PARTICLE.search(text):
        text = text[: match.start()] + attach(text[: match.start()], match[1]) + text[match.end() :]
    return " ".join(text.split())


def sentences(line: str) -> list[str]:
    """The sentences of a line, for comparing; a chat's speaker labels end one too."""
    return [part.strip() for part in re.split(r"[.?!…:\"“”]+", line) if part.strip()]


def grams(text: str) -> frozenset[str]:
    """Character 5-grams without punctuation; a shorter text is its own only gram."""
    plain = " ".join(re.sub(r"[^\w\s]", "", text).split())
    return frozenset(plain[i : i + 5] for i in range(max(1, len(plain) - 4)))


def jaccard(a: frozenset[str], b: frozenset[str]) -> float:
    """Shared part of two sets of grams, 0 to 1."""
    return len(a & b) / len(a | b)


class Guard:
    """Finds sentences that equal or come close to guarded ones (evaluation files, demonstrations)."""

    def __init__(self, guarded: list[str]) -> None:
        self._grams = [grams(sentence) for sentence in guarded]
        self._index: dict[str, set[int]] = {}
        for number, known in enumerate(self._grams):
            for gram in known:
                self._index.setdefault(gram, set()).add(number)

    def closest(self, line: str) -> tuple[float, int]:
        """Highest similarity of the line or one of its sentences, and the guarded sentence's number or -1."""
        best = (0.0, -1)
        for text in [line, *sentences(line)]:
            own = grams(text)
            for number in set().union(*(self._index.get(gram, ()) for gram in own)):
                best = max(best, (jaccard(own, self._grams[number]), number))
        return best


def guarded_sentences(path: Path = FOLDER / "guarded.txt") -> list[str]:
    """The lessons' demonstration sentences, which must stay unseen."""
    return [line for line in path.read_text(encoding="utf-8").splitlines() if line and line[0] != "#"]


def _draw(frame: Frame, fillers: Fillers, rng: random.Random) -> Iterator[str]:
    """Distinct lines of one frame; one with much to vary gives a part, so that near-copies stay few."""
    found = dict.fromkeys(expand(frame.text, fillers, rng) for _ in range(4 * LINES_PER_FRAME))
    share = len(found) if len(found) <= 24 else max(24, round(0.6 * len(found)))
    yield from list(found)[: min(share, LINES_PER_FRAME)]


def _gloss(sense: Sense | None, text: str, rng: random.Random) -> Gloss | None:
    if sense is None or sense.word not in text:
        return None
    return Gloss(sense.word, rng.choice(sense.names), glosses.only_place(text, sense.word))


def generate(seed: int = SEED) -> list[Line]:
    """The whole supplement, shuffled; the same seed gives the same lines."""
    senses = glosses.senses()
    rng, fillers, guard = random.Random(seed), read_fillers(), Guard(guarded_sentences())
    lines: dict[str, Line] = {}
    for frame in read_frames():
        for text in _draw(frame, fillers, rng):
            if guard.closest(text)[0] <= CLOSE:
                lines.setdefault(text, Line(text, frame, _gloss(senses.get(frame.category), text, rng)))
    result = list(lines.values())
    rng.shuffle(result)
    return result


def read_text(path: Path = TEXT) -> str:
    """The committed supplement, one line a text."""
    return lzma.decompress(path.read_bytes()).decode()


def write_text(lines: list[Line], path: Path) -> int:
    """Write the lines, packed if the name ends in .xz, and give the size of the text in bytes."""
    data = "".join(line.stored + "\n" for line in lines).encode()
    path.write_bytes(lzma.compress(data, preset=9) if path.suffix == ".xz" else data)
    return len(data)


def main() -> None:
    """Write the supplement and say how large it is."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--output", type=Path, default=TEXT)
    parser.add_argument("--seed", type=int, default=SEED)
    arguments = parser.parse_args()
    lines = generate(arguments.seed)
    size = write_text(lines, arguments.output)
    print(f"{arguments.output}: {len(lines):,} lines, {size / 1e6:.2f} MB of text")


if __name__ == "__main__":
    main()
