"""A sentence, words and heads at each snapshot are what that snapshot by itself says."""

from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from safetensors.torch import load_file, save_file

from lmcore import checkpoints, history
from lmcore.analysis import jobs, learning, snapshots
from lmcore.analysis.learning import SHARES, JobHistory
from lmcore.config import ModelConfig
from lmcore.errors import CheckpointError
from lmcore.model import Transformer
from lmcore.tokenizer import Tokenizer
from lmcore.trace import trace

TEXT = "얘, 겨울 배가 맛있단다!"
STEPS = (0, 3, 9)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory, tiny_checkpoint: Path) -> Path:
    """A run's folder as the trainer leaves it, its models untrained."""
    folder, tokenizer = tmp_path_factory.mktemp("run"), Tokenizer.load(tiny_checkpoint)
    config = ModelConfig(tokenizer.vocabulary_size, d_model=16, n_layers=2, n_heads=2, d_ff=32, context=256)
    for step in STEPS:
        model = Transformer(config).initialise(seed=step).requires_grad_(False)
        for parameter in model.parameters():
            parameter.data += 0.1 * torch.randn(
                parameter.shape, generator=torch.Generator().manual_seed(step)
            )
        checkpoints.save(folder / f"step-{step:06d}", model, tokenizer, {"steps": step})
    rows = "\n".join(f"{step},{8 * step},0.1,{9 - step / 10},{9.5 - step / 10}" for step in range(1, 10))
    (folder / "losses.csv").write_text(f"step,tokens,rate,causal_loss,masked_loss\n{rows}\n")
    return folder


@pytest.fixture(scope="module")
def packed(run: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("packed") / "small"
    folder.mkdir()
    (folder / "README.md").write_text("# a card\n", encoding="utf-8")
    assert snapshots.pack(run, folder) == STEPS
    return folder


def test_a_packed_run_is_a_checkpoint_with_all_its_steps_and_keeps_its_card(packed: Path, run: Path):
    assert history.steps(packed) == STEPS
    final = history.load(packed)
    assert final.card == "# a card\n"
    assert final.training["steps"] == STEPS[-1]
    assert torch.equal(final.model.W_E, checkpoints.load(run / "step-000009").model.W_E)
    assert len(history.losses(packed).step) == STEPS[-1]
    assert len(snapshots.report(packed, run)) == 1 + len(STEPS)
    assert len(snapshots.report(packed)) == 2


def test_only_kept_steps_can_be_packed(run: Path, tmp_path: Path):
    with pytest.raises(CheckpointError, match="step 4"):
        snapshots.pack(run, tmp_path / "out", [0, 4])
    with pytest.raises(CheckpointError, match="none"):
        snapshots.pack(tmp_path, tmp_path / "out")


@pytest.mark.parametrize("mode", ["bidirectional", "causal"])
def test_kept_jobs_are_those_of_each_snapshot(packed: Path, mode):
    kept = learning.job_history(packed, mode)
    assert kept.steps == STEPS
    for index in (0, -1):
        loaded = history.load(packed, STEPS[index], "cpu")
        measured = jobs.measure(loaded.model, loaded.tokenizer, mode)
        for job in SHARES:
            torch.testing.assert_close(kept.shares[job][index], measured.of(job), rtol=1e-5, atol=1e-6)


def test_jobs_of_other_snapshots_are_refused(packed: Path, tmp_path: Path):
    other = tmp_path / "other"
    (other / "history").mkdir(parents=True)
    found = load_file(packed / "history" / "jobs.safetensors")
    save_file(found | {"steps": torch.tensor([0, 3])}, other / "history" / "jobs.safetensors")
    with pytest.raises(CheckpointError):
        learning.job_history(other, "causal")


def test_a_job_appears_when_its_best_head_reaches_the_threshold():
    shares = torch.tensor([[[0.1, 0.2]], [[0.1, 0.39]], [[0.6, 0.3]]])
    slow = torch.tensor([[[0.3, 0.2]], [[0.2, 0.5]], [[0.59, 0.3]]])
    found = JobHistory((0, 5, 10), {"previous": shares, "word": slow, "next": torch.zeros(3, 1, 2)})
    assert found.best("previous").tolist() == pytest.approx([0.2, 0.39, 0.6])
    assert found.threshold("previous") == pytest.approx(0.4)
    assert found.appeared("previous") == 2
    assert found.appeared("word") is None
    assert found.appeared("next") is None
    assert found.head("previous", 1) == (0, 1)
    assert found.head("previous", 2) == (0, 0)


def test_attention_is_the_trace_cut_to_the_window(packed: Path):
    loaded = history.load(packed, 3, "cpu")
    whole = trace(loaded.model, loaded.tokenizer, TEXT, "causal")
    found = learning.attention(loaded.model, loaded.tokenizer, TEXT, "causal", slice(2, 6))
    for layer, one in enumerate(whole.layers):
        assert torch.equal(found[layer], one.attention.weights[:, 2:6, 2:6])


@pytest.mark.parametrize("mode", ["bidirectional", "causal"])
def test_what_is_expected_is_the_softmax_where_the_next_token_is_hidden(packed: Path, mode):
    loaded = history.load(packed, 9, "cpu")
    ids = torch.tensor([loaded.tokenizer.bos_id, *loaded.tokenizer.encode(TEXT)])
    place = 3
    found = learning.expected(loaded.model, loaded.tokenizer, ids, place, mode, 5)
    seen = ids.clone()
    if mode == "bidirectional":
        seen[place + 1] = loaded.tokenizer.mask_id
    logits = loaded.model(seen[None], mode)[0, place].double().numpy()
    p = np.exp(logits - logits.max()) / np.exp(logits - logits.max()).sum()
    assert found.ids.tolist() == np.argsort(-p, kind="stable")[:5].tolist()
    assert found.probabilities.numpy() == pytest.approx(np.sort(p)[::-1][:5], rel=1e-4)
    assert found.probability == pytest.approx(p[ids[place + 1]], rel=1e-4)
    assert found.rank == 1 + (p > p[ids[place + 1]]).sum()
    assert learning.expected(loaded.model, loaded.tokenizer, ids, len(ids) - 1, mode, 5).rank == 0


def test_the_map_has_the_axes_of_the_last_snapshot():
    generator = torch.Generator().manual_seed(0)
    rows = [torch.randn(12, 6, generator=generator) for _ in range(3)]
    found = learning.paths(rows, 10)
    last = rows[-1][:10].double().numpy()
    values, vectors = np.linalg.eigh(np.cov(last.T))
    for index, one in enumerate(rows):
        by_hand = (one.double().numpy() - last.mean(0)) @ vectors[:, [-1, -2]]
        assert np.abs(found.places[index]) == pytest.approx(np.abs(by_hand), abs=1e-9)
    assert found.explained == pytest.approx(tuple(values[[-1, -2]] / values.sum()))


def test_bins_hold_means_and_leave_nothing_out():
    x, values = np.arange(1, 1001), np.linspace(9, 4, 1000)
    at, means = learning.binned(x, values, 40)
    assert len(at) <= 40
    assert (np.diff(at) > 0).all()
    assert at[0] == 1
    assert means[0] == 9
    assert means[-1] == pytest.approx(values[x >= at[-1] - (1000 - at[-1])].mean(), rel=1e-3)


@given(st.integers(1, 512), st.data())
def test_the_chosen_place_is_always_in_the_window(length: int, data):
    place = data.draw(st.integers(0, length - 1))
    shown = learning.window(length, place, 24)
    assert shown.start <= place < shown.stop <= length
    assert shown.stop - shown.start == min(24, length)
