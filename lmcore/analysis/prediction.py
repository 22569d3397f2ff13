"""What the model expects at one place of a text: in a sentence, or in what it wrote after it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import torch
from jaxtyping import Float
from torch import Tensor

from lmcore.analysis.expectation import Expectation, expectation, read_hidden
from lmcore.config import Mode
from lmcore.generation import Reading, read
from lmcore.model import Transformer
from lmcore.tokenizer import SPACE, Token, Tokenizer
from lmcore.trace import Trace

_ENDINGS: Final = tuple(".?!…~")


@dataclass(frozen=True)
class Place:
    """Where a reader looks. Token i stands at place i; at 0 is the start token, which nothing predicts.

    at: a place of the sentence, up to the one after its last token. start: the place from which `written`
    replaces the sentence. step: which written token is looked at, `len(written)` for the one to come; None
    looks at `at`.
    """

    at: int
    start: int
    written: tuple[int, ...] = ()
    step: int | None = None


@dataclass(frozen=True)
class Prediction:
    """What was predicted for a place. K = number of tokens read.

    before: ids that stand before the place. next: the id that stands there, None after the end. logits:
    (V,), made from final: (d_model,). attention: (layer, head, K), where the row that predicts looked.
    written: how far each written token was expected, None when nothing is written.
    """

    before: tuple[int, ...]
    next: int | None
    logits: Float[Tensor, " vocabulary"]
    final: Float[Tensor, " d_model"]
    attention: Float[Tensor, "layer head key"]
    written: Expectation | None


def default_place(tokens: Sequence[Token]) -> int:
    """A place worth looking at first: the last word of a finished sentence, else the end.

    >>> pieces = (("<s>", -1), ("▁배", 0), ("▁아프", 1), (".", 1))
    >>> tokens = [Token(1, piece, 0, 0, word) for piece, word in pieces]
    >>> default_place(tokens), default_place(tokens[:-1]), default_place(tokens[:2])
    (2, 3, 2)
    """
    last = tokens[-1]
    first = next(place for place, token in enumerate(tokens) if token.word == last.word)
    ended = last.piece.removeprefix(SPACE).endswith(_ENDINGS)
    return first if ended and first > 1 else len(tokens)


@torch.inference_mode()
def predict(model: Transformer, tokenizer: Tokenizer, trace: Trace, place: Place, mode: Mode) -> Prediction:
    """The prediction at `place`.

    Args:
        model: the model.
        tokenizer: of the same checkpoint.
        trace: of the sentence under the causal mask.
        place: within the sentence and the context.
        mode: causal reads what stands before the place; bidirectional hides the token there and reads both
        sides.
            Written tokens are predicted causally always.

    Raises:
        LmcoreError: more tokens than the context.
    """
    sentence = tuple(trace.ids.tolist())
    text = (*sentence[: place.start], *place.written)
    reading = read(model, text) if place.written else None
    written = None
    if reading is not None:
        logits = model.unembed(reading.final[place.start - 1 : -1])
        written = expectation(logits, torch.tensor(place.written, device=logits.device))
        if place.step is not None:
            index = place.start + place.step
            return _from_reading(model, reading, text, index, index, written)
    if mode == "bidirectional":
        hidden = read_hidden(model, sentence, place.at, tokenizer.mask_id)
        return _from_reading(model, hidden, sentence, place.at, None, written)
    weights = [layer.attention.weights for layer in trace.layers]
    causal = Reading(trace.final, tuple(weights))
    return _from_reading(model, causal, sentence, place.at, place.at, written)


def _from_reading(
    model: Transformer,
    reading: Reading,
    ids: Sequence[int],
    place: int,
    keys: int | None,
    written: Expectation | None,
) -> Prediction:
    """What row place − 1 of a pass says; it looked at the first `keys` tokens, or at all."""
    final = reading.final[place - 1]
    attention = torch.stack([weights[:, place - 1, :keys] for weights in reading.attention])
    true = ids[place] if place < len(ids) else None
    return Prediction(tuple(ids[:place]), true, model.unembed(final), final, attention, written)
