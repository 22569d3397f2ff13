"""Repeated 4-grams of what a model writes: counted as one would by hand, the same for the same seed."""

import pytest

from lmcore import checkpoints
from lmcore.analysis import repetition
from lmcore.generation import generate
from lmcore.sampling import Sampling


def test_the_prompts_are_different_and_end_with_a_word():
    found = repetition.prompts()
    assert len(found) == len(set(found)) == 40
    assert all(prompt == prompt.strip() and "가" <= prompt[-1] <= "힣" for prompt in found)


@pytest.mark.parametrize(
    ("ids", "expected"), [([], False), ([1, 2, 3, 4], False), ([7, 1, 2, 3, 4, 8, 1, 2, 3, 4], True)]
)
def test_a_repeated_4_gram_is_found(ids: list[int], expected: bool):
    assert repetition.repeats(ids) is expected


def test_the_share_is_that_of_the_texts_that_generate_writes(tiny_checkpoint, monkeypatch):
    monkeypatch.setattr(repetition, "TOKENS", 12)
    loaded = checkpoints.load(tiny_checkpoint)
    found = repetition.measure(loaded.model, loaded.tokenizer, 5, seed=3, may_end=True)
    texts = [
        [
            step.id
            for step in generate(
                loaded.model, loaded.tokenizer, prompt, Sampling(temperature=0.7, seed=3 + i), 12
            )
            if not step.ends
        ]
        for i, prompt in enumerate(repetition.prompts()[:5])
    ]
    assert found.mean_tokens == pytest.approx(sum(map(len, texts)) / 5)
    assert found.repeating.accuracy == sum(map(repetition.repeats, texts)) / 5
    assert found == repetition.measure(loaded.model, loaded.tokenizer, 5, seed=3, may_end=True)
    assert repetition.measure(loaded.model, loaded.tokenizer, 2, seed=3).mean_tokens == 12
