"""The supplement: particles fit, nothing repeats, senses balance, guarded sentences stay out."""

import json
import os
import random
import re
from collections import Counter
from pathlib import Path

import pytest

from lmcore.tokenizer import Tokenizer
from lmcore.training import glosses, supplement
from lmcore.training.supplement import CLOSE, Guard, Line, attach, expand, guarded_sentences, jaccard

ANALYSIS = Path(supplement.__file__).parents[1] / "analysis"
EXAMPLES, PLAIN = ANALYSIS / "bae_examples.tsv", ANALYSIS / "bae_plain.tsv"
OTHERS = ("homonym_examples", "bae_cues_everyday", "everyday_senses")
OWN = (EXAMPLES, PLAIN, *(ANALYSIS / f"{name}.tsv" for name in OTHERS))
"""Sentences that a model is asked about: training must not hold them."""


@pytest.fixture(scope="module")
def lines() -> list[Line]:
    return supplement.generate()


@pytest.mark.parametrize(
    ("before", "particle", "expected"),
    [
        ("배", "을", "를"), ("밤", "을", "을"), ("이모부", "이", "가"), ("학생", "이", "이"),
        ("배", "은", "는"), ("감", "과", "과"), ("배", "과", "와"), ("쌀", "으로", "로"),
        ("배", "으로", "로"), ("산", "으로", "으로"), ("이모", "이다", "다"), ("딸", "이다", "이다"),
        ("누나", "이에요", "예요"), ("형", "이에요", "이에요"), ("아내", "이었", "였"),
        ("남편", "이었", "이었"), ("고모부", "이라고", "라고"), ("지우", "아", "야"), ("“배”", "을", "를"),
    ],
)  # fmt: skip
def test_particles_follow_the_last_consonant(before: str, particle: str, expected: str) -> None:
    assert attach(before, particle) == expected


def test_a_frame_binds_its_slots_and_keeps_rows_together() -> None:
    fillers = {"kin": [{"m": "이모부", "f": "이모"}, {"m": "고모부", "f": "고모"}]}
    seen = {
        expand("<kin.m>{과} <kin.f>, <kin2.f>{을} (보다|보고)", fillers, random.Random(i)) for i in range(40)
    }
    assert seen == {
        f"{first} {verb}"
        for first in ("이모부와 이모, 고모를", "고모부와 고모, 이모를")
        for verb in ("보다", "보고")
    }


def test_the_same_seed_gives_the_same_text(lines: list[Line]) -> None:
    assert supplement.generate() == lines


def test_the_committed_text_is_what_the_generator_writes(lines: list[Line]) -> None:
    committed = supplement.read_text().splitlines()
    assert committed == [line.stored for line in lines]


def test_a_gloss_names_a_sense_of_a_word_in_its_line_with_one_token(lines: list[Line]) -> None:
    tokenizer = Tokenizer.load(ANALYSIS.parents[1] / "checkpoints" / "base")
    senses = glosses.senses()
    glossed = [line for line in lines if line.gloss]
    assert {line.frame.category for line in glossed} == set(senses)
    for line in glossed:
        assert line.gloss
        assert line.gloss.name in senses[line.frame.category].names
        assert line.gloss.word == senses[line.frame.category].word
        assert glosses.split(line.stored) == (line.text, line.gloss)
    notes = [(line.text, line.gloss) for line in glossed[:300] if line.gloss]
    told = [any(glosses.targets(tokenizer, tokenizer.tokenize(text), gloss)) for text, gloss in notes]
    assert sum(told) > 0.9 * len(told)


def test_size(lines: list[Line]) -> None:
    size = sum(len(line.text.encode()) + 1 for line in lines)
    assert 1_000_000 < size < 2_000_000


def test_nothing_repeats_and_no_frame_dominates(lines: list[Line]) -> None:
    assert len({line.text for line in lines}) == len(lines)
    assert max(Counter(line.frame for line in lines).values()) <= 0.005 * len(lines)


def test_every_frame_is_used(lines: list[Line]) -> None:
    frames = supplement.read_frames()
    assert len(set(frames)) == len(frames)
    assert set(frames) == {line.frame for line in lines}


def test_no_mark_of_the_frame_language_is_left(lines: list[Line]) -> None:
    assert [line.text for line in lines if re.search(r"[{}<>()|\[\]]|  |[.?!]{2}| [.,?!]", line.text)] == []


def test_every_line_ends_like_a_sentence(lines: list[Line]) -> None:
    assert [line.text for line in lines if not re.search(r"[.?!][\"”]?$", line.text)] == []


def test_no_impossible_particle_follows_a_word_of_the_tables(lines: list[Line]) -> None:
    """Looks at the finished text with rules of its own: 이모을, 학생가, 배이에요 must not occur."""
    fillers = supplement.read_fillers()
    tables = [fillers[name] for name in ("kin", "gender", "many_of", "animals")]
    words = {word for table in tables for row in table for word in row.values()}
    closed = {word for word in words if (ord(word[-1]) - 0xAC00) % 28}
    wrong = re.compile(
        rf"(?<![가-힣])(?:(?:{'|'.join(sorted(closed, key=len, reverse=True))})(?:가|를|는|와|예요)"
        rf"|(?:{'|'.join(sorted(words - closed, key=len, reverse=True))})(?:을|은|과|이에요))(?![가-힣])"
    )
    assert [m[0] for line in lines for m in wrong.finditer(line.text)] == []


def test_the_four_senses_balance_and_often_open_the_sentence(lines: list[Line]) -> None:
    count = Counter(line.frame.category for line in lines)
    assert count["pear"] > 1.5 * count["belly"] > 1.5 * count["times"]
    assert 0.8 < count["belly"] / count["ship"] < 1.25
    for sense in ("pear", "belly", "ship"):
        opens = sum(line.frame.category == sense and line.text.startswith("배") for line in lines)
        assert opens > 0.25 * count[sense], sense


@pytest.mark.parametrize(
    "pair", ["이모부 이모", "고모부 고모", "외삼촌 외숙모", "할아버지 할머니", "아버지 어머니", "남자 여자"]
)
def test_kinship_words_of_a_pair_are_about_as_frequent(lines: list[Line], pair: str) -> None:
    text = "\n".join(line.text for line in lines)
    male, female = (len(re.findall(rf"(?<![가-힣]){word}(?!부|네)", text)) for word in pair.split())
    assert min(male, female) > 250
    assert 0.5 < male / female < 2


def test_guard_finds_copies_and_near_copies_only() -> None:
    guard = Guard(["배가 항구를 떠난다.", "나는 어제 밥을 먹었다."])
    assert guard.closest("배가 항구를 떠난다") == (1.0, 0)
    assert guard.closest("그가 말했다. 나는 어제 밥을 먹었다!")[0] == 1.0
    assert guard.closest("나는 어제 밥을 먹었다고 했다.")[0] > CLOSE
    assert guard.closest("배가 섬에 닿자 아이들이 손을 흔들었다.")[0] < 0.2
    assert jaccard(frozenset("ab"), frozenset("bc")) == pytest.approx(1 / 3)


def test_nothing_comes_close_to_the_lessons_demonstrations(lines: list[Line]) -> None:
    guard = Guard(guarded_sentences())
    assert [line.text for line in lines if guard.closest(line.text)[0] > CLOSE] == []


def _examples(path: Path) -> list[tuple[str, str]]:
    """Sense and sentence of every line; a file of several words has the word before them."""
    rows = [row.split("\t") for row in path.read_text(encoding="utf-8").splitlines()]
    assert rows[0][-2:] == ["sense", "sentence"]
    return [(sense, sentence) for *_, sense, sentence in rows[1:]]


def _plain(sentence: str) -> str:
    return re.sub(r"[\[\]{}]", "", sentence)


def test_examples_are_forty_a_sense_with_one_marked_word_and_many_at_the_start() -> None:
    examples = _examples(EXAMPLES)
    assert Counter(sense for sense, _ in examples) == {"belly": 40, "ship": 40, "pear": 40, "times": 40}
    assert all(sentence.count("[배]") == 1 for _, sentence in examples)
    assert len({sentence for _, sentence in examples}) == 160
    assert min(Counter(s for s, sentence in examples if sentence.startswith("[배]")).values()) >= 12


def test_plain_sentences_are_short_and_nineteen_a_sense() -> None:
    plain = _examples(PLAIN)
    assert set(Counter(sense for sense, _ in plain).values()) == {19}
    assert all(sentence.count("[배]") == 1 and len(sentence.split()) <= 7 for _, sentence in plain)


@pytest.mark.parametrize("path", OWN, ids=lambda path: path.stem)
def test_examples_are_neither_in_the_supplement_nor_demonstrated(lines: list[Line], path: Path) -> None:
    guard = Guard([line.text for line in lines] + guarded_sentences())
    close = [text for _, text in _examples(path) if guard.closest(_plain(text))[0] > CLOSE]
    assert close == []


@pytest.mark.parametrize("folder", ["written", "labelled"])
def test_no_example_is_close_to_a_sentence_that_tells_its_sense(folder: str) -> None:
    files = sorted((ANALYSIS.parent / "training" / folder).glob("*.txt"))
    told = [_plain(glosses.split(line)[0]) for file in files for line in file.read_text("utf-8").splitlines()]
    assert told
    guard = Guard(told)
    own = [_plain(text) for path in OWN for _, text in _examples(path)]
    assert [text for text in own if guard.closest(text)[0] > CLOSE] == []


def _evaluation_sentences(folder: Path) -> list[str]:
    """Every sentence of the files in an evaluation folder, marks taken off."""
    found = []
    for path in sorted(folder.glob("*.tsv")):
        found += [row.split("\t")[-1] for row in path.read_text(encoding="utf-8").splitlines()[1:]]
    for path in sorted(folder.glob("*.jsonl")):
        rows = [json.loads(row) for row in path.read_text(encoding="utf-8").splitlines()]
        found += [row[key] for row in rows for key in ("s1", "s2")]
    for path in sorted(folder.glob("perplexity*.txt")):
        found += path.read_text(encoding="utf-8").splitlines()
    return [re.sub(r"[\[\]]", "", sentence) for sentence in found]


@pytest.mark.skipif(
    "DOTBOGI_EVAL_DIR" not in os.environ, reason="set DOTBOGI_EVAL_DIR to the evaluation files"
)
def test_nothing_comes_close_to_an_evaluation_sentence(lines: list[Line]) -> None:
    guarded = _evaluation_sentences(Path(os.environ["DOTBOGI_EVAL_DIR"]))
    assert guarded
    guard = Guard(guarded)
    own = [_plain(text) for path in OWN for _, text in _examples(path)]
    texts = [line.text for line in lines] + own
    found = [(text, guard.closest(text)) for text in texts]
    assert [(text, guarded[best[1]]) for text, best in found if best[0] > CLOSE] == []
