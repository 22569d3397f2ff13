"""The average of checkpoints: against numpy, and what cannot be averaged."""

from pathlib import Path

import numpy as np
import pytest

from lmcore import checkpoints
from lmcore.config import ModelConfig
from lmcore.errors import CheckpointError
from lmcore.model import Transformer
from lmcore.training import averaging, vocabulary
from lmcore.training.__main__ import main

SHAPE = {"d_model": 16, "n_layers": 1, "n_heads": 2, "d_ff": 32, "context": 32}


@pytest.fixture
def folders(tmp_path: Path, tiny_checkpoint: Path) -> list[Path]:
    tokenizer = checkpoints.load(tiny_checkpoint).tokenizer
    config = ModelConfig(tokenizer.vocabulary_size, **SHAPE)
    made = [tmp_path / f"step-{seed}" for seed in (1, 2, 3)]
    for seed, folder in enumerate(made, 1):
        model = Transformer(config).initialise(seed)
        checkpoints.save(folder, model, tokenizer, {"steps": seed}, f"# card {seed}")
    return made


@pytest.mark.parametrize("shares", [None, [1.0, 2.0, 5.0], [0.25, 0.25, 0.5]])
def test_it_is_the_mean_that_numpy_finds(tmp_path: Path, folders: list[Path], shares: list[float] | None):
    options = ["--shares", *map(str, shares)] if shares else []
    main(["average", "--output", str(tmp_path / "mean"), "--checkpoints", *map(str, folders), *options])
    found = checkpoints.load(tmp_path / "mean")
    parts = [dict(checkpoints.load(folder).model.named_parameters()) for folder in folders]
    for name, parameter in found.model.named_parameters():
        stacked = np.stack([part[name].numpy().astype(np.float64) for part in parts])
        expected = np.average(stacked, axis=0, weights=shares).astype(np.float16)
        np.testing.assert_allclose(parameter.numpy(), expected, rtol=1e-3, atol=1e-7, err_msg=name)
    assert found.card == "# card 3"
    assert found.training == {"steps": 3, "average_of": ["step-1", "step-2", "step-3"], "shares": shares}


def test_the_sum_is_made_in_float32(folders: list[Path]):
    models = [checkpoints.load(folder).model for folder in folders[:2]]
    mean = averaging.average(models, [1, 3])
    expected = 0.25 * models[0].W_E.numpy() + 0.75 * models[1].W_E.numpy()
    np.testing.assert_allclose(mean.W_E.detach().numpy(), expected, rtol=1e-6)


@pytest.mark.parametrize("shares", [[1.0], [0.0, 0.0], [1.0, -1.0]])
def test_shares_that_do_not_fit_are_named(folders: list[Path], shares: list[float]):
    models = [checkpoints.load(folder).model for folder in folders[:2]]
    with pytest.raises(CheckpointError, match="shares"):
        averaging.average(models, shares)


def test_other_shapes_and_vocabularies_are_refused(
    tmp_path: Path, folders: list[Path], tiny_checkpoint: Path
):
    with pytest.raises(CheckpointError, match="shape"):
        averaging.average_folders(tmp_path / "mean", [folders[0], tiny_checkpoint])
    texts = ["다른 글이다.", "나라말이 서로 달라 말이 통하지 않는다."]
    tokenizer = vocabulary.learn(texts, 500, vocabulary.WholeWords(whole=(), joined=()))
    model = Transformer(ModelConfig(tokenizer.vocabulary_size, **SHAPE)).initialise(1)
    checkpoints.save(tmp_path / "other", model, tokenizer, {})
    with pytest.raises(CheckpointError, match="vocabulary"):
        averaging.average_folders(tmp_path / "mean", [folders[0], tmp_path / "other"])
    assert not (tmp_path / "mean").exists()
