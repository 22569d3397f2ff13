"""Written glosses: what the note and the braces say, and where the store keeps it."""

import re

import pytest

from lmcore.tokenizer import Tokenizer
from lmcore.training import corpus, glosses, store
from lmcore.training.glosses import Gloss


@pytest.mark.parametrize(
    ("line", "text", "word_at", "cue_at"),
    [
        ("배=과일\t배를 {깎아서} 먹었다.", "배를 깎아서 먹었다.", 0, 3),
        ("배=과일\t{깎은} 배를 먹었다.", "깎은 배를 먹었다.", 3, 0),
        ("배=과일\t“배가 {달다}”고 했다.", "“배가 달다”고 했다.", 1, 4),
        ("배=선박\t나룻배를 {젓는다}.", "나룻배를 젓는다.", -1, 5),
        ("배=선박\t배마다 배를 {젓는다}.", "배마다 배를 젓는다.", -1, 7),
        ("배=선박\t{노를} {저어} 배가 간다.", "노를 저어 배가 간다.", 6, 0),
        ("배=과일\t겨울 배가 있다.", "겨울 배가 있다.", 3, -1),
    ],
)
def test_a_note_gives_the_place_of_the_word_and_of_its_cue(line: str, text: str, word_at: int, cue_at: int):
    word, _, name = line.partition("\t")[0].partition("=")
    assert glosses.split(line) == (text, Gloss(word, name, word_at, cue_at))


def told(
    tokenizer: Tokenizer, line: str, by_rule: bool, monkeypatch: pytest.MonkeyPatch
) -> list[tuple[int, str, str | None]]:
    """(character, gloss, the token that its cue stands in) for every glossed word as the store keeps it."""
    monkeypatch.setattr(store, "_by_rule", by_rule)
    text, written = glosses.split(line)
    tokens = tokenizer.tokenize(text)
    row = [tokenizer.bos_id, *(token.id for token in tokens)]
    names, offsets = store._told(tokenizer, row, text, written)
    assert len(names) == len(offsets) == len(row)
    pieces = [tokenizer.piece(id) for id in row]
    return [
        (tokens[i - 1].start, tokenizer.piece(name)[1:], pieces[i + offset] if offset else None)
        for i, (name, offset) in enumerate(zip(names, offsets, strict=True))
        if name
    ]


@pytest.mark.parametrize("by_rule", [True, False])
def test_a_written_cue_needs_no_rule(
    tokenizer: Tokenizer, by_rule: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert told(tokenizer, "배=과일\t택배로 온 배를 {칼로} 자른다.", by_rule, monkeypatch) == [
        (6, "과일", "▁칼")
    ]


def test_a_word_that_stands_twice_has_its_cue_at_both_places(
    tokenizer: Tokenizer, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = told(tokenizer, "배=선박\t배가 왔다. 그 배는 {멀리} 갔다.", True, monkeypatch)
    assert found == [(0, "선박", "▁멀리"), (9, "선박", "▁멀리")]


def test_rules_tell_of_other_words_and_lend_a_cue_that_agrees(
    tokenizer: Tokenizer, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = "배=열매\t눈을 감고 배를 깎았다."
    assert told(tokenizer, line, True, monkeypatch) == [(0, "신체", "▁감"), (6, "열매", "▁깎")]
    assert told(tokenizer, line, False, monkeypatch) == [(6, "열매", None)]
    assert told(tokenizer, line.replace("눈을", "{눈을}"), True, monkeypatch)[1] == (6, "열매", "▁눈")


def test_a_rule_that_disagrees_lends_nothing(tokenizer: Tokenizer, monkeypatch: pytest.MonkeyPatch) -> None:
    assert told(tokenizer, "배=과일\t배를 타고 갔다.", True, monkeypatch) == [(0, "과일", None)]


def test_every_name_of_a_sense_is_one_token(tokenizer: Tokenizer) -> None:
    for sense in glosses.senses().values():
        for name in sense.names:
            assert tokenizer.id_of(f"▁{name}") is not None, sense


def test_the_delivered_files_name_known_senses_and_leave_no_mark_behind() -> None:
    known = {(sense.word, name) for sense in glosses.senses().values() for name in sense.names}
    for source in corpus.own_sources()[1:]:
        for line in source.lines():
            text, gloss = glosses.split(line)
            assert not set("{}\t") & set(text), f"{source.name}: {line}"
            assert not re.match(r"\w+=\w", text), f"{source.name}: {line}"
            assert gloss is None or ((gloss.word, gloss.name) in known and gloss.word in text), line
