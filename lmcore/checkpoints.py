"""A checkpoint folder: config.json, model.safetensors (float16), tokenizer.json, README.md (the model
card).
"""

import dataclasses
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from torch import Tensor

from lmcore import config as configs
from lmcore.config import ModelConfig
from lmcore.errors import CheckpointError, LmcoreError
from lmcore.model import Transformer
from lmcore.text import decoded
from lmcore.tokenizer import Tokenizer

FORMAT = 1
FILES = ("config.json", "model.safetensors", "tokenizer.json")
_PLACES = (Path(__file__).parents[1] / "checkpoints", Path("checkpoints"))

Weights = Mapping[str, Tensor]


@dataclass(frozen=True)
class Checkpoint:
    """A loaded model with its tokenizer and card. `training` is what the trainer wrote of steps and
    tokens.
    """

    folder: Path
    model: Transformer
    tokenizer: Tokenizer
    card: str
    training: dict[str, object]

    @property
    def config(self) -> ModelConfig:
        """The model's shape."""
        return self.model.config

    @property
    def guided_head(self) -> tuple[int, int] | None:
        """Layer and head, from 1, of the head that training showed where a homonym's cue stands; None if it
        showed none.
        """
        plan = self.training.get("plan")
        if not isinstance(plan, dict) or not plan.get("cue_weight"):
            return None
        layer, head = plan.get("cue_layer"), plan.get("cue_head")
        if not isinstance(layer, int) or not isinstance(head, int):
            return None
        inside = 1 <= layer <= self.config.n_layers and 1 <= head <= self.config.n_heads
        return (layer, head) if inside else None


def folder_of(name_or_folder: Path | str) -> Path:
    """A checkpoint's folder: a path as it is, a bare name (`small`) in checkpoints/ beside the package or
    here.
    """
    folder = Path(name_or_folder)
    if folder.is_dir() or len(folder.parts) != 1:
        return folder
    return _among_checkpoints(folder) or folder


def default_folder() -> Path:
    """$DOTBOGI_CHECKPOINT, else checkpoints/base beside the package or here."""
    if chosen := os.environ.get("DOTBOGI_CHECKPOINT"):
        return folder_of(chosen)
    return _among_checkpoints(Path("base")) or _PLACES[-1] / "base"


def _among_checkpoints(name: Path) -> Path | None:
    return next((place / name for place in _PLACES if (place / name).is_dir()), None)


def load(
    folder: Path | str, device: str | None = None, read: Callable[[Path], Weights] | None = None
) -> Checkpoint:
    """Load and verify a checkpoint. Weights become float32; `device` defaults to a GPU if there is one.

    `read` finds other weights of the same shape in the folder than those of model.safetensors
    (see lmcore.history).

    Raises CheckpointError, whose message says what is missing, unreadable, of another version or of another
    shape.
    """
    folder = Path(folder)
    for name in FILES:
        if not (folder / name).is_file():
            raise CheckpointError("checkpoint.missing", "{folder} holds no {name}", folder=folder, name=name)
    facts = _read_facts(folder)
    config, training = _read_config(folder, facts), _read_training(folder, facts)
    try:
        tokenizer = Tokenizer.load(folder)
    except Exception as error:  # tokenizers raises bare Exception
        raise unreadable(folder, "tokenizer.json", error) from error
    if tokenizer.vocabulary_size != config.vocabulary_size:
        raise CheckpointError(
            "checkpoint.vocabulary", "the tokenizer has {found} pieces, the model {expected}",
            found=tokenizer.vocabulary_size, expected=config.vocabulary_size,
        )  # fmt: skip
    model = _filled(config, (read or _final_weights)(folder))
    model.to(device or ("cuda" if torch.cuda.is_available() else "cpu")).eval().requires_grad_(False)
    return Checkpoint(folder, model.lay_out(), tokenizer, _card(folder), training)


def save(
    folder: Path, model: Transformer, tokenizer: Tokenizer, training: dict[str, object], card: str = ""
) -> None:
    """Write a checkpoint; a reader sees the old one or the new one, never a half. Keeps an old card if
    none is given.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}-") as made:
        draft = Path(made) / "new"
        draft.mkdir()
        weights = {name: p.detach().half().contiguous().cpu() for name, p in model.named_parameters()}
        save_file(weights, draft / "model.safetensors", metadata={"format": "pt"})
        tokenizer.save(draft)
        facts = {"format": FORMAT, "model": dataclasses.asdict(model.config), "training": training}
        (draft / "config.json").write_text(
            json.dumps(facts, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
        )
        (draft / "README.md").write_text(card or _card(folder), encoding="utf-8")
        if folder.exists():
            folder.replace(Path(made) / "old")
        shutil.move(draft, folder)


def unreadable(folder: Path, name: str, error: Exception) -> CheckpointError:
    """What to raise when file `name` of a checkpoint makes no sense."""
    return CheckpointError(
        "checkpoint.unreadable",
        "{folder}/{name} cannot be read: {reason}",
        folder=folder,
        name=name,
        reason=error,
    )


def _read_facts(folder: Path) -> dict:
    try:
        facts = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        version = facts["format"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise unreadable(folder, "config.json", error) from error
    if version != FORMAT:
        raise CheckpointError(
            "checkpoint.version", "{folder} is of format {found}; this version reads {expected}",
            folder=folder, found=version, expected=FORMAT,
        )  # fmt: skip
    return facts


def _read_config(folder: Path, facts: dict) -> ModelConfig:
    try:
        return configs.read(facts.get("model"))
    except LmcoreError as error:
        raise unreadable(folder, "config.json", error) from error


def _read_training(folder: Path, facts: dict) -> dict[str, object]:
    training = facts.get("training", {})
    if not isinstance(training, dict):
        reason = LmcoreError("config.training", "what it says of the training is no table")
        raise unreadable(folder, "config.json", reason)
    return training


def _card(folder: Path) -> str:
    """The model card. It is only shown, so what cannot be read of it does not matter."""
    try:
        data = (folder / "README.md").read_bytes()
    except OSError:
        return ""
    try:
        return decoded(data)
    except LmcoreError:
        return data.decode("utf-8", "replace")


def _final_weights(folder: Path) -> Weights:
    return read_tensors(folder, "model.safetensors")


def read_tensors(folder: Path, name: str) -> dict[str, Tensor]:
    """The tensors of one safetensors file of a checkpoint; CheckpointError when it cannot be read."""
    try:
        return load_file(folder / name)
    except (SafetensorError, OSError) as error:
        raise unreadable(folder, name, error) from error


def _filled(config: ModelConfig, weights: Weights) -> Transformer:
    """The model with these weights in float32. All of them are checked before room is made for it."""
    with torch.device("meta"):
        expected = dict(Transformer(config).named_parameters())
    for name in expected.keys() ^ weights.keys():
        if name in expected:
            raise CheckpointError("checkpoint.tensor", "{name} is missing from the weights", name=name)
        raise CheckpointError("checkpoint.stranger", "{name} is unknown in the weights", name=name)
    for name, parameter in expected.items():
        if weights[name].shape != parameter.shape:
            raise CheckpointError(
                "checkpoint.shape", "{name} has shape {found}, the config asks for {expected}",
                name=name, found=tuple(weights[name].shape), expected=tuple(parameter.shape),
            )  # fmt: skip
    model = Transformer(config)
    for name, parameter in model.named_parameters():
        parameter.data = _real(name, weights[name])
    return model


def _real(name: str, found: Tensor) -> Tensor:
    """A tensor in float32, in which every value must still be a number."""
    if not found.is_floating_point():
        raise CheckpointError(
            "checkpoint.kind", "{name} holds {found}, no real numbers", name=name, found=found.dtype
        )
    value = found.float()
    if not value.isfinite().all():
        raise CheckpointError("checkpoint.finite", "{name} holds values that are not numbers", name=name)
    return value
