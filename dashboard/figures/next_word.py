"""A prediction at one place of a text, as the bytes from which the browser draws it.

The browser gets the logits of the whole vocabulary once and computes temperature, cuts and sums itself, in
double precision, so no setting waits for Python.
"""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Final

import numpy as np
import torch

from dashboard.components.base.payload import pack
from dashboard.figures.attention import label
from lmcore.analysis.expectation import Expectation, expectation
from lmcore.analysis.prediction import Place, default_place, predict
from lmcore.checkpoints import Checkpoint
from lmcore.config import Mode
from lmcore.sampling import ranking, uniform
from lmcore.tokenizer import SPACE, Token
from lmcore.trace import Trace

NAMED: Final = 512
"""How many of the likeliest tokens are sent with their names."""

EXPLAINED: Final = 40
"""How many of the likeliest tokens are sent with their rows of W_E, which their logits are made from."""


def next_word_payload(
    loaded: Checkpoint,
    trace: Trace,
    place: Place,
    mode: Mode,
    seed: int,
    texts: Mapping[str, str],
    answers: float | None = None,
    channel: Mapping[str, Any] | None = None,
) -> bytes:
    """Everything the distribution component draws, as one value (see components/base/payload.py).

    Arrays, for V tokens of the vocabulary: `logits` (V,), `final` (d_model,), `row_ids` (n,) and `rows` (n,
    d_model) of W_E, `attention` (layer, head, key), and for the tokens of the sentence and those written
    `…_rank`, `…_probability`, `…_surprise` (causal mode only for the sentence).

    Args:
        loaded: the model and its tokenizer.
        trace: of the sentence under the causal mask.
        place: where the reader looks.
        mode: of the prediction; see `predict`.
        seed: tells which number chose, or will choose, the token at this place.
        texts: the strings of the component in the reader's language.
        answers: the number of the question that this answers, if the browser asked.
        channel: what the browser needs to keep its view in the URL (see dashboard/view/channel.py).
    """
    found = predict(loaded.model, loaded.tokenizer, trace, place, mode)
    order = ranking(found.logits).tolist()
    true = [] if found.next is None else [found.next]
    explained = sorted({*order[:EXPLAINED], *true})
    header: dict[str, Any] = {
        "text": trace.text,
        "mode": mode,
        "tokens": [{"id": token.id, **_name(token)} for token in trace.tokens],
        "written": [{"id": id, **_name(_token(loaded, id))} for id in place.written],
        "place": asdict(place),
        "default_at": default_place(trace.tokens),
        "before": found.before,
        "next": found.next,
        "draw": uniform(seed, len(found.before)),
        "seed": seed,
        "answers": answers,
        "names": {id: list(_name(_token(loaded, id)).values()) for id in {*order[:NAMED], *true}},
        "ends": loaded.tokenizer.bos_id,
        "context": loaded.config.context,
        "texts": dict(texts),
        "channel": dict(channel or {}),
    }
    arrays = {
        "logits": found.logits,
        "final": found.final,
        "row_ids": torch.tensor(explained, dtype=torch.int32),
        "rows": loaded.model.W_E[explained],
        "attention": found.attention,
    }
    if mode == "causal" and len(trace.tokens) > 1:
        arrays |= _columns("sentence", expectation(trace.logits[:-1], trace.ids[1:]))
    if found.written is not None:
        arrays |= _columns("written", found.written)
    return pack(header, {name: _array(values) for name, values in arrays.items()})


def _columns(name: str, found: Expectation) -> dict[str, torch.Tensor]:
    columns = {"rank": found.rank.int(), "probability": found.probability, "surprise": found.surprise}
    return {f"{name}_{key}": values for key, values in columns.items()}


def _array(values: torch.Tensor) -> np.ndarray:
    return values.detach().contiguous().numpy()


def _token(loaded: Checkpoint, id: int) -> Token:
    return Token(id, loaded.tokenizer.piece(id), 0, 0, 0)


def _name(token: Token) -> dict[str, Any]:
    """A token's label, and whether it begins with a space."""
    return {"label": label(token), "space": token.piece.startswith(SPACE) and token.piece != SPACE}
