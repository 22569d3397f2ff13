"""What a reader may change in one pass, the model itself left as it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from lmcore.config import ModelConfig
from lmcore.errors import LmcoreError

Item = TypeVar("Item")


@dataclass(frozen=True)
class Edits:
    """Changes to a pass; hashable, so that it can stand in the key of a cache.

    positions: whether PE is added to the embeddings (2.13).
    order: the tokens in the order in which the model is to read them, as their places in the text (the start
    token, which stays first, is not counted); empty for the text's own order.
    linear_layers: layers, counted from 0, whose feed-forward is (x W_1 + b_1) W_2 + b_2, without max(0, ·)
    (2.24).
    hidden: a place, counted with the start token, whose token the model reads as <mask>; the place after the
    last adds one. That is how a bidirectional model is asked what stands there.
    """

    positions: bool = True
    order: tuple[int, ...] = ()
    linear_layers: frozenset[int] = frozenset()
    hidden: int | None = None

    def arrange(self, tokens: Sequence[Item]) -> tuple[Item, ...]:
        """The tokens in the wanted order. Raises LmcoreError when `order` does not name each of them once.

        >>> Edits(order=(2, 0, 1)).arrange("abc")
        ('c', 'a', 'b')
        """
        if not self.order:
            return tuple(tokens)
        if sorted(self.order) != list(range(len(tokens))):
            raise LmcoreError(
                "edits.order",
                "the order names {named} places where the text has {tokens} tokens, each to be named once",
                named=len(self.order),
                tokens=len(tokens),
            )
        return tuple(tokens[place] for place in self.order)

    def hide(self, tokens: Sequence[Item], mask: Item) -> tuple[Item, ...]:
        """The tokens, the start token among them, with `mask` in the hidden place.

        Raises LmcoreError for a place that is neither one of theirs nor the one after the last.

        >>> Edits(hidden=1).hide("sab", "?"), Edits(hidden=3).hide("sab", "?")
        (('s', '?', 'b'), ('s', 'a', 'b', '?'))
        """
        if self.hidden is None:
            return tuple(tokens)
        if not 1 <= self.hidden <= len(tokens):
            raise LmcoreError(
                "edits.hidden",
                "place {place} is not from 1 to {last}",
                place=self.hidden,
                last=len(tokens),
            )
        return (*tokens[: self.hidden], mask, *tokens[self.hidden + 1 :])

    def check(self, config: ModelConfig) -> None:
        """Raise LmcoreError for an edit that this model has no place for."""
        if not self.positions and config.positions == "rotary":
            raise LmcoreError(
                "edits.rotary", "this model turns q and k by position and adds nothing to remove"
            )
        if beyond := self.linear_layers - set(range(config.n_layers)):
            raise LmcoreError(
                "edits.layer",
                "there is no layer {layer}; this model has {layers}, counted from 0",
                layer=max(beyond, key=abs),
                layers=config.n_layers,
            )


UNEDITED: Final = Edits()
