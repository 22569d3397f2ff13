"""A subject names one model, one step and one reading of it; what it names is computed once."""

from dataclasses import replace
from pathlib import Path

import pytest
import torch

from dashboard.store import models, readings, traces
from dashboard.view.subject import Subject
from lmcore import checkpoints, history
from lmcore.edits import Edits
from lmcore.errors import CheckpointError
from lmcore.model import Transformer

TEXT = "배가 아프다."


@pytest.fixture(scope="module")
def kept(tiny_checkpoint: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A random model with two snapshots: its own weights doubled at step 4, and tripled at step 9."""
    tiny, generator = checkpoints.load(tiny_checkpoint, "cpu"), torch.Generator().manual_seed(1)
    made = Transformer(replace(tiny.config, context=256)).initialise(seed=1)  # room for the stored sentences
    for parameter in made.parameters():
        parameter.data += 0.1 * torch.randn(parameter.shape, generator=generator)
    folder = tmp_path_factory.mktemp("kept") / "model"
    checkpoints.save(folder, made, tiny.tokenizer, {})
    for step, factor in ((4, 2), (9, 3)):
        model = checkpoints.load(folder, "cpu").model
        for parameter in model.parameters():
            parameter.data *= factor
        history.save(folder, step, model)
    return str(folder)


def test_a_step_of_the_history_is_a_model_of_its_own(kept):
    last, early = Subject(kept, text=TEXT), Subject(kept, 4, text=TEXT)
    alone = history.load(kept, 4, "cpu").model.W_E
    assert torch.equal(models.of(early).model.W_E.cpu(), alone)
    torch.testing.assert_close(alone, 2 * models.of(last).model.W_E.cpu(), rtol=0.02, atol=0.02)
    assert models.of(early) is models.of(replace(early, text="", mode="causal"))
    assert models.of(early) is not models.of(last)


def test_a_step_that_was_not_kept_is_an_error(kept):
    with pytest.raises(CheckpointError):
        models.of(Subject(kept, 5))


def test_every_part_of_a_subject_tells_its_trace_apart(kept):
    subject = Subject(kept, 4, TEXT, "causal")
    others = (
        replace(subject, step=9),
        replace(subject, text="두 배 증가했다."),
        replace(subject, mode="bidirectional"),
        replace(subject, edits=Edits(positions=False)),
    )
    found = traces.trace(subject)
    assert traces.trace(replace(subject)) is found
    for other in others:
        seen = traces.trace(other)
        assert (seen.text, seen.mode, seen.edits) == (other.text, other.mode, other.edits)
        assert seen.logits.shape != found.logits.shape or not torch.equal(seen.logits, found.logits)


def test_a_measurement_depends_on_the_model_and_the_mask_only(kept):
    subject = Subject(kept, 4, TEXT, "causal")
    assert readings.chance_cosine(replace(subject, text="")) is readings.chance_cosine(subject)
    assert readings.chance_cosine(replace(subject, step=9)) is not readings.chance_cosine(subject)


def test_a_pass_with_edits_reads_the_same_ids(kept):
    subject = Subject(kept, 4, TEXT, "causal")
    edited = replace(subject, edits=Edits(linear_layers=frozenset({0})))
    plain, other = readings.reading(subject, 1), readings.reading(edited, 1)
    assert torch.equal(plain.ids, other.ids)
    assert not torch.equal(plain.logits, other.logits)
