"""What the page 질의·키·값 asks, and the computation of one weight and one number of z."""

from collections.abc import Hashable
from typing import Final

import streamlit as st
from torch import Tensor

from dashboard import lesson
from dashboard.lesson import Line
from dashboard.texts import t
from lmcore.analysis.looking import Look
from lmcore.analysis.products import products
from lmcore.model import Block, Transformer
from lmcore.trace import Trace

PAGE: Final = "query_key_value"
_SEEN: Final = "_query_key_value_seen"
_SAME: Final = 0.05  # bits that nobody sees
_SHOWN: Final = 3  # products written out


def question(found: Look, about: Hashable) -> bool:
    """Ask what the division by √d_k does here; whether its result may be shown.

    A link to a later step is shown as it was sent.
    """
    if _SEEN not in st.session_state:
        st.session_state[_SEEN] = "step" in st.query_params
    options = [t(f"{PAGE}.answer_{name}") for name in ("sharper", "flatter", "same")]
    change = found.undivided_entropy - found.entropy
    answer = 2 if abs(change) < _SAME else int(change > 0)
    explain = t(f"{PAGE}.explain", divided=found.entropy, undivided=found.undivided_entropy)
    answered = lesson.predict("scaling", t(f"{PAGE}.question"), options, answer, about, explain)
    return answered or st.session_state[_SEEN]


def origin(
    model: Transformer, trace: Trace, found: Look, place: tuple[int, int], query: int, key: int
) -> None:
    """Draw the panel: from x to q's first number, to the weight, to z's first number."""
    (layer, head), d_k = place, len(found.q)
    block = model.blocks[layer]
    assert isinstance(block, Block)
    names = lesson.labels(trace.tokens)
    score, scaled, weight = (float(row[key]) for row in (found.scores, found.scaled, found.weights))
    lesson.origin(
        Line(
            t(f"{PAGE}.origin_q"),
            _products(found.x, block.attention.W_Q[:, head * d_k]),
            f"{float(found.q[0]):.4f}",
        ),
        Line(t(f"{PAGE}.origin_score"), _products(found.q, found.k[key]), f"{score:.4f}"),
        Line(t(f"{PAGE}.origin_scaled"), rf"{score:.4f}\,/\,\sqrt{{{d_k}}}", f"{scaled:.4f}"),
        Line(t(f"{PAGE}.origin_weight"), _share(found, key), f"{weight:.6f}"),
        Line(t(f"{PAGE}.origin_z"), _products(found.weights, found.v[:, 0]), f"{float(found.z[0]):.4f}"),
        about=t(f"{PAGE}.origin_about", query=lesson.said(names[query]), key=lesson.said(names[key])),
        expanded=False,
    )


def _share(found: Look, key: int) -> str:
    if not found.open[key]:
        return r"e^{-\infty}"
    return rf"\frac{{e^{{{float(found.scaled[key]):.4f}-({found.largest:.4f})}}}}{{{found.total:.4f}}}"


def _products(a: Tensor, b: Tensor) -> str:
    """Σ a b: the largest products written out, the rest as one number."""
    found = products(a, b, _SHOWN)
    written = "".join(f"{term:+.4f}" for term in found.shown).removeprefix("+")
    return written + (rf"{found.rest:+.4f}_{{\text{{{found.left}}}}}" if found.left > 0 else "")
