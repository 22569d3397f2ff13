"""The template, token by token, and what is written after it."""

import pytest

from lmcore.analysis.chat import ASSISTANT, SYSTEM, USER, answer, template
from lmcore.errors import LmcoreError
from lmcore.generation import generate
from lmcore.sampling import Sampling

TEXT = "얘, 겨울 배가 맛있단다!"
SAMPLING = Sampling(temperature=0.8, top_p=0.9, seed=3)


def test_what_the_model_reads_is_the_reports_template(loaded):
    pieces = template(loaded.tokenizer, SYSTEM, [(TEXT, None)])
    assert loaded.tokenizer.decode([piece.id for piece in pieces]) == f"{SYSTEM} {USER} {TEXT} {ASSISTANT}"
    assert pieces[0].id == loaded.tokenizer.bos_id
    for role, text in {"system": SYSTEM, "user": TEXT}.items():
        own = [piece.id for piece in pieces if piece.role == role]
        assert own == loaded.tokenizer.encode(text)


def test_a_second_turn_is_read_with_all_before_it(loaded):
    pieces = template(loaded.tokenizer, SYSTEM, [("안녕?", "네."), ("배는?", None)])
    text = loaded.tokenizer.decode([piece.id for piece in pieces])
    assert text == f"{SYSTEM} {USER} 안녕? {ASSISTANT} 네. {USER} 배는? {ASSISTANT}"
    first = template(loaded.tokenizer, SYSTEM, [("안녕?", None)])
    assert pieces[: len(first)] == first
    roles = [piece.role for piece in pieces]
    assert roles.index("assistant") == len(first)


def test_the_answer_is_what_generation_writes(loaded):
    pieces = template(loaded.tokenizer, SYSTEM, [(TEXT, None)])
    found = answer(loaded.model, loaded.tokenizer, pieces, SAMPLING, 30)
    prompt = [piece.id for piece in pieces][1:]
    steps = list(generate(loaded.model, loaded.tokenizer, prompt, SAMPLING, 30))
    assert found.ids == tuple(step.id for step in steps if not step.ends)
    whole = loaded.tokenizer.decode(found.ids)
    assert f"{found.said}{found.beyond}".replace(" ", "") == whole.replace(" ", "")
    assert (found.stopped == "turn") == (USER in whole or ASSISTANT in whole)
    assert USER not in found.said
    assert ASSISTANT not in found.said


def test_an_empty_part_is_left_out(loaded):
    pieces = template(loaded.tokenizer, "  ", [("", None)])
    assert [piece.role for piece in pieces if piece.role != "marker"] == ["start"]


def test_a_template_longer_than_the_context_is_refused(loaded):
    pieces = template(loaded.tokenizer, SYSTEM, [("배 " * loaded.config.context, None)])
    with pytest.raises(LmcoreError):
        answer(loaded.model, loaded.tokenizer, pieces, SAMPLING, 5)
