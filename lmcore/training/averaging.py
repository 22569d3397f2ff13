"""The mean of several checkpoints of one run: W = Σ_i s_i W_i, Σ_i s_i = 1.

The average of weights along the end of a run mostly lies lower than each of them, as if the rate had fallen
further (Izmailov et al. 2018, arXiv 1803.05407; Sanyal et al. 2023, arXiv 2306.03241).
"""

from collections.abc import Sequence
from pathlib import Path

import torch

from lmcore import checkpoints
from lmcore.checkpoints import Checkpoint
from lmcore.errors import CheckpointError
from lmcore.model import Transformer


@torch.no_grad()
def average(models: Sequence[Transformer], shares: Sequence[float] | None = None) -> Transformer:
    """A new model whose every weight is the mean of the others', in float32.

    `shares` weigh the models and are divided by their sum; without them all count alike.

    Raises:
        CheckpointError: no model, models of different shapes, or shares that do not fit them.
    """
    weights = torch.tensor([1.0] * len(models) if shares is None else list(shares), dtype=torch.float64)
    if not models or len(weights) != len(models) or not weights.sum() > 0:
        raise CheckpointError(
            "average.shares", "{n} checkpoints need as many shares with a sum above 0, given: {shares}",
            n=len(models), shares=shares,
        )  # fmt: skip
    mean = Transformer(models[0].config)
    for other in models[1:]:
        if other.config != mean.config:
            raise CheckpointError(
                "average.shape", "{found} is not the shape of the first checkpoint, {expected}",
                found=other.config, expected=mean.config,
            )  # fmt: skip
    parts = [dict(model.named_parameters()) for model in models]
    for name, parameter in mean.named_parameters():
        parameter.zero_()
        for share, part in zip((weights / weights.sum()).tolist(), parts, strict=True):
            parameter.add_(part[name].float().cpu(), alpha=share)
    return mean


def average_folders(output: Path, folders: Sequence[Path], shares: Sequence[float] | None = None) -> None:
    """Write the average of the checkpoints in `folders` to `output`, with the facts and the card of the last.

    Raises:
        CheckpointError: as `average`, and when the checkpoints do not share one vocabulary.
    """
    loaded: list[Checkpoint] = [checkpoints.load(folder, device="cpu") for folder in folders]
    for one in loaded:
        if _pieces(one) != _pieces(loaded[0]):
            raise CheckpointError(
                "average.vocabulary", "{folder} has another vocabulary than the first checkpoint",
                folder=one.folder,
            )  # fmt: skip
    mean = average([one.model for one in loaded], shares)
    facts = {"average_of": [folder.name for folder in folders], "shares": shares}
    checkpoints.save(output, mean, loaded[-1].tokenizer, loaded[-1].training | facts, loaded[-1].card)


def _pieces(checkpoint: Checkpoint) -> list[str]:
    tokenizer = checkpoint.tokenizer
    return [tokenizer.piece(id) for id in range(tokenizer.vocabulary_size)]
