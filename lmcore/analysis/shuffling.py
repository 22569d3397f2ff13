"""The same words in another order: what changes with positions, and what without."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, groupby

import torch
from jaxtyping import Float, Int
from torch import Tensor

from lmcore.config import Mode
from lmcore.edits import Edits
from lmcore.model import Block, Transformer
from lmcore.tokenizer import Token, Tokenizer
from lmcore.trace import Trace, trace


@dataclass(frozen=True)
class ShuffleEffect:
    """A text in its own order and in another; everything stands in the text's own order, start token first.

    difference: (token,) the largest |change| of a token's output vector; relative: length of the change /
    length of the vector. head_change: (layer, head) half the mean Σ|change| of an attention row, 0 … 1.
    before, after: (query, key) weights of the chosen head.
    """

    difference: Float[Tensor, " token"]
    relative: Float[Tensor, " token"]
    head_change: Float[Tensor, "layer head"]
    layer: int
    head: int
    before: Float[Tensor, "query key"]
    after: Float[Tensor, "query key"]

    @property
    def most_moved(self) -> tuple[int, int]:
        """Query and key of the weight of the chosen head that changes most."""
        query, key = divmod(int((self.after - self.before).abs().argmax()), len(self.before))
        return query, key


def shuffled(tokens: Sequence[Token], seed: int) -> tuple[int, ...]:
    """Another order of a text's tokens (without the start token): its words moved as wholes, by chance.

    From three words on the last stays where it is, so that what follows it can be compared. A text of one
    word is shuffled by tokens. () for one token, which has no other order.
    """
    units = [list(places) for _, places in groupby(range(len(tokens)), key=lambda place: tokens[place].word)]
    if len(units) == 1:
        units = [[place] for place in units[0]]
    moved = list(range(len(units) - 1 if len(units) > 2 else len(units)))
    if len(moved) < 2:
        return ()
    chance, order = random.Random(seed), moved.copy()
    while order == moved:
        chance.shuffle(order)
    return tuple(chain.from_iterable(units[unit] for unit in [*order, *range(len(moved), len(units))]))


def places_after(order: Sequence[int]) -> Int[Tensor, " token"]:
    """Where each row of the plain trace (start token first) stands in the shuffled one."""
    return torch.tensor([0, *order]).add_(torch.tensor([0, *[1] * len(order)])).argsort()


def shuffle_effect(
    model: Transformer,
    tokenizer: Tokenizer,
    text: str,
    mode: Mode,
    order: tuple[int, ...],
    positions: bool,
    chosen: tuple[int, int] | None = None,
) -> ShuffleEffect:
    """Run the text in both orders and compare token by token, wherever each stands.

    `chosen` is (layer, head); without it the head that changes most.
    """
    plain = trace(model, tokenizer, text, mode, Edits(positions))
    other = trace(model, tokenizer, text, mode, Edits(positions, order))
    where = places_after(order) if order else torch.arange(len(plain.tokens))
    change = other.final[where] - plain.final
    heads = _head_change(plain, other, where)
    layer, head = chosen or divmod(int(heads.argmax()), heads.shape[1])
    before, after = (one.layers[layer].attention.weights[head] for one in (plain, other))
    return ShuffleEffect(
        change.abs().amax(-1), change.norm(dim=-1) / plain.final.norm(dim=-1), heads, layer, head,
        before.clone(), after[where][:, where],
    )  # fmt: skip


def _head_change(plain: Trace, other: Trace, where: Tensor) -> Float[Tensor, "layer head"]:
    rows = [
        (after.attention.weights[:, where][:, :, where] - before.attention.weights).abs().sum(-1).mean(-1) / 2
        for before, after in zip(plain.layers, other.layers, strict=True)
    ]
    return torch.stack(rows)


@torch.inference_mode()
def next_probabilities(
    model: Transformer, ids: Sequence[int], positions: bool
) -> Float[Tensor, " vocabulary"]:
    """The distribution of the token after `ids` (start token first) under the causal mask (2.7), (2.8)."""
    x = model.embed(torch.tensor([list(ids)]))
    if positions:
        x = x + model.position(x.shape[1])
    for block in model.blocks:
        assert isinstance(block, Block)
        x = block(x, None, True)
    return model.unembed(model.final_norm(x[:, -1:]))[0, 0].softmax(-1)
