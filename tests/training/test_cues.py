"""Glosses by rule: plain sentences are glossed, traps are not, and the store keeps what the rules say."""

import sys
import types
from pathlib import Path

import numpy as np
import pytest

from lmcore.tokenizer import Tokenizer
from lmcore.training import cues, glosses
from lmcore.training.corpus import Recipe, Source
from lmcore.training.store import TokenStore, build


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("사과와 배를 깎아 접시에 담았다.", "사과=과일 배=과일"),
        ("하루 종일 굶었더니 배가 몹시 고팠다.", "배=몸"),
        ("배가 고프다.", "배=몸"),
        ("배를 타고 섬으로 건너갔다.", "배=선박"),
        ("인구가 두 배로 늘고 소득은 2.5배 올랐다.", "배=배수 배=배수"),
        ("회원이 수십 배나 많아졌다.", "배=배수"),
        ("눈을 감았다가 떴다.", "눈=신체"),
        ("밤새 눈이 내려 마당에 쌓였다.", "눈=날씨"),
        ("말을 타고 초원을 달렸다.", "말=동물"),
        ("그는 무슨 말을 하려다 그만두었다.", "말=언어"),
        ("한강에 놓인 다리를 건넜다.", "다리=교량"),
        ("넘어져서 다리를 다쳤다.", "다리=신체"),
    ],
)
def test_plain_sentences_are_glossed(text: str, expected: str):
    rules = cues.read()
    found = [
        (gloss.word, next(rule.names[0] for rule in rules[gloss.word] if gloss.name in rule.names))
        for gloss in cues.glosses_of(text)
    ]
    assert " ".join(f"{word}={name}" for word, name in found) == expected
    assert all(text.startswith(gloss.word, gloss.start) for gloss in cues.glosses_of(text))


@pytest.mark.parametrize(
    "text",
    [
        "배가 있다.",
        "배우가 배나무 아래에서 배꼽을 잡았다.",
        "항구에서 사과와 배를 보았다.",
        "선원 두 배를 타고 있었다.",
        "여러 배들이 모여들었다.",
        "친구가 사과하자 배가 조금 나아졌다.",
        "제2차 세계 대전에서는 도로가 무너졌다.",
        "예복 한 벌을 받았다.",
        "그 눈은 아름다웠다. 겨울이었다.",
        "나룻배와 돛단배가 항구를 떠났다.",
    ],
)  # fmt: skip
def test_doubtful_words_and_parts_of_other_words_are_not(text: str):
    assert cues.glosses_of(text) == ()


def test_a_cue_does_not_reach_into_the_next_sentence_nor_too_far():
    assert cues.glosses_of("배는 컸다. 항구는 작았다.") == ()
    far = " ".join(["아주"] * cues.REACH)
    assert cues.glosses_of(f"배는 {far} 항구") == ()
    assert [gloss.name for gloss in cues.glosses_of(f"배는 {far[3:]} 항구")] == ["선박"]


def test_every_name_and_every_word_is_one_token(tokenizer: Tokenizer):
    for word, rules in cues.read().items():
        assert tokenizer.id_of(f"▁{word}") is not None, word
        for name in (name for rule in rules for name in rule.names):
            assert tokenizer.id_of(f"▁{name}") is not None, name


def test_each_word_has_several_senses_with_names_of_their_own():
    for word, rules in cues.read().items():
        assert len(rules) >= 2, word
        names = [name for rule in rules for name in rule.names]
        assert len(set(names)) == len(names), word


def test_no_cue_tells_two_senses_and_each_cue_near_its_word_gives_its_gloss():
    for word, rules in cues.read().items():
        for rule in rules:
            for cue in (*rule.begins, *rule.holds):
                found = [other for other in rules if other.near([cue])]
                assert found == [rule], f"{word}: {cue}"


def test_the_rules_know_the_senses_of_the_supplement_by_the_same_names():
    rules = cues.read()
    for sense in glosses.senses().values():
        assert sense.names in [rule.names for rule in rules[sense.word]], sense


def test_each_kind_of_cue_tells_its_sense():
    rule = cues.Rule.read("이름", "앞말 ~속말 <바로 <~끝말 <# >뒷말 >를_동사")
    assert [rule.near([unit]) for unit in ("앞말을", "귓속말로", "큰앞말", "속")] == [
        True,
        True,
        False,
        False,
    ]
    befores = {"바로": True, "큰끝말": True, "17": True, "수십": True, "바로는": False, "": False}
    assert {before: rule.beside(before, "", "") == -1 for before in befores} == befores
    afters = {"뒷말이": True, "동사다": True, "명사다": False}
    assert {after: rule.beside("", "를", after) == 1 for after in afters} == afters
    assert rule.beside("", "가", "동사다") == 0


@pytest.mark.parametrize(
    ("text", "cue"),
    [
        ("배가 고프다.", "고프다"),
        ("어제 인구가 두 배로 늘었다.", "두"),
        ("사과와 배를 접시에 담았다.", "사과와"),
        ("항구에 배가 있고 선원이 선장을 불렀다.", "항구에"),
    ],
)
def test_a_gloss_knows_the_nearest_word_that_tells_it(text: str, cue: str, tokenizer: Tokenizer):
    (gloss,) = cues.glosses_of(text)
    assert text[gloss.cue :].startswith(cue)
    tokens = tokenizer.tokenize(text)
    offsets = glosses.cue_offsets(tokens, gloss)
    assert [(tokens[i].piece, tokens[i + offset].start) for i, offset in enumerate(offsets) if offset] == [
        ("▁배", gloss.cue)
    ]


def test_the_store_keeps_glosses_by_rule_and_a_written_one_wins(tmp_path: Path, tokenizer: Tokenizer):
    lines = ["배=열매\t배를 타고 갔다.", "두 배로 늘었다. 배를 타고 눈을 감았다.", "배가 있다."]
    (tmp_path / "a.txt").write_text("\n".join(lines), encoding="utf-8")
    source = Source("a", tmp_path / "a.txt", "everyday", "CC0", "")
    seen: dict[bool, list[str]] = {}

    def names(by_rule: bool) -> list[str]:
        store: TokenStore = build(
            tmp_path / str(by_rule), tokenizer, [source], Recipe({"everyday": 1}), frozenset(), 1, by_rule
        )
        (places,) = np.nonzero(store.glosses)
        (cued,) = np.nonzero(store.cues)
        seen[by_rule] = [tokenizer.piece(int(store.tokens[i + store.cues[i]])) for i in cued]
        words = [tokenizer.piece(id).removeprefix("▁") for id in store.tokens[places].tolist()]
        told = [tokenizer.piece(id).removeprefix("▁") for id in store.glosses[places].tolist()]
        return [f"{word}={name}" for word, name in zip(words, told, strict=True)]

    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "__main__", types.ModuleType("__main__"))
        assert names(True) == ["배=열매", "배=배수", "배=선박", "눈=신체"]
        assert names(False) == ["배=열매"]
    assert seen == {True: ["▁두", "▁타", "▁감"], False: []}  # what is written is a fruit, 타 tells a ship
