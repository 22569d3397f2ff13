"""What the parts of the page on positions share: its controls, names and the table P."""

from typing import Any, Final

import numpy as np
import streamlit as st

from dashboard import lesson
from dashboard.texts import t
from lmcore import positions
from lmcore.model import Transformer
from lmcore.tokenizer import Token
from lmcore.trace import Trace

SHOWN: Final = 64
"""Positions that a picture of the table shows at least."""
SAME: Final = 1e-4
"""Numbers count as the same below this; rounding in float32 leaves some 1e-6."""


def bound(key: str, low: int, high: int, default: int) -> dict[str, Any]:
    """Like state.bind, for a number whose room depends on the sentence: one beyond is moved to the edge."""
    return lesson.tied(key, lesson.bounded(key, low, high, default))


def name(token: Token) -> str:
    """A token as it is written on an axis, without the sign for a space before it."""
    return lesson.bare(lesson.label(token))


def names(trace: Trace) -> list[str]:
    """All tokens of a trace, the start token first."""
    return [name(token) for token in trace.tokens]


def table(model: Transformer) -> np.ndarray:
    """The model's own P (position, d_model); for a model without sinusoids the table of (2.11), said so."""
    if model.config.positions == "sinusoidal":
        return model.position(model.config.context).numpy()
    st.info(t("positions.other_model", kind=model.config.positions))
    return positions.sinusoidal(model.config.context, model.config.d_model).numpy()


def pick_token(key: str, trace: Trace, default: int) -> int:
    """A slider over the tokens of the sentence; returns the place."""
    labels, last = names(trace), len(trace.tokens) - 1
    return st.select_slider(
        t(f"positions.{key}"),
        range(last + 1),
        format_func=lambda place: f"{place} · {labels[place]}",
        **bound(key, 0, last, min(default, last)),
    )


def pick_pair(width: int, default: int = 8) -> int:
    """A slider over the pairs of dimensions, fast waves first."""
    last = width // 2 - 1
    return st.slider(t("positions.pair"), 0, last, **bound("pair", 0, last, min(default, last)))


def pick_number(key: str, count: int, default: int) -> int:
    """A layer or a head, counted from 1."""
    room = range(1, count + 1)
    return st.selectbox(t(f"positions.{key}"), room, **bound(key, 1, count, default))
