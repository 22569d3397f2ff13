"""A model's history: snapshots of its training, from the untrained model to the last step.

A checkpoint folder with a history holds, besides its files, `history/step-000000.safetensors` … and
`losses.csv`. In a snapshot a matrix W is kept as 8-bit whole numbers Q with one float16 scale s for each row:

    W_ij ≈ s_i Q_ij,   s_i = max_j |W_ij| / 127,   so |W_ij − s_i Q_ij| ≤ s_i / 2

up to the rounding of s_i. Vectors (norms, biases) are kept in float16.
"""

import csv
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import torch
from jaxtyping import Float, Float16, Int, Int8
from safetensors.torch import save_file
from torch import Tensor

from lmcore import checkpoints
from lmcore.checkpoints import Checkpoint, Weights, folder_of
from lmcore.errors import CheckpointError
from lmcore.model import Transformer

MOST: Final = 127
"""The largest 8-bit number used; −128 is left out, so that the numbers are symmetric."""

_FOLDER: Final = "history"
_SCALE: Final = ".scale"
_NAME: Final = re.compile(r"step-(\d{6,})\.safetensors")


@dataclass(frozen=True)
class Losses:
    """What the trainer logged: at each step the tokens seen so far, and the loss in nats per predicted
    token on that step's batch, before its update.
    """

    step: Int[np.ndarray, " row"]
    tokens: Int[np.ndarray, " row"]
    causal: Float[np.ndarray, " row"]
    masked: Float[np.ndarray, " row"]


def steps(name_or_folder: Path | str) -> tuple[int, ...]:
    """The steps of which there are snapshots, in order; () for a checkpoint without a history."""
    names = (path.name for path in (folder_of(name_or_folder) / _FOLDER).glob("*.safetensors"))
    return tuple(sorted(int(match[1]) for match in map(_NAME.fullmatch, names) if match))


def load(name_or_folder: Path | str, step: int | None = None, device: str | None = None) -> Checkpoint:
    """The checkpoint as it was after `step` updates; None for its final weights.

    The result is that of checkpoints.load, with `step` among its `training`. Raises CheckpointError for a
    step of which there is no snapshot, and for whatever is missing or broken.
    """
    folder = folder_of(name_or_folder)
    if step is None:
        return checkpoints.load(folder, device)
    known = steps(folder)
    if step not in known:
        raise CheckpointError(
            "history.step", "{folder} holds no snapshot of step {step}; it has {known}",
            folder=folder, step=step, known=", ".join(map(str, known)) or "none",
        )  # fmt: skip
    loaded = checkpoints.load(folder, device, lambda found: _read(found, step))
    loaded.training["step"] = step
    return loaded


def save(folder: Path, step: int, model: Transformer) -> Path:
    """Write the snapshot of `step`; a reader sees all of it or nothing."""
    path = folder / _name(step)
    path.parent.mkdir(parents=True, exist_ok=True)
    packed: dict[str, Tensor] = {}
    for name, value in model.named_parameters():
        value = value.detach().cpu()
        if value.ndim == 2:
            packed[name], packed[name + _SCALE] = pack(value)
        else:
            packed[name] = value.half()
    draft = path.with_suffix(f".{os.getpid()}.tmp")
    save_file(packed, draft, metadata={"format": "pt", "step": str(step)})
    draft.replace(path)
    return path


def pack(matrix: Float[Tensor, "row column"]) -> tuple[Int8[Tensor, "row column"], Float16[Tensor, " row"]]:
    """Q and s of a matrix. A row too small for float16 (below 7.6e-6 throughout) becomes zeros."""
    scale = (matrix.abs().amax(1) / MOST).half()
    safe = scale.float().masked_fill(scale == 0, torch.inf)
    return (matrix / safe[:, None]).round().clamp(-MOST, MOST).to(torch.int8), scale


def unpack(
    numbers: Int8[Tensor, "row column"], scale: Float16[Tensor, " row"]
) -> Float[Tensor, "row column"]:
    """s_i Q_ij in float32."""
    return numbers.float() * scale.float()[:, None]


def losses(name_or_folder: Path | str) -> Losses:
    """The loss curve; CheckpointError when losses.csv is missing or no such table."""
    folder = folder_of(name_or_folder)
    try:
        with (folder / "losses.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        whole = [np.array([int(row[key]) for row in rows]) for key in ("step", "tokens")]
        real = [np.array([float(row[key]) for row in rows]) for key in ("causal_loss", "masked_loss")]
    except (OSError, KeyError, TypeError, ValueError, csv.Error) as error:
        raise checkpoints.unreadable(folder, "losses.csv", error) from error
    return Losses(*whole, *real)


def _name(step: int) -> str:
    return f"{_FOLDER}/step-{step:06d}.safetensors"


def _read(folder: Path, step: int) -> Weights:
    found = checkpoints.read_tensors(folder, _name(step))
    weights: dict[str, Tensor] = {}
    for name, value in found.items():
        if name.endswith(_SCALE):
            continue
        scale = found.get(name + _SCALE)
        packed = value.dtype == torch.int8 and value.ndim == 2
        fits = scale is None or (scale.shape == value.shape[:1] and scale.is_floating_point())
        if packed != (scale is not None) or packed != (value.ndim == 2) or not fits:
            reason = ValueError(f"{name} has no scale for each row")
            raise checkpoints.unreadable(folder, _name(step), reason)
        weights[name] = value if scale is None else unpack(value, scale)
    return weights
