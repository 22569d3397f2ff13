"""The residual stream step by step: what a sentence looks like between the layers.

A model under the bidirectional mask was taught to say the next token only where that token was hidden. So to
ask what it expects at a place, the token after that place is hidden: every STRIDE-th token at a time, STRIDE
readings in all. Under the causal mask one reading serves every place.
"""

import math
from dataclasses import dataclass
from typing import Final, Literal

import torch
from jaxtyping import Float, Int
from torch import Tensor

from lmcore.analysis.products import Angle, angle
from lmcore.attention import allowed_pairs
from lmcore.config import Mode
from lmcore.edits import UNEDITED, Edits
from lmcore.model import Block, Transformer
from lmcore.trace import LayerTrace, pad, trace_layers

STRIDE: Final = 16
"""Tokens from one hidden token to the next; a shorter sentence has one hidden token in each reading."""

NONE: Final = -1
"""Stands for "there is no next token" among ids."""

Kind = Literal["embedding", "attention", "feedforward"]


@dataclass(frozen=True)
class Stage:
    """A point of the residual stream: after the embedding, or after a layer's attention or feed-forward.

    `layer` counts from 0 and is -1 for the embedding.
    """

    kind: Kind
    layer: int = -1


def stages(n_layers: int) -> tuple[Stage, ...]:
    """All 2 N + 1 of them, in the order in which a sentence passes."""
    steps = [Stage(kind, layer) for layer in range(n_layers) for kind in ("attention", "feedforward")]
    return (Stage("embedding"), *steps)


def seen(
    ids: Int[Tensor, " token"], place: int, mode: Mode, mask_id: int, context: int
) -> Int[Tensor, " given"]:
    """The ids the model is given when it is asked what comes after `place`.

    Causal: `ids`. Bidirectional: the token after `place` is <mask>, and so is every STRIDE-th before and
    after it; after the last place a <mask> is added, unless the context is full.
    """
    if mode == "causal":
        return ids
    given = ids.clone()
    given[1:][(torch.arange(1, len(ids), device=ids.device) - place - 1) % STRIDE == 0] = mask_id
    last = (len(ids) - place - 1) % STRIDE == 0 and len(ids) < context
    return torch.cat([given, given.new_tensor([mask_id])]) if last else given


def next_ids(ids: Int[Tensor, " token"]) -> Int[Tensor, " token"]:
    """The token that truly follows each place; NONE after the last."""
    return torch.cat([ids[1:], ids.new_tensor([NONE])])


@torch.inference_mode()
def streams(
    model: Transformer,
    ids: Int[Tensor, "batch token"],
    mode: Mode,
    lengths: Int[Tensor, " batch"] | None = None,
) -> Float[Tensor, "stage batch token d_model"]:
    """The residual stream at every stage, by the fast path, nothing else kept."""
    x = model.embed(ids) + model.position(ids.shape[1])
    allowed = allowed_pairs(mode, ids.shape[1], ids.shape[1], lengths, ids.device)
    found = [x]
    for block in model.blocks:
        assert isinstance(block, Block)
        x = x + block.attention(block.norm_1(x), allowed, mode == "causal")
        found.append(x)
        x = x + block.feedforward(block.norm_2(x))
        found.append(x)
    return torch.stack(found)


@torch.inference_mode()
def read(
    model: Transformer, ids: Int[Tensor, " token"], mode: Mode, mask_id: int
) -> Float[Tensor, "stage token d_model"]:
    """The stream of every place while the model does not see what comes after that place."""
    if mode == "causal":
        return streams(model, ids[None], mode)[:, 0]
    count = min(len(ids), STRIDE)
    rows = [seen(ids, place, mode, mask_id, model.config.context).tolist() for place in range(count)]
    batch, lengths = pad(rows, mask_id, model)
    places = torch.arange(len(ids), device=ids.device)
    return streams(model, batch, mode, lengths)[:, places % count, places]


@dataclass(frozen=True)
class Reading:
    """One pass over `ids` with all that it computed, asked about the token after `place`."""

    ids: Int[Tensor, " token"]
    place: int
    layers: tuple[LayerTrace, ...]
    logits: Float[Tensor, " vocabulary"]

    @property
    def probabilities(self) -> Float[Tensor, " vocabulary"]:
        """Softmax of the logits (2.8)."""
        return self.logits.softmax(-1)

    def likeliest(self, count: int) -> list[int]:
        """Ids of the likeliest tokens, the likeliest first."""
        return self.logits.topk(count).indices.tolist()


@torch.inference_mode()
def read_place(
    model: Transformer,
    ids: Int[Tensor, " token"],
    place: int,
    mode: Mode,
    mask_id: int,
    edits: Edits = UNEDITED,
) -> Reading:
    """The pass from which `read` takes the stream of `place`, everything kept. Of `edits`, only
    `linear_layers` and `positions` are heeded. Raises LmcoreError for edits that do not fit.
    """
    edits.check(model.config)
    given = seen(ids, place, mode, mask_id, model.config.context)
    x = model.embed(given[None]) + (model.position(len(given)) if edits.positions else 0)
    allowed = allowed_pairs(mode, len(given), len(given), device=ids.device)
    layers = trace_layers(model, x, allowed, edits.linear_layers)
    logits = model.unembed(model.final_norm(layers[-1].residual_after[0, place]))
    return Reading(given, place, tuple(layer.at(0, len(given)) for layer in layers), logits)


@dataclass(frozen=True)
class Steps:
    """How far and in which direction each step moves a token's vector.

    norm: (stage, token) length of the stream. length: (step, token) length of what the step adds. turn:
    degrees between the stream before and after. slant: degrees between what is added and the stream before
    it; below 90 it lengthens what is there, 90 brings something new, above 90 it takes away. Step s leads
    from stage s to s + 1.
    """

    norm: Float[Tensor, "stage token"]
    length: Float[Tensor, "step token"]
    turn: Float[Tensor, "step token"]
    slant: Float[Tensor, "step token"]


def steps(stream: Float[Tensor, "stage token d_model"]) -> Steps:
    """Norms and angles of every step, computed in float64."""
    stream = stream.double()
    before, after = stream[:-1], stream[1:]
    return Steps(
        norm=stream.norm(dim=-1),
        length=(after - before).norm(dim=-1),
        turn=degrees(before, after),
        slant=degrees(before, after - before),
    )


def step(stream: Float[Tensor, "stage token d_model"], number: int, place: int) -> Angle:
    """The stream of a place before step `number`, and what that step adds to it."""
    before, after = stream[number : number + 2, place].double()
    return angle(before, after - before)


def cosine(a: Float[Tensor, "*#row d_model"], b: Float[Tensor, "*#row d_model"]) -> Float[Tensor, "*row"]:
    """a·b / (‖a‖ ‖b‖); nan where a vector is zero."""
    return (a * b).sum(-1) / (a.norm(dim=-1) * b.norm(dim=-1))


def degrees(a: Float[Tensor, "*#row d_model"], b: Float[Tensor, "*#row d_model"]) -> Float[Tensor, "*row"]:
    """The angle between two vectors, 0 to 180."""
    return cosine(a, b).clamp(-1, 1).arccos() * (180 / math.pi)
