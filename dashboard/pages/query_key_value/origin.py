"""What the page 질의·키·값 asks, and the computation of one weight and one number of z."""

from collections.abc import Hashable
from typing import Final

import streamlit as st
from torch import Tensor

from dashboard import lesson
from dashboard.lesson import Line
from dashboard.texts import t
from lmcore.analysis.looking import Look
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
    largest = float(found.scaled[found.open].max())
    total = float((found.scaled[found.open].double() - largest).exp().sum())
    score, scaled, weight = (float(row[key]) for row in (found.scores, found.scaled, found.weights))
    lesson.origin(
        Line(
            t(f"{PAGE}.origin_q"),
            _products(found.x, block.attention.W_Q[:, head * d_k]),
            f"{float(found.q[0]):.4f}",
        ),
        Line(t(f"{PAGE}.origin_score"), _products(found.q, found.k[key]), f"{score:.4f}"),
        Line(t(f"{PAGE}.origin_scaled"), rf"{score:.4f}\,/\,\sqrt{{{d_k}}}", f"{scaled:.4f}"),
        Line(t(f"{PAGE}.origin_weight"), _share(found, key, largest, total), f"{weight:.6f}"),
        Line(t(f"{PAGE}.origin_z"), _products(found.weights, found.v[:, 0]), f"{float(found.z[0]):.4f}"),
        about=t(f"{PAGE}.origin_about", query=lesson.said(names[query]), key=lesson.said(names[key])),
        expanded=False,
    )


def _share(found: Look, key: int, largest: float, total: float) -> str:
    if not found.open[key]:
        return r"e^{-\infty}"
    return rf"\frac{{e^{{{float(found.scaled[key]):.4f}-({largest:.4f})}}}}{{{total:.4f}}}"


def _products(a: Tensor, b: Tensor) -> str:
    """Σ a b: the largest products written out, the rest as one number."""
    products = a.detach().double() * b.detach().double()
    order = products.abs().argsort(descending=True)[:_SHOWN].tolist()
    written = "".join(f"{float(products[i]):+.4f}" for i in sorted(order)).removeprefix("+")
    rest = float(products.sum() - products[order].sum())
    left = len(products) - len(order)
    return written + (rf"{rest:+.4f}_{{\text{{{left}}}}}" if left > 0 else "")
