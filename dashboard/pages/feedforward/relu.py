"""ReLU를 빼면: the sentence run again with (x W_1 + b_1) W_2 + b_2 in some layers."""

from collections.abc import Hashable
from dataclasses import replace
from typing import Final

import pandas as pd
import streamlit as st
from jaxtyping import Float
from torch import Tensor

from dashboard import lesson
from dashboard.figures.bars import Bar
from dashboard.lesson import Line
from dashboard.pages.feedforward import units
from dashboard.store import models, readings
from dashboard.texts import t
from dashboard.view import state
from dashboard.view.subject import Subject
from lmcore.analysis.stream import NONE, next_ids
from lmcore.analysis.units import Taken, divergence, taken
from lmcore.config import ModelConfig
from lmcore.edits import Edits
from lmcore.tokenizer import Tokenizer

PAGE: Final = "feedforward"
CANDIDATES: Final = 6
_OPEN: Final = "_feedforward_open"
_EQUATION: Final = r"\mathrm{FFN}'(x)=(xW_1+b_1)W_2+b_2=x\,(W_1W_2)+(b_1W_2+b_2)"
Logits = Float[Tensor, " vocabulary"]


def linear() -> tuple[int, ...]:
    """The layers without ReLU, from 0; the URL counts from 1."""
    chosen = state.read("linear") or (units.layer() + 1,)
    return tuple(number - 1 for number in sorted(set(chosen)))


def draw(subject: Subject) -> None:
    """The question; then both distributions, and what each layer's ReLU is worth here."""
    lesson.equation("2.24", _EQUATION)
    loaded, read = models.of(subject), readings.stream(subject)
    at, names = lesson.pick_place(PAGE, read.tokens), _layers(loaded.config)
    off = _pick_layers(names, linear())
    before, after = _logits(subject, at, ()), _logits(subject, at, off)
    without = ", ".join(names[number] for number in off)
    if not _answered(loaded.tokenizer, (subject, at, off), without, before, after):
        return
    left, right = st.columns([3, 2])
    with left:
        _compared(loaded.tokenizer, taken(before, after), int(next_ids(read.ids)[at]))
    with right:
        _costs(subject, at, before, names, off)
    _origin(loaded.tokenizer, taken(before, after), without)


def _layers(config: ModelConfig) -> list[str]:
    return lesson.stages(config.n_layers)[1:]


def _pick_layers(names: list[str], off: tuple[int, ...]) -> tuple[int, ...]:
    widget = "bound_linear"
    state.follow(widget, [number + 1 for number in off])
    st.segmented_control(
        t("feedforward.linear"), range(1, len(names) + 1), format_func=lambda n: names[n - 1],
        selection_mode="multi", key=widget,
        on_change=lambda: state.write(linear=tuple(st.session_state[widget]) or None),
    )  # fmt: skip
    return off


def _logits(subject: Subject, at: int, off: tuple[int, ...]) -> Logits:
    return readings.reading(replace(subject, edits=Edits(linear_layers=frozenset(off))), at).logits


def _answered(tokenizer: Tokenizer, about: Hashable, without: str, before: Logits, after: Logits) -> bool:
    """Ask first; a link to a chosen view, or a reader who does not want to guess, sees the answer at once."""
    favourite, other = (
        lesson.said(lesson.piece(tokenizer, int(logits.argmax()))) for logits in (before, after)
    )
    question = t("feedforward.question", layers=without, token=favourite)
    options = [t("feedforward.stays"), t("feedforward.changes")]
    answer = t("feedforward.answer", before=favourite, after=other)
    changed = int(before.argmax()) != int(after.argmax())
    if lesson.predict("relu", question, options, int(changed), about, answer) or "linear" in st.query_params:
        st.session_state[_OPEN] = True
    if not st.session_state.get(_OPEN):
        st.button(
            t("feedforward.show"), type="tertiary", on_click=lambda: st.session_state.update({_OPEN: True})
        )
    return bool(st.session_state.get(_OPEN))


def _compared(tokenizer: Tokenizer, found: Taken, actual: int) -> None:
    best = [int(id) for side in (found.p, found.q) for id in side.topk(CANDIDATES).indices]
    ids = list(dict.fromkeys([actual, *best] if actual != NONE else best))
    words, own = [lesson.piece(tokenizer, id) for id in ids], 0 if actual != NONE else None
    p, q = (side[ids].numpy() for side in (found.p, found.q))
    names = lesson.names(PAGE, "probability", "with", "without")
    pairs = zip(words, p.tolist(), q.tolist(), strict=True)
    drawn = [
        bar
        for place, (word, with_it, without) in enumerate(pairs)
        for bar in (Bar(word, with_it, "blue", place == own), Bar("", without, "orange"))
    ]
    frame = pd.DataFrame({"token": words, names["with"]: p, names["without"]: q})
    legend = ((names["with"], "blue"), (names["without"], "orange"))
    caption = t("feedforward.compared_caption")
    lesson.bars_figure(drawn, names["probability"], "relu", frame, caption, legend=legend)


def _costs(subject: Subject, at: int, before: Logits, layers: list[str], off: tuple[int, ...]) -> None:
    value = t("feedforward.bits")
    bits = [divergence(before, _logits(subject, at, (layer,))) for layer in range(len(layers))]
    drawn = [
        Bar(name, cost, "orange" if layer in off else "grey", layer in off)
        for layer, (name, cost) in enumerate(zip(layers, bits, strict=True))
    ]
    frame = pd.DataFrame({t("feedforward.layer_choice"): layers, value: bits})
    lesson.bars_figure(drawn, value, "costs", frame, t("feedforward.costs_caption"), form=".2f")


def _origin(tokenizer: Tokenizer, found: Taken, without: str) -> None:
    best = int(found.p.argmax())
    p, q = float(found.p[best]), float(found.q[best])
    term = rf"p\log_2\frac pq={p:.6f}\cdot\log_2\frac{{{p:.6f}}}{{{q:.6f}}}"
    whole = r"\mathrm{KL}(p\,\Vert\,q)=\sum_t p_t\log_2\frac{p_t}{q_t}"
    token = lesson.said(lesson.piece(tokenizer, best))
    lesson.origin(
        Line(t("feedforward.origin_probabilities", token=token), rf"p={p:.6f},\quad q={q:.6f}"),
        Line(t("feedforward.origin_term"), term, f"{found.part(best):.6f}"),
        Line(t("feedforward.origin_kl", V=len(found.p)), whole, f"{found.bits:.6f}"),
        about=t("feedforward.origin_relu_about", layers=without),
        expanded=False,
    )
