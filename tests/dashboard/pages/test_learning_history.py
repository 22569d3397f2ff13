"""What the slider moves is, at each snapshot, what that snapshot by itself computes."""

from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import save_file
from streamlit.testing.v1 import AppTest

from dashboard.components.base.payload import unpack
from dashboard.figures import history as figures
from dashboard.pages.learning import history as page
from dashboard.store import models, snapshots
from dashboard.texts import t
from dashboard.view.subject import Subject
from lmcore import checkpoints, history
from lmcore.analysis.learning import SHARES, JobHistory
from lmcore.config import ModelConfig
from lmcore.model import Transformer
from lmcore.tokenizer import Tokenizer
from lmcore.trace import trace
from tests.dashboard.helpers import assert_well, pictures

STEPS = (0, 4, 32)
TEXT = "얘, 겨울 배가 맛있단다!"
PLACE = 3


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory, tokenizer: Tokenizer) -> Path:
    """A history of three small random models with made-up jobs, in which "word" appears first."""
    folder = tmp_path_factory.mktemp("history") / "small"
    config = ModelConfig(tokenizer.vocabulary_size, d_model=16, n_layers=2, n_heads=2, d_ff=32)
    models = [Transformer(config).initialise(seed).requires_grad_(False) for seed in STEPS]
    for seed, model in zip(STEPS, models, strict=True):
        generator = torch.Generator().manual_seed(seed)
        for parameter in model.parameters():
            parameter.data += 0.1 * torch.randn(parameter.shape, generator=generator)
    checkpoints.save(folder, models[-1], tokenizer, {"steps": STEPS[-1]})
    for step, model in zip(STEPS, models, strict=True):
        history.save(folder, step, model)
    shares = 0.2 + 0.1 * torch.rand(len(STEPS), 2, 2, generator=torch.Generator().manual_seed(1))
    word = shares.clone()
    word[1, 1, 0] = 0.75
    made = {f"{mode}.{job}": (word if job == "word" else shares).clone()
            for mode in ("bidirectional", "causal") for job in SHARES}  # fmt: skip
    save_file({"steps": torch.tensor(STEPS), **made}, folder / "history" / "jobs.safetensors")
    rows = [f"{step},{8 * step},0.1,{10 - step / 8},{10 - step / 16}" for step in range(1, STEPS[-1] + 1)]
    (folder / "losses.csv").write_text("\n".join(["step,tokens,rate,causal_loss,masked_loss", *rows]))
    return folder


@pytest.fixture(autouse=True)
def shown(kept: Path, checkpoint_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOTBOGI_HISTORY", str(kept))
    monkeypatch.setenv("DOTBOGI_CHECKPOINT", str(checkpoint_folder))


def read(mode) -> Subject:
    return Subject(models.sibling(), text=TEXT, mode=mode)


@pytest.mark.parametrize("mode", ["bidirectional", "causal"])
def test_each_moving_number_is_that_of_an_independent_trace_of_its_snapshot(kept: Path, mode):
    first = figures.First(STEPS[-1], (0, 0), covered=False)
    subject = read(mode)
    header, arrays = unpack(page.sentence_payload(snapshots.of(subject), subject, PLACE, first))
    assert header["steps"] == list(STEPS)
    last = history.load(kept, STEPS[-1]).model.W_E.double().numpy()
    rows = list(snapshots.words(subject).rows)
    fixed = last[rows[: len(rows) - len(set(rows) & set(_new_rows(TEXT)))]]
    for index, step in enumerate(STEPS):
        alone = history.load(kept, step, "cpu")
        whole = trace(alone.model, alone.tokenizer, TEXT, mode)
        weights = torch.cat([layer.attention.weights for layer in whole.layers])
        assert np.allclose(arrays["weights"][index], weights.numpy(), atol=1e-6)
        p = _next(alone, mode)
        assert np.allclose(
            arrays["probabilities"][index], np.sort(p)[::-1][: snapshots.CANDIDATES], rtol=1e-4
        )
        truth = whole.tokens[PLACE + 1].id
        assert arrays["truth"][index] == pytest.approx(p[truth], rel=1e-4)
        assert header["truth"]["ranks"][index] == 1 + (p > p[truth]).sum()
        assert header["words"][index][0] == alone.tokenizer.piece(int(p.argmax()))
        centred = alone.model.W_E.double().numpy()[rows] - fixed.mean(0)
        axes = np.linalg.svd(fixed - fixed.mean(0), full_matrices=False)[2][:2]
        assert np.allclose(np.abs(arrays["paths"][index]), np.abs(centred @ axes.T), atol=1e-5)


def _new_rows(text: str) -> list[int]:
    """Words of the sentence that are in no group: they stand at the end and do not turn the axes."""
    words = snapshots.words(Subject(models.sibling(), text=text))
    grouped = {
        words.rows[place] for name, places in words.groups.items() if name != "own" for place in places
    }
    return [row for row in words.rows if row not in grouped]


def _next(alone: checkpoints.Checkpoint, mode: str) -> np.ndarray:
    ids = torch.tensor([alone.tokenizer.bos_id, *alone.tokenizer.encode(TEXT)])
    if mode == "bidirectional":
        ids[PLACE + 1] = alone.tokenizer.mask_id
    logits = alone.model(ids[None], mode)[0, PLACE].double().numpy()
    powers = np.exp(logits - logits.max())
    return powers / powers.sum()


def test_the_curve_and_the_written_losses_are_means_of_what_was_logged(kept: Path):
    losses = history.losses(kept)
    assert figures.loss_near(losses.step, losses.causal, 32) == pytest.approx(
        np.mean(10 - np.arange(17, 33) / 8)
    )
    assert figures.loss_near(losses.step, losses.causal, 0) == losses.causal[0]


def test_jobs_appear_where_the_threshold_is_passed():
    first = figures.First(STEPS[-1], (0, 0), covered=False)
    header, arrays = unpack(page.sentence_payload(snapshots.of(read("causal")), read("causal"), 1, first))
    moments = {job["label"]: (job["appeared"], job["head"]) for job in header["jobs"]}
    assert moments.pop(t("heads.job_word")) == (1, "2.1")
    assert {appeared for appeared, _ in moments.values()} == {None}
    assert arrays["shares"][1, SHARES.index("word")].max() == 0.75


def test_the_first_job_is_the_earliest_and_then_the_strongest():
    shares = {"previous": [0.1, 0.5, 0.9], "word": [0.1, 0.6, 0.6], "self": [0.2, 0.3, 0.7]}
    found = JobHistory(STEPS, {job: torch.tensor(row)[:, None, None] for job, row in shares.items()})
    assert page.earliest(found, list(shares)) == "word"
    ends = {"previous": 0.19, "word": 0.15, "self": 0.3}
    never = {job: torch.tensor([shares[job][0], ends[job]])[:, None, None] for job in shares}
    assert page.earliest(JobHistory(STEPS[:2], never), list(shares)) == "previous"


def opened(open_app, **view: str) -> AppTest:
    return open_app("learning", part="history", **view).run()


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_the_part_says_that_this_is_the_smaller_sibling(open_app, lang: str):
    app = opened(open_app, lang=lang)
    assert not app.exception
    assert any(str(len(STEPS)) in info.value and "16" in info.value for info in app.info)


@pytest.mark.parametrize("text", ["배", "😀", "배 " * 300])
def test_texts_of_every_length_are_drawn(open_app, text: str):
    app = assert_well(opened(open_app, text=text, mode="causal"))
    assert len(pictures(app)) > 1


def test_nonsense_in_the_link_is_named(open_app):
    app = opened(open_app, step="5", head="7.7")
    assert not app.exception
    assert "step" not in app.query_params
    assert "head" not in app.query_params
    assert len(app.warning) == 2


def test_a_link_brings_back_step_and_head(open_app):
    app = opened(open_app, step="4", head="2.1")
    assert not app.warning
    assert any("2층 헤드 1" in markdown.value for markdown in app.markdown)


def test_without_a_history_the_page_says_so(open_app, monkeypatch: pytest.MonkeyPatch, tiny_checkpoint: Path):
    monkeypatch.setenv("DOTBOGI_HISTORY", str(tiny_checkpoint))
    app = opened(open_app)
    assert not app.exception
    assert len(app.error) == 1
