"""The last steps: several heads, and the open questions of the notes."""

from typing import Final

import streamlit as st
import torch

from dashboard import lesson
from dashboard.lesson import Line
from dashboard.pages.from_scratch import MOST_HEADS, common
from dashboard.pages.from_scratch.common import Words
from dashboard.texts import t
from dashboard.view import state
from lmcore.analysis import scratch
from lmcore.config import ModelConfig

_EQUATION: Final = (
    r"\mathrm{head}_h=\mathrm{Attention}(Q_h,K_h,V_h),\quad Z=[\mathrm{head}_1;\ldots;\mathrm{head}_H]"
)


def heads(words: Words, config: ModelConfig) -> None:
    """Heads one by one, and all at once from wide matrices: the same numbers."""
    left, right = st.columns(2)
    with left:
        lesson.equation("2.21 – 2.23", _EQUATION)
    narrow, wide = st.columns([1, 2])
    with narrow:
        common.seeded()
    with wide:
        count = st.slider(t("from_scratch.heads"), 1, MOST_HEADS, **state.bind("heads"))
    seed = int(st.session_state["bound_seed"])
    matrices = [scratch.random_matrices(seed + head) for head in range(count)]
    stacked = scratch.stacked_heads(words.x, matrices)
    wide_ones = [torch.cat(columns, dim=1) for columns in zip(*matrices, strict=True)]
    split = scratch.split_heads(words.x, *wide_ones, n_heads=count)
    difference = float((stacked - split).abs().max())
    with right:
        shown = lesson.predict(
            "scratch_heads",
            t("from_scratch.heads_question"),
            [t("from_scratch.same"), t("from_scratch.different")],
            int(difference > 1e-5 * max(1.0, float(stacked.abs().max()))),
            words,
            t("from_scratch.heads_answer", difference=difference),
            covers=True,
        )
    for head, column in enumerate(st.columns(max(2, count))[:count]):
        with column:
            scores = scratch.scaled_scores(*(words.x @ one for one in matrices[head][:2]))
            weights = scratch.softmax(scratch.hide_future(scores))
            common.matrix("head_weights", weights, words, number=head + 1)
    names = [f"{head + 1}·{place}" for head in range(count) for place in (1, 2)]
    common.matrix("heads_together", stacked, words, names, digits=4)
    with lesson.covered("scratch_origin", shown):
        lesson.origin(
            Line(t("from_scratch.line_width"), rf"{count}\times 2", str(2 * count)),
            Line(t("from_scratch.line_two_ways"), r"\max|Z-Z'|", lesson.scientific(difference)),
            Line(
                t("from_scratch.line_model"),
                rf"{config.n_heads}\times {config.d_head}",
                f"{config.n_heads * config.d_head}=d",
            ),
        )
    common.code(scratch.stacked_heads, scratch.split_heads)


def questions(words: Words, config: ModelConfig) -> None:
    """The notes' three open questions, each with a number that answers it."""
    del words
    _one_hot()
    _fewer_dimensions(config)
    with st.container(border=True):
        st.markdown(f"**{t('from_scratch.q_mask')}**")
        st.markdown(t("from_scratch.a_mask"))


def _one_hot() -> None:
    count = len(scratch.WORDS)
    weights = scratch.softmax(scratch.dot_scores(scratch.one_hot(count)))
    with st.container(border=True):
        st.markdown(f"**{t('from_scratch.q_one_hot')}**")
        left, right = st.columns([2, 3])
        with left:
            own, others = float(weights[0, 0]), float(weights[0, 1])
            st.markdown(t("from_scratch.a_one_hot", own=own, others=others))
            lesson.origin(
                Line(t("from_scratch.line_own"), rf"\frac{{e^1}}{{e^1+{count - 1}\,e^0}}", f"{own:.4f}"),
                Line(t("from_scratch.line_other"), rf"\frac{{e^0}}{{e^1+{count - 1}\,e^0}}", f"{others:.4f}"),
            )
        with right:
            plain = Words(scratch.WORDS, scratch.INPUTS, True)
            common.matrix("one_hot", weights, plain, most=float(weights.max()))
        common.code(scratch.one_hot, scratch.dot_scores, scratch.softmax)


def _fewer_dimensions(config: ModelConfig) -> None:
    whole, one = config.d_model**2, config.d_model * config.d_head
    narrow = rf"{config.n_heads}\times({config.d_model}\times {config.d_head})"
    with st.container(border=True):
        st.markdown(f"**{t('from_scratch.q_fewer')}**")
        st.markdown(
            t("from_scratch.a_fewer", width=config.d_model, heads=config.n_heads, narrow=config.d_head)
        )
        lesson.origin(
            Line(t("from_scratch.line_one_wide"), rf"{config.d_model}\times {config.d_model}", f"{whole:,}"),
            Line(
                t("from_scratch.line_all_narrow"),
                narrow,
                f"{config.n_heads * one:,}",
            ),
        )
