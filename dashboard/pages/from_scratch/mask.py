"""The next two steps: the mask over the future, and dropout."""

from typing import Final

import numpy as np
import pandas as pd
import streamlit as st
import torch
from torch import Tensor

from dashboard import lesson
from dashboard.figures import scratch as figures
from dashboard.lesson import Line
from dashboard.pages.from_scratch import common
from dashboard.pages.from_scratch.common import Words
from dashboard.texts import t
from dashboard.view import state
from lmcore.analysis import scratch
from lmcore.config import ModelConfig

DRAWS: Final = 400


def causal(words: Words, _: ModelConfig) -> None:
    """The future hidden in two ways that give the same weights; earlier words do not feel later ones."""
    left, right = st.columns(2)
    with left:
        lesson.equation("2.17 + mask", r"\omega_{ij}=-\infty\;\;(j>i)\quad\Rightarrow\quad\alpha_{ij}=0")
    narrow, wide = st.columns([1, 3])
    with narrow:
        W = common.seeded()
    with wide:
        row = common.pick_row(words)
    scores = scratch.scaled_scores(words.x @ W[0], words.x @ W[1])
    hidden = scratch.softmax(scratch.hide_future(scores))
    zeroed = scratch.zero_future(scratch.softmax(scores))
    difference = float((hidden - zeroed).abs().max())
    with right:
        shown = lesson.predict(
            "scratch_causal",
            t("from_scratch.causal_question"),
            [t("from_scratch.same"), t("from_scratch.different")],
            int(difference > 1e-6),
            words,
            t("from_scratch.causal_answer", difference=difference),
            covers=True,
        )
    left, right = st.columns(2)
    with left:
        common.matrix(
            "masked_scores", scratch.hide_future(scores), words, chosen=row, signed=bool((scores < 0).any())
        )
    with right:
        common.matrix("masked_weights", hidden, words, chosen=row)
    with lesson.covered("scratch_origin", shown):
        _causal_origin(words, W, row, hidden, difference)
    st.markdown(t("from_scratch.causal_note"))
    common.code(scratch.hide_future, scratch.zero_future, scratch.causal_attention)


def _causal_origin(
    words: Words, W: tuple[Tensor, Tensor, Tensor], row: int, hidden: Tensor, difference: float
) -> None:
    """The row that was chosen sums to 1; the last word changed moves no context vector before it."""
    seen = "+".join(f"{one:.4f}" for one in hidden[row, : row + 1].tolist())
    changed = words.x.clone()
    changed[-1] += 1
    moved = (scratch.causal_attention(changed, *W) - scratch.causal_attention(words.x, *W)).abs()
    lines = [
        Line(t("from_scratch.line_sum", row=row + 1), seen, f"{hidden[row].sum():.4f}"),
        Line(t("from_scratch.line_two_ways"), r"\max|\alpha-\alpha'|", lesson.scientific(difference)),
    ]
    if len(words.rows) > 1:
        before, last = float(moved[:-1].max()), float(moved[-1].max())
        lines.append(Line(t("from_scratch.line_before"), r"\max|\Delta z|", lesson.scientific(before)))
        lines.append(Line(t("from_scratch.line_last"), r"\max|\Delta z|", f"{last:.4f}"))
    lesson.origin(*lines)


def dropout(words: Words, _: ModelConfig) -> None:
    """Weights set to 0 by chance while learning; the rest grows so that the mean stays."""
    left, right = st.columns(2)
    with left:
        lesson.equation(
            "dropout", r"\alpha_{ij}\leftarrow\frac{m_{ij}}{1-p}\,\alpha_{ij},\qquad P(m_{ij}=0)=p"
        )
    narrow, wide = st.columns([1, 2])
    with narrow:
        W = common.seeded()
    with wide:
        rate = st.slider(t("from_scratch.rate"), 0, 90, step=10, format="%d %%", **state.bind("drop")) / 100
    seed = int(st.session_state["bound_seed"])
    exact = scratch.softmax(scratch.hide_future(scratch.scaled_scores(words.x @ W[0], words.x @ W[1])))
    drawn = scratch.dropout(exact, rate, seed)
    grown = (
        float((drawn.sum() / (exact * (drawn > 0)).sum()).nan_to_num(1)) if bool((drawn > 0).any()) else 1.0
    )
    with right:
        options = [t("from_scratch.stays_same"), t("from_scratch.grows")]
        shown = lesson.predict(
            "scratch_dropout", t("from_scratch.dropout_question"), options, int(grown > 1 + 1e-6), rate,
            t("from_scratch.dropout_answer", factor=1 / (1 - rate)), covers=True,
        )  # fmt: skip
    left, right = st.columns(2)
    with left:
        common.matrix("dropout_weights", drawn, words)
    with right:
        draws = torch.stack([scratch.dropout(exact, rate, seed + one) for one in range(DRAWS)]).numpy()
        axes = {name: t(f"from_scratch.{name}") for name in ("draws", "gap")}
        figure = figures.averages(draws, exact.numpy(), lesson.colours(), axes)
        lesson.figure(figure, "scratch_averages", lambda: _means(draws), t("from_scratch.averages"))
    with lesson.covered("scratch_origin", shown):
        _dropout_origin(exact, drawn, draws, rate)
    common.code(scratch.dropout)


def _means(draws: np.ndarray) -> pd.DataFrame:
    return pd.DataFrame(draws.mean(0))


def _dropout_origin(exact: Tensor, drawn: Tensor, draws: np.ndarray, rate: float) -> None:
    kept, cells = int((drawn > 0).sum()), int((exact > 0).sum())
    gap = float(np.abs(draws.mean(0) - exact.numpy()).max())
    where = divmod(int(drawn.argmax()), len(drawn))
    lesson.origin(
        Line(t("from_scratch.line_kept"), rf"\frac{{{kept}}}{{{cells}}}", f"{kept / cells:.2f}"),
        Line(
            t("from_scratch.line_grown", row=where[0] + 1, column=where[1] + 1),
            rf"\frac{{{exact[where]:.4f}}}{{1-{rate:.1f}}}", f"{exact[where] / (1 - rate):.4f}",
        ),
        Line(t("from_scratch.line_mean", draws=DRAWS), r"\max|\bar\alpha-\alpha|", f"{gap:.4f}"),
    )  # fmt: skip
