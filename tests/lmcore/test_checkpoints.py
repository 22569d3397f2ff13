"""A checkpoint comes back as it was saved, and a broken one says what is wrong."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file

from lmcore import checkpoints
from lmcore.config import ModelConfig
from lmcore.errors import CheckpointError
from lmcore.model import Transformer
from lmcore.tokenizer import Tokenizer


@pytest.fixture
def saved(tmp_path: Path, tokenizer: Tokenizer) -> Path:
    config = ModelConfig(tokenizer.vocabulary_size, d_model=16, n_layers=1, n_heads=2, d_ff=32, context=32)
    checkpoints.save(
        tmp_path / "small", Transformer(config).initialise(1), tokenizer, {"steps": 7}, "# Card\n"
    )
    return tmp_path / "small"


def test_what_is_saved_is_loaded(saved: Path, tokenizer: Tokenizer):
    loaded = checkpoints.load(saved, device="cpu")
    expected = Transformer(loaded.config).initialise(1)
    for (name, ours), (_, theirs) in zip(
        loaded.model.named_parameters(), expected.named_parameters(), strict=True
    ):
        torch.testing.assert_close(ours, theirs.half().float(), rtol=0, atol=0, msg=name)
    assert loaded.training == {"steps": 7}
    assert loaded.card == "# Card\n"
    assert loaded.tokenizer.encode("배가 아프다") == tokenizer.encode("배가 아프다")
    assert not loaded.model.training


def test_a_checkpoint_knows_which_head_was_guided(saved: Path):
    loaded = checkpoints.load(saved, device="cpu")
    assert loaded.guided_head is None
    plan = {"cue_layer": 3, "cue_head": 4, "cue_weight": 0.5}
    assert replace(loaded, training={"plan": plan}).guided_head == (3, 4)
    assert replace(loaded, training={"plan": plan | {"cue_weight": 0.0}}).guided_head is None


def test_saving_again_keeps_the_card_and_leaves_no_draft(saved: Path):
    loaded = checkpoints.load(saved, device="cpu")
    checkpoints.save(saved, loaded.model, loaded.tokenizer, {"steps": 8})
    assert checkpoints.load(saved).card == "# Card\n"
    assert [path.name for path in saved.parent.iterdir()] == ["small"]


def _change_config(folder: Path, **changes: object) -> None:
    facts = json.loads((folder / "config.json").read_text())
    facts["model"] |= changes
    (folder / "config.json").write_text(json.dumps(facts))


def _change_weights(folder: Path, **changes: torch.Tensor | None) -> None:
    weights = load_file(folder / "model.safetensors")
    for name, value in changes.items():
        weights.pop(name.replace("__", ".")) if value is None else weights.update(
            {name.replace("__", "."): value}
        )
    save_file(weights, folder / "model.safetensors")


def _truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:100])


BREAKAGES = {
    "checkpoint.missing": lambda f: (f / "model.safetensors").unlink(),
    "checkpoint.unreadable": lambda f: _truncate(f / "model.safetensors"),
    "checkpoint.unreadable ": lambda f: _truncate(f / "tokenizer.json"),
    "checkpoint.unreadable  ": lambda f: _truncate(f / "config.json"),
    "checkpoint.unreadable   ": lambda f: _change_config(f, n_heads=3),
    "checkpoint.unreadable    ": lambda f: _change_config(f, colour="red"),
    "checkpoint.version": lambda f: (f / "config.json").write_text('{"format": 99}'),
    "checkpoint.vocabulary": lambda f: _change_config(f, vocabulary_size=5),
    "checkpoint.shape": lambda f: _change_config(f, d_ff=48),
    "checkpoint.tensor": lambda f: _change_weights(f, final_norm__weight=None),
    "checkpoint.stranger": lambda f: _change_weights(f, stranger=torch.zeros(1)),
    "checkpoint.finite": lambda f: _change_weights(f, final_norm__bias=torch.full((16,), torch.nan)),
}


@pytest.mark.parametrize("code", BREAKAGES)
def test_a_broken_checkpoint_says_what_is_wrong(saved: Path, code: str):
    BREAKAGES[code](saved)
    with pytest.raises(CheckpointError) as caught:
        checkpoints.load(saved)
    assert caught.value.code == code.strip()
    assert caught.value.values
    assert "{" not in str(caught.value)


def test_the_default_stands_beside_the_package_whatever_the_current_folder_holds(tmp_path, monkeypatch):
    (tmp_path / "base").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DOTBOGI_CHECKPOINT", raising=False)
    assert checkpoints.default_folder() == Path(checkpoints.__file__).parents[1] / "checkpoints" / "base"
    monkeypatch.setenv("DOTBOGI_CHECKPOINT", "elsewhere/mine")
    assert checkpoints.default_folder() == Path("elsewhere/mine")
