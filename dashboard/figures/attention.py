"""A trace as the bytes from which the browser draws every head and explains every cell.

Up to EXACT_BYTES the payload holds the exact float32 weights, queries, keys and values of all heads, so
nothing that only changes the view asks Python again. A longer text sends a small uint8 picture of all heads
(for colour only) and the exact numbers of one head; choosing another head asks again.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final, Literal

import numpy as np
import torch

from dashboard.components.base.payload import pack
from lmcore.analysis.heads import head_statistics
from lmcore.tokenizer import SPACE, Token
from lmcore.trace import LayerTrace, Trace

EXACT_BYTES: Final = 2 * 2**20
"""Most bytes of exact numbers for all heads at once: a class of thirty opens the page over one network."""

THUMBNAIL: Final = 96
"""Most cells along one side of a head's small picture."""

STATISTICS: Final = ("entropy", "distance", "previous", "same_word", "start")

Aggregate = Literal["mean", "max"]
AGGREGATES: Final[tuple[Aggregate, ...]] = ("mean", "max")


@dataclass(frozen=True)
class Wanted:
    """The head to show first, and the one whose exact numbers a long text sends: layer and head from 0, or a
    layer's mean or maximum.
    """

    layer: int = 0
    head: int | Aggregate = 0


def attention_payload(
    trace: Trace, wanted: Wanted, texts: Mapping[str, str], channel: Mapping[str, Any] | None = None
) -> bytes:
    """Everything the attention component draws, as one value (see components/base/payload.py).

    Arrays, for T tokens, L layers, H heads: `statistics` (5, L, H); `masked` (T, T), 1 where the mask forbids
    to look, absent when it forbids nothing. Then either `weights` (L, H, T, T) and `q`, `k`, `v`
    (L, H, T, d_head); or `sprite` (L, H + 2, P, P + 1), `weights` (T, T) and, unless a mean or maximum is
    wanted, `q`, `k`, `v` (T, d_head).

    Args:
        trace: of any length.
        wanted: what a link without a head shows; a long text holds the exact numbers of this one only.
        texts: the strings of the component in the reader's language.
        channel: what the browser needs to keep its view in the URL (see dashboard/view/channel.py).
    """
    exact = exact_bytes(trace) <= EXACT_BYTES
    header: dict[str, Any] = {
        "text": trace.text,
        "mode": trace.mode,
        "exact": "all" if exact else "one",
        "layers": len(trace.layers),
        "heads": trace.layers[0].attention.weights.shape[0],
        "tokens": [{"label": label(token), "piece": token.piece} for token in trace.tokens],
        "words": words(trace),
        "texts": dict(texts),
        "channel": dict(channel or {}),
        "wanted": {"layer": wanted.layer, "head": wanted.head},
    }
    statistics = head_statistics(trace)
    arrays = {"statistics": np.stack([getattr(statistics, name).numpy() for name in STATISTICS])}
    arrays |= _masked(trace)
    if exact:
        return pack(header, arrays | _all_heads(trace))
    return pack(
        header, arrays | {"sprite": sprite(trace)} | _one_head(trace.layers[wanted.layer], wanted.head)
    )


def exact_bytes(trace: Trace) -> int:
    """Size of the float32 weights, q, k and v of all heads."""
    stages = trace.layers[0].attention
    return 4 * len(trace.layers) * (stages.weights.numel() + 3 * stages.q.numel())


def label(token: Token) -> str:
    """A token on an axis: its piece without the sign for a space, with nothing invisible left in it.

    >>> label(Token(5, "▁배", 0, 1, 0)), label(Token(6, "▁", 2, 2, 1))
    ('배', '␣')
    """
    piece = token.piece.removeprefix(SPACE) or "␣"
    return "".join(map(_visible, piece))


def words(trace: Trace) -> list[dict[str, Any]]:
    """The words (어절) of the text, each with its tokens first … last − 1; <s> is one by itself."""
    found = []
    for _, group in groupby(enumerate(trace.tokens), key=lambda pair: pair[1].word):
        places, tokens = zip(*group, strict=True)
        found.append({"label": _word(trace.text, tokens), "first": places[0], "last": places[-1] + 1})
    return found


def _word(text: str, tokens: tuple[Token, ...]) -> str:
    span = text[tokens[0].start : tokens[-1].end].strip()
    return "".join(map(_visible, span)) or label(tokens[0])


def sprite(trace: Trace, most: int = THUMBNAIL) -> np.ndarray:
    """Small pictures of all heads, and of each layer's mean and maximum: uint8 (L, H + 2, P, P + 1).

    A cell is round(255 √α) of the largest weight among the cells it stands for, so a single strong cell stays
    visible. Column 0 is the start token, the others are shared among the remaining keys; the start token's
    own row is left out.
    """
    size = min(len(trace.tokens) - 1, most)
    edges = np.linspace(0, len(trace.tokens) - 1, size, endpoint=False).astype(int)
    return np.stack([_thumbnails(layer.attention.weights, edges) for layer in trace.layers])


def _thumbnails(weights: torch.Tensor, edges: np.ndarray) -> np.ndarray:
    heads = torch.cat([weights, weights.mean(0, keepdim=True), weights.amax(0, keepdim=True)]).numpy()[:, 1:]
    rows = np.maximum.reduceat(heads, edges, axis=1)
    cells = np.maximum.reduceat(rows[:, :, 1:], edges, axis=2)
    return np.rint(255 * np.sqrt(np.concatenate([rows[:, :, :1], cells], axis=2))).astype(np.uint8)


def _masked(trace: Trace) -> dict[str, np.ndarray]:
    """Where no head may look; a mask of this model is the same for every layer and head."""
    masked = ~trace.layers[0].attention.allowed[0]
    return {"masked": masked.to(torch.uint8).numpy()} if bool(masked.any()) else {}


def _all_heads(trace: Trace) -> dict[str, np.ndarray]:
    stages = [layer.attention for layer in trace.layers]
    return {
        name: torch.stack([getattr(stage, name) for stage in stages]).numpy()
        for name in ("weights", "q", "k", "v")
    }


def _one_head(layer: LayerTrace, head: int | Aggregate) -> dict[str, np.ndarray]:
    stages = layer.attention
    if head == "mean":
        return {"weights": stages.weights.mean(0).numpy()}
    if head == "max":
        return {"weights": stages.weights.amax(0).numpy()}
    return {name: getattr(stages, name)[head].numpy() for name in ("weights", "q", "k", "v")}


def _visible(character: str) -> str:
    """A stand-in for what would be drawn as nothing: line breaks, tabs, controls, zero-width characters."""
    if character in "\n\r":
        return "⏎"
    if character == "\t":
        return "⇥"
    invisible = unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp")
    return f"⟨U+{ord(character):04X}⟩" if invisible else character
