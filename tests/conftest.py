"""What tests of every room share: a checkpoint to run on."""

import os
from pathlib import Path

import jaxtyping
import pytest
import torch
from hypothesis import settings

# Every call of lmcore in this process is checked against its annotations, shapes included (house rule 3); an
# int stands for a float, as PEP 484 has it. It must stand before lmcore is imported. A server or worker that
# a test starts is a process of its own and is not checked. JAXTYPING_DISABLE=1 switches it off.
CHECKER = "beartype.beartype(conf=beartype.BeartypeConf(is_pep484_tower=True))"
jaxtyping.install_import_hook("lmcore", CHECKER)

# ruff: noqa: E402
from lmcore import checkpoints
from lmcore.config import ModelConfig
from lmcore.model import Transformer
from lmcore.tokenizer import Tokenizer
from lmcore.training import vocabulary

# Time is measured in tests/benchmarks; here a busy machine must not turn a true property into a failure.
settings.register_profile("dotbogi", deadline=None)
settings.load_profile("dotbogi")

ROOT = Path(__file__).parents[1]
COMMITTED = ROOT / "checkpoints" / "base"
TEXTS = [
    "얘, 겨울 배가 맛있단다!",
    "배가 아프다.",
    "배가 항구를 떠난다.",
    "애플, 겨울 배가 맛있단다!",
    "두 배 증가했다.",
    "나는 어제 밥을 먹었다.",
    "아버지와 어머니, 남자와 여자, 이모부와 이모가 함께 왔다.",
    "학생들이 학교에서 책을 읽는다.",
]


@pytest.fixture(scope="session", autouse=True)
def one_thread() -> None:
    torch.set_num_threads(1)


@pytest.fixture(scope="session")
def tiny_checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a small untrained model: 2 layers, 2 heads, 16 dimensions, its own small vocabulary."""
    folder = tmp_path_factory.mktemp("checkpoints") / "tiny"
    tokenizer = vocabulary.learn(TEXTS, 500, vocabulary.WholeWords(whole=(), joined=()))
    config = ModelConfig(tokenizer.vocabulary_size, d_model=16, n_layers=2, n_heads=2, d_ff=32, context=128)
    model = Transformer(config).initialise(seed=1)
    checkpoints.save(folder, model, tokenizer, training={}, card="# tiny\n")
    return folder


@pytest.fixture(scope="session")
def checkpoint_folder(tiny_checkpoint: Path) -> Path:
    """The committed checkpoint, or the tiny one where there is none; $DOTBOGI_CHECKPOINT chooses another."""
    if chosen := os.environ.get("DOTBOGI_CHECKPOINT"):
        return Path(chosen)
    return COMMITTED if COMMITTED.exists() else tiny_checkpoint


@pytest.fixture(scope="session")
def tokenizer() -> Tokenizer:
    """The committed vocabulary."""
    return Tokenizer.load(COMMITTED)
