"""A history comes back step by step, close to what it was, and a broken one says what is wrong."""

from pathlib import Path

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from safetensors.torch import load_file, save_file

from lmcore import checkpoints, history
from lmcore.analysis import fidelity
from lmcore.config import ModelConfig
from lmcore.errors import CheckpointError
from lmcore.model import Transformer
from lmcore.tokenizer import Tokenizer

STEPS = (0, 5, 1_000_000)
TEXTS = ["얘, 겨울 배가 맛있단다!", "배가 항구를 떠난다.", "배가 아프다."]


def random_model(tokenizer: Tokenizer, seed: int) -> Transformer:
    """Every weight random: a new model's matrices that write to the stream are zeros."""
    config = ModelConfig(tokenizer.vocabulary_size, d_model=16, n_layers=2, n_heads=2, d_ff=32, context=32)
    model = Transformer(config).initialise(seed)
    generator = torch.Generator().manual_seed(seed)
    for parameter in model.parameters():
        parameter.data += 0.1 * torch.randn(parameter.shape, generator=generator)
    return model.requires_grad_(False)


@pytest.fixture
def kept(tmp_path: Path, small_tokenizer: Tokenizer) -> Path:
    folder = tmp_path / "kept"
    checkpoints.save(folder, random_model(small_tokenizer, STEPS[-1]), small_tokenizer, {"steps": STEPS[-1]})
    for step in STEPS:
        history.save(folder, step, random_model(small_tokenizer, step))
    (folder / "losses.csv").write_text(
        "step,tokens,rate,causal_loss,masked_loss\n1,8,0.1,9.5,9.25\n2,16,0.1,8.5,8.75\n"
    )
    return folder


def test_each_step_comes_back_within_half_a_scale(kept: Path, small_tokenizer: Tokenizer):
    assert history.steps(kept) == STEPS
    for step in STEPS:
        loaded, full = history.load(kept, step, "cpu"), random_model(small_tokenizer, step)
        assert loaded.training["step"] == step
        assert not loaded.model.training
        for (name, ours), theirs in zip(loaded.model.named_parameters(), full.parameters(), strict=True):
            if theirs.ndim < 2:
                torch.testing.assert_close(ours, theirs.half().float(), rtol=0, atol=0, msg=name)
            else:
                half = theirs.abs().amax(1, keepdim=True) / 254
                assert ((ours - theirs).abs() <= 1.13 * half + 1e-7).all(), (
                    name
                )  # 127 × 2⁻¹¹ / ½ for the scale


def test_the_last_step_and_the_final_weights_differ_only_by_eight_bits(kept: Path):
    final, last = history.load(kept), history.load(kept, STEPS[-1])
    assert not torch.equal(final.model.W_E, last.model.W_E)
    torch.testing.assert_close(final.model.W_E, last.model.W_E, rtol=0, atol=0.005)
    assert "step" not in final.training
    assert final.config == last.config


@given(st.lists(st.floats(-1e4, 1e4, width=32), min_size=1, max_size=8))
def test_a_row_is_symmetric_and_its_largest_value_stays(row: list[float]):
    matrix = torch.tensor([row])
    numbers, scale = history.pack(matrix)
    assert numbers.abs().max() <= history.MOST
    negated, same = history.pack(-matrix)
    assert torch.equal(negated, -numbers)
    assert torch.equal(same, scale)
    most = matrix.abs().max()
    found = history.unpack(numbers, scale).abs().max()
    assert abs(float(found - most)) <= 1e-3 * float(most) + 7.7e-6


def test_rows_of_zeros_stay_zeros():
    numbers, scale = history.pack(torch.zeros(2, 3))
    assert history.unpack(numbers, scale).tolist() == [[0.0] * 3] * 2


def test_losses_are_read(kept: Path):
    found = history.losses(kept)
    assert found.step.tolist() == [1, 2]
    assert found.tokens.tolist() == [8, 16]
    assert found.causal.tolist() == [9.5, 8.5]
    assert found.masked.tolist() == [9.25, 8.75]


def test_writing_a_step_again_leaves_no_draft(kept: Path, small_tokenizer: Tokenizer):
    history.save(kept, 5, random_model(small_tokenizer, 6))
    assert sorted(path.name for path in (kept / "history").iterdir()) == [
        f"step-{step:06d}.safetensors" for step in STEPS
    ]
    assert torch.equal(history.load(kept, 5).model.final_norm.bias, random_half_bias(small_tokenizer, 6))


def random_half_bias(tokenizer: Tokenizer, seed: int) -> torch.Tensor:
    return random_model(tokenizer, seed).final_norm.bias.half().float()


def test_a_checkpoint_without_history_has_no_steps(tiny_checkpoint: Path):
    assert history.steps(tiny_checkpoint) == ()
    with pytest.raises(CheckpointError, match="none"):
        history.load(tiny_checkpoint, 0)


def test_a_name_is_looked_for_among_the_checkpoints():
    assert history.folder_of("base") == Path(history.__file__).parents[1] / "checkpoints" / "base"
    assert history.folder_of("no-such-name") == Path("no-such-name")


def _change(folder: Path, **changes: torch.Tensor | None) -> None:
    path = folder / "history" / "step-000005.safetensors"
    weights = load_file(path)
    for name, value in changes.items():
        name = name.replace("__", ".")
        weights.pop(name) if value is None else weights.update({name: value})
    save_file(weights, path)


BREAKAGES = {
    "history.step": lambda f: (f / "history" / "step-000005.safetensors").unlink(),
    "checkpoint.unreadable": lambda f: (f / "history" / "step-000005.safetensors").write_bytes(b"12345"),
    "checkpoint.unreadable ": lambda f: _change(f, W_E__scale=None),
    "checkpoint.unreadable  ": lambda f: _change(f, W_E__scale=torch.ones(3)),
    "checkpoint.unreadable   ": lambda f: _change(f, final_norm__bias__scale=torch.ones(16)),
    "checkpoint.tensor": lambda f: _change(f, final_norm__bias=None),
    "checkpoint.finite": lambda f: _change(f, final_norm__bias=torch.full((16,), torch.nan)),
    "checkpoint.missing": lambda f: (f / "tokenizer.json").unlink(),
}


@pytest.mark.parametrize("code", BREAKAGES)
def test_a_broken_history_says_what_is_wrong(kept: Path, code: str):
    BREAKAGES[code](kept)
    with pytest.raises(CheckpointError) as caught:
        history.load(kept, 5)
    assert caught.value.code == code.strip()
    assert "{" not in str(caught.value)


@pytest.mark.parametrize(
    "broken", ["step\n1\n", "step,tokens\n1,2\n", "step,tokens,causal_loss,masked_loss\n1,2,x,3\n"]
)
def test_broken_losses_say_so(kept: Path, broken: str):
    (kept / "losses.csv").write_text(broken)
    with pytest.raises(CheckpointError):
        history.losses(kept)


def test_fidelity_is_what_comparing_by_hand_finds(small_tokenizer: Tokenizer):
    ours, full = random_model(small_tokenizer, 1), random_model(small_tokenizer, 2)
    found = fidelity.compare(ours, full, small_tokenizer, TEXTS)
    apart, losses = [], []
    for text in TEXTS:
        ids = torch.tensor([[small_tokenizer.bos_id, *small_tokenizer.encode(text)]])
        a, b = ours(ids, "causal")[0], full(ids, "causal")[0]
        apart.append((a - b).abs().flatten())
        losses += (-b.log_softmax(-1)[torch.arange(ids.shape[1] - 1), ids[0, 1:]]).tolist()
    assert found.largest == pytest.approx(float(torch.cat(apart).max()), rel=1e-4)
    assert found.mean == pytest.approx(float(torch.cat(apart).mean()), rel=1e-4)
    assert found.loss_full == pytest.approx(sum(losses) / len(losses), rel=1e-4)
    assert found.tokens == len(losses)


def test_eight_bits_change_little_of_what_the_committed_history_says():
    folder = history.folder_of("small")
    if not history.steps(folder):
        pytest.skip("no committed history")
    last = history.load(folder, history.steps(folder)[-1], "cpu")
    found = fidelity.compare(last.model, history.load(folder, device="cpu").model, last.tokenizer, TEXTS)
    assert found.mean < 0.02 * found.spread
    assert abs(found.loss - found.loss_full) < 0.02
