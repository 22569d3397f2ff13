"""Glosses by rule: which sense a word of ordinary text has, where something near it leaves no doubt.

cues.toml holds a table a word; in it stand for each sense its names and the cues that tell it:

    고프      a word within eight of the glossed one begins with 고프
    ~나무     one contains 나무
    <빈       the word before is 빈
    <~은      the word before ends with 은
    <#        the word before is a numeral
    >타       the word after begins with 타
    >를_타    the glossed word carries 를, and the word after it begins with 타
    >_집      the glossed word carries nothing, and the word after it begins with 집

Cues next to the word (< and >) outweigh the others. A word that cues of two senses claim gets no gloss, nor
does one without a cue: what is glossed must be right, and what is not glossed does no harm.
"""

import functools
import re
import tomllib
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lmcore.training.glosses import Gloss

CUES = Path(__file__).with_name("cues.toml")
REACH = 8
_SENTENCE = re.compile(r"(?:[^.?!…\n]|[.?!…](?!\s))+")
_UNIT = re.compile(r"[가-힣]+|\d+|[A-Za-z]+")
_NUMERAL = re.compile(
    r"\d+|한두|두|두세|세|서너|네|다섯|여섯|일곱|여덟|아홉|열|열두|스무|서른|마흔|쉰|몇|여러|"
    r"(?:몇|수|[이삼사오육칠팔구])?(?:십|백|천|만|억)(?:여|[이삼사오육칠팔구])?"
)
_PARTICLES = re.compile(
    r"|(?:들|만)?(?:이|을|은|의|과|도)|가|를|는|와|에|만|들|로|으로|나|이나|랑|이랑|하고|같은|같이|처럼|마다|조차|밖에|"
    r"(?:에서|까지|부터|보다|로|으로|와|과|에게|대로|만큼|뿐)?(?:는|도|의|만)|에서|에게|까지|부터|보다|대로|만큼|뿐|씩|"
    r"만큼은|(?:에서|로|으로)부터|으?로서|으?로써|(?:이?라)(?:는|고|도)|이(?:란|다|며|고|야|자|네|면|요|든|죠|지만|라|에요|었다|었고|었으며)|"
    r"였다|였고|였으며|예요|입니다|인데"
)


@dataclass(frozen=True)
class Rule:
    """A sense's names, and its cues by kind; each kind is what str.startswith or endswith takes."""

    names: tuple[str, ...]
    begins: tuple[str, ...]
    holds: tuple[str, ...]
    before: frozenset[str]
    before_ends: tuple[str, ...]
    numeral: bool
    after: tuple[str, ...]
    after_particle: tuple[tuple[str, str], ...]

    @classmethod
    def read(cls, names: str, cues: str) -> "Rule":
        """A sense as cues.toml writes it."""
        words = cues.split()
        after = [cue[1:] for cue in words if cue[0] == ">"]
        before = [cue[1:] for cue in words if cue[0] == "<" and cue != "<#"]
        pairs = (cue.partition("_") for cue in after if "_" in cue)
        return cls(
            tuple(names.split()),
            tuple(cue for cue in words if cue[0] not in "<>~"),
            tuple(cue[1:] for cue in words if cue[0] == "~"),
            frozenset(cue for cue in before if cue[0] != "~"),
            tuple(cue[1:] for cue in before if cue[0] == "~"),
            "<#" in words,
            tuple(cue for cue in after if "_" not in cue),
            tuple((particle, following) for particle, _, following in pairs),
        )

    def beside(self, before: str, particle: str, after: str) -> int:
        """Which word next to the glossed one tells this sense: -1 that before, 1 that after, 0 neither."""
        if (
            before in self.before
            or before.endswith(self.before_ends)
            or (self.numeral and particle[:1] != "들" and _NUMERAL.fullmatch(before) is not None)
        ):
            return -1
        return int(
            after.startswith(self.after)
            or any(particle == own and after.startswith(next) for own, next in self.after_particle)
        )

    def near(self, units: list[str]) -> bool:
        """Whether a word of `units` tells this sense."""
        return any(unit.startswith(self.begins) for unit in units) or any(
            part in unit for unit in units for part in self.holds
        )


def read(path: Path = CUES) -> dict[str, tuple[Rule, ...]]:
    """The senses that rules can tell, by word."""
    tables = tomllib.loads(path.read_text(encoding="utf-8"))
    return {word: tuple(Rule.read(*sense) for sense in table.items()) for word, table in tables.items()}


_rules = functools.cache(read)


def glosses_of(text: str) -> tuple[Gloss, ...]:
    """Every gloss that the rules give to a word of `text`, with its place.

    >>> [str(gloss) for gloss in glosses_of("말을 타고 간다. 무슨 말을 했니?")]
    ['말=동물', '말=언어']
    """
    return tuple(gloss for match in _SENTENCE.finditer(text) for gloss in _in_sentence(match))


def _in_sentence(sentence: re.Match[str]) -> Iterator[Gloss]:
    found = list(_UNIT.finditer(sentence.string, *sentence.span()))
    units = [unit[0] for unit in found]
    for index, unit in enumerate(units):
        for length in range(1, min(len(unit), 3) + 1):
            word, particle = unit[:length], unit[length:]
            if word in _rules() and _PARTICLES.fullmatch(particle) and (told := _told(units, index, length)):
                names, cue = told
                name = names[zlib.crc32(sentence[0].encode()) % len(names)]
                yield Gloss(word, name, found[index].start(), found[cue].start())


def same_sense(first: Gloss, second: Gloss) -> bool:
    """Whether two glosses name one sense of one word, maybe by different names."""
    senses = _rules().get(first.word, ())
    return first.word == second.word and any({first.name, second.name} <= {*s.names} for s in senses)


def _told(units: list[str], index: int, length: int) -> tuple[tuple[str, ...], int] | None:
    """Names of the only sense that cues tell of the word that is the first `length` letters of
    units[index], and the index of the nearest word that tells it.
    """
    senses = _rules()[units[index][:length]]
    before, after = ("", *units)[index], (*units, "")[index + 1]
    claimed = [(s, index + side) for s in senses if (side := s.beside(before, units[index][length:], after))]
    if not claimed:
        near = [i for i in range(max(0, index - REACH), min(len(units), index + 1 + REACH)) if i != index]
        near.sort(key=lambda i: abs(i - index))
        claimed = [(s, cues[0]) for s in senses if (cues := [i for i in near if s.near([units[i]])])]
    if len(claimed) != 1 or not claimed[0][0].names:
        return None
    sense, cue = claimed[0]
    return sense.names, cue
