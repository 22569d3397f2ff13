"""One query of one head, as the bytes from which the browser draws each step of its computation."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import torch

from dashboard.components.base.payload import pack
from lmcore.analysis.looking import Look


def look_payload(
    found: Look, weights: torch.Tensor, z: torch.Tensor, labels: Sequence[str], header: Mapping[str, Any]
) -> bytes:
    """Everything the component draws, as one value (see components/base/payload.py).

    Arrays, for T tokens: those of `Look`; `matrix` (T, T), uint8 round(255 √α) for colour only; `all_z` (T,
    d_k).

    Args:
        found: the query's numbers.
        weights: (T, T) of the head.
        z: (T, d_k) of the head.
        labels: of the tokens.
        header: further fields: layer, head, query, key, step, texts …
    """
    fields = {
        **header,
        "labels": list(labels),
        "entropy": found.entropy,
        "undivided_entropy": found.undivided_entropy,
    }
    names = ("x", "q", "k", "v", "scores", "scaled", "weights", "z", "undivided")
    arrays = {name: getattr(found, name).detach().float().contiguous().numpy() for name in names}
    arrays["open"] = found.open.numpy().astype(np.uint8)
    arrays["matrix"] = np.rint(255 * np.sqrt(weights.numpy())).astype(np.uint8)
    arrays["all_z"] = z.contiguous().numpy()
    return pack(fields, arrays)
