"""One sentence, the words and the heads at every snapshot of a history (lmcore.history).

The first snapshot is of the untrained model.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import torch
from jaxtyping import Float, Int
from safetensors.torch import save_file
from torch import Tensor

from lmcore import checkpoints, history
from lmcore.analysis import jobs, stream
from lmcore.analysis.jobs import Job, Jobs
from lmcore.analysis.sample import batches
from lmcore.config import Mode
from lmcore.model import Transformer
from lmcore.tokenizer import Tokenizer

SHARES: Final[tuple[Job, ...]] = ("previous", "next", "self", "word", "start", "cue")
"""Jobs that are a share of a head's weights, so that one threshold means the same for all."""

FACTOR: Final = 2.0
"""A job has appeared when some head does it this many times as much as any head of the untrained model.

Untrained heads look at everything almost alike, so their share is what chance gives, which differs from job
to job.
"""

_FILE: Final = "history/jobs.safetensors"
_MODES: Final[tuple[Mode, ...]] = ("bidirectional", "causal")


@dataclass(frozen=True)
class JobHistory:
    """Every head's share in every job, at every snapshot. `shares[job]` is (step, layer, head)."""

    steps: tuple[int, ...]
    shares: dict[Job, Float[Tensor, "step layer head"]]

    def best(self, job: Job) -> Float[Tensor, " step"]:
        """The share of the head that does the job most, at each snapshot."""
        return self.shares[job].flatten(1).amax(1)

    def threshold(self, job: Job) -> float:
        """The share from which on a job has appeared."""
        return FACTOR * float(self.best(job)[0])

    def appeared(self, job: Job) -> int | None:
        """Index of the first snapshot at which some head's share reaches the threshold; None if none does."""
        above = (self.best(job) >= max(self.threshold(job), 1e-9)).nonzero()
        return int(above[0]) if len(above) else None

    def head(self, job: Job, index: int) -> tuple[int, int]:
        """(layer, head) with the largest share at a snapshot."""
        return jobs.ranking(self.shares[job][index])[0]


@dataclass(frozen=True)
class Expected:
    """What comes after a place: the likeliest tokens, and how the true one fares.

    rank counts from 1; both are 0 and nan where nothing is known to follow.
    """

    ids: Int[Tensor, " candidate"]
    probabilities: Float[Tensor, " candidate"]
    probability: float
    rank: int


@dataclass(frozen=True)
class Paths:
    """Words on the two strongest principal axes of the last snapshot's rows, at every snapshot.

    `explained`: which share of the variance of these words each axis holds at the end.
    """

    places: Float[np.ndarray, "step word 2"]
    explained: tuple[float, float]


def measure(folder: Path) -> None:
    """Measure every head at every snapshot over the stored sample (lmcore.analysis.jobs) and keep it."""
    found: dict[str, Tensor] = {"steps": torch.tensor(history.steps(folder))}
    for mode in _MODES:
        rows = [_measured(folder, step, mode) for step in history.steps(folder)]
        found |= {f"{mode}.{job}": torch.stack([row.of(job) for row in rows]) for job in SHARES}
    save_file(found, folder / _FILE)


def _measured(folder: Path, step: int, mode: Mode) -> Jobs:
    loaded = history.load(folder, step, "cpu")
    return jobs.measure(loaded.model, loaded.tokenizer, mode)


def job_history(folder: Path, mode: Mode) -> JobHistory:
    """What `measure` kept. Raises CheckpointError when it is not there or does not fit the snapshots."""
    kept = checkpoints.read_tensors(folder, _FILE)
    steps = tuple(int(step) for step in kept.get("steps", torch.tensor(())))
    names: dict[Job, str] = {job: f"{mode}.{job}" for job in SHARES}
    if steps != history.steps(folder) or not set(names.values()) <= kept.keys():
        raise checkpoints.unreadable(folder, _FILE, ValueError("it was measured on other snapshots"))
    return JobHistory(steps, {job: kept[name] for job, name in names.items()})


def window(length: int, place: int, size: int) -> slice:
    """`size` of `length` tokens with `place` among them; places that lie close together share a window.

    >>> window(100, 40, 24), window(100, 3, 24), window(9, 3, 24)
    (slice(30, 54, None), slice(0, 24, None), slice(0, 9, None))
    """
    half = size // 2
    first = min(max(place // half * half - half // 2, 0), max(length - size, 0))
    return slice(first, min(first + size, length))


@torch.inference_mode()
def attention(
    model: Transformer, tokenizer: Tokenizer, text: str, mode: Mode, shown: slice
) -> Float[Tensor, "layer head query key"]:
    """The weights of all heads among the tokens `shown` of a sentence read whole."""
    [batch] = batches(model, tokenizer, [text])
    [(_, weights)] = jobs.read(model, batch, mode)
    return weights[..., shown, shown]


@torch.inference_mode()
def expected(
    model: Transformer, tokenizer: Tokenizer, ids: Int[Tensor, " token"], place: int, mode: Mode, count: int
) -> Expected:
    """The `count` likeliest tokens after `place`, which does not see what follows it (see stream.seen)."""
    seen = stream.seen(ids, place, mode, tokenizer.mask_id, model.config.context)
    p = model.unembed(model.hidden(seen[None], mode)[0, place]).softmax(-1)
    top = p.topk(count)
    if place + 1 >= len(ids):
        return Expected(top.indices, top.values, float("nan"), 0)
    right = p[ids[place + 1]]
    return Expected(top.indices, top.values, float(right), int((p > right).sum()) + 1)


def binned(
    x: Int[np.ndarray, " row"], values: Float[np.ndarray, " row"], count: int
) -> tuple[Float[np.ndarray, " bin"], Float[np.ndarray, " bin"]]:
    """Means of x and values over at most `count` bins of equal width in ln(1 + x)."""
    bins = np.floor(np.log1p(x) / np.log1p(x[-1]) * count).clip(0, count - 1).astype(int)
    parts = [bins == number for number in np.unique(bins)]
    return np.array([x[part].mean() for part in parts]), np.array([values[part].mean() for part in parts])


def paths(embeddings: Sequence[Float[Tensor, "word d_model"]], axes_from: int | None = None) -> Paths:
    """The same words' rows of W_E at each snapshot, seen along the axes of the last one.

    The axes are those of the first `axes_from` words (of all without it), so that words added to the end
    do not turn the map.
    """
    fixed = embeddings[-1][:axes_from].double().numpy()
    centre = fixed.mean(0)
    _, strengths, axes = np.linalg.svd(fixed - centre, full_matrices=False)
    shares = strengths**2 / (strengths**2).sum()
    places = [(rows.double().numpy() - centre) @ axes[:2].T for rows in embeddings]
    return Paths(np.stack(places), (float(shares[0]), float(shares[1])))
