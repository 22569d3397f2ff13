"""The way of a sentence through the model, as the bytes from which the browser draws it."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import torch

from dashboard.components.base.payload import pack
from lmcore.analysis.passage import Passage


def overview_payload(
    found: Passage, labels: Sequence[str], pieces: Mapping[int, str], header: Mapping[str, Any]
) -> bytes:
    """Everything the overview component draws, as one value (see components/base/payload.py).

    Arrays as in `Passage`, and `scales` (stage,), where the colours of each stage's vectors end.

    Args:
        found: the numbers.
        labels: of all tokens read, the start token first.
        pieces: names of the tokens among found.top_ids.
        header: further fields: mode, head, the true token behind a hidden one, links, texts.
    """
    last = found.first + found.top_ids.shape[0]
    fields = {
        **header,
        "first": found.first,
        "chosen": found.chosen,
        "length": found.length,
        "labels": list(labels[found.first : last]),
        "topPieces": [[pieces[int(id)] for id in row] for row in found.top_ids],
    }
    names = ("vectors", "weights", "beyond", "added", "hidden", "top_probabilities")
    arrays = {name: _array(getattr(found, name)) for name in names}
    arrays["fired"] = found.fired.numpy().astype(np.int32)
    arrays["scales"] = scales(found.vectors)
    return pack(fields, arrays)


def scales(vectors: torch.Tensor) -> np.ndarray:
    """Where the colours of each stage end: the largest number of a middling token, float32 (stage,).

    The start token's vector grows some numbers ten times as large as any other's; they are drawn in the last
    colour, so that the others are not pale.
    """
    return vectors.abs().amax(-1).quantile(0.5, dim=-1).clamp(min=1e-9).float().numpy()


def _array(values: torch.Tensor) -> np.ndarray:
    return values.detach().float().contiguous().numpy()
