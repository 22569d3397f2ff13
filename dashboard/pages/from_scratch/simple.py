"""The first two steps: attention without weights, and with weights that could be learned."""

import math

import pandas as pd
import streamlit as st
import torch
from torch import Tensor

from dashboard import lesson
from dashboard.lesson import Line
from dashboard.pages.from_scratch import common
from dashboard.pages.from_scratch.common import Words
from dashboard.texts import t
from lmcore.analysis import scratch
from lmcore.analysis.looking import evenness
from lmcore.config import ModelConfig


def simple(words: Words, _: ModelConfig) -> None:
    """Scores, softmax, context vectors: no weights at all."""
    x = words.x
    scores = scratch.dot_scores(x)
    weights = scratch.softmax(scores)
    contexts = scratch.context_vectors(weights, x)
    left, right = st.columns(2)
    with left:
        lesson.equation(
            "2.16 – 2.18",
            r"\omega_{ij}=x_i\cdot x_j,\quad \alpha=\mathrm{softmax}(\omega),\quad z_i=\sum_j\alpha_{ij}x_j",
        )
    row = common.pick_row(words)
    with right:
        shown = lesson.predict(
            "scratch_simple",
            t("from_scratch.simple_question", word=lesson.quoted(words.names[row])),
            [lesson.plain(name) for name in words.names],
            int(weights[row].argmax()),
            (words, row),
            t("from_scratch.simple_answer", weight=float(weights[row].max())),
            covers=True,
        )
    left, right = st.columns(2)
    with left:
        common.matrix("scores", scores, words, chosen=row, signed=bool((scores < 0).any()))
    with right, lesson.covered("scratch_weights", shown):
        common.matrix("weights", weights, words, chosen=row)
    _compare(words, contexts)
    with lesson.covered("scratch_origin", shown):
        _simple_origin(words, row, scores, weights, contexts)
    common.code(scratch.dot_scores, scratch.softmax, scratch.context_vectors, scratch.simple_attention)


def _compare(words: Words, contexts: Tensor) -> None:
    """The context vectors, beside the printed ones where the words are the book's."""
    table = pd.DataFrame(contexts.numpy().round(4), columns=["z₁", "z₂", "z₃"])
    table.insert(0, t("from_scratch.word"), list(words.names))
    if words.names == scratch.WORDS:
        printed = torch.tensor(scratch.PRINTED)
        same = (contexts - printed).abs() <= 0.00005 + 1e-7
        for column in range(3):
            table[t("from_scratch.printed", column=column + 1)] = printed[:, column].numpy().round(4)
        table["="] = ["✓" if bool(row.all()) else "≠" for row in same]
        kind = "same" if bool(same.all()) else "other"
        st.markdown(t(f"from_scratch.compare_{kind}", count=int(same.sum()), all=same.numel()))
    number = st.column_config.NumberColumn(format="%.4f")
    columns = {name: number for name in table.columns if table[name].dtype.kind == "f"}
    st.dataframe(table, hide_index=True, column_config=columns)


def _simple_origin(words: Words, row: int, scores: Tensor, weights: Tensor, contexts: Tensor) -> None:
    x, best = words.x, int(weights[row].argmax())
    i, j = row + 1, best + 1
    products = "+".join(
        rf"{common.factor(a)}\cdot{common.factor(b)}"
        for a, b in zip(x[row].tolist(), x[best].tolist(), strict=True)
    )
    top = float(scores[row].max())
    total = 1 / float(weights[row].max())  # the largest weight is e^0 over the sum
    power = rf"\frac{{e^{{{scores[row, best]:.4f}-{common.factor(top)}}}}}{{{total:.4f}}}"
    lesson.origin(
        Line(t("from_scratch.line_score"), rf"\omega_{{{i}{j}}}={products}", f"{scores[row, best]:.4f}"),
        Line(t("from_scratch.line_softmax"), rf"\alpha_{{{i}{j}}}={power}", f"{weights[row, best]:.4f}"),
        Line(
            t("from_scratch.line_context"),
            rf"z_{{{i},1}}={common.terms(weights[row], x[:, 0])}",
            f"{contexts[row, 0]:.4f}",
        ),
        Line(t("from_scratch.line_all"), f"z_{{{i}}}", common.vector(contexts[row])),
        about=t(
            "from_scratch.about", word=lesson.quoted(words.names[row]), other=lesson.quoted(words.names[best])
        ),
    )


def trainable(words: Words, _: ModelConfig) -> None:
    """The same with queries, keys and values: matrices of chance, as before any training."""
    left, right = st.columns(2)
    with left:
        lesson.equation(
            "2.15 – 2.20",
            r"\mathrm{Attention}(Q,K,V)=\mathrm{softmax}\!\left(\frac{QK^{\top}}{\sqrt{d_k}}\right)V",
        )
    narrow, wide = st.columns([1, 3])
    with narrow:
        W = common.seeded()
    with wide:
        row = common.pick_row(words)
    x = words.x
    queries, keys, values = (x @ one for one in W)
    weights = scratch.softmax(scratch.scaled_scores(queries, keys))
    contexts = scratch.trainable_attention(x, *W)
    even = evenness(weights)
    with right:
        shown = lesson.predict(
            "scratch_trainable",
            t("from_scratch.trainable_question"),
            [t("from_scratch.even"), t("from_scratch.uneven")],
            int(even < 0.9),
            (words, W[0][0, 0].item()),
            t("from_scratch.trainable_answer", evenness=even),
            covers=True,
        )
    _projections(words, W, (queries, keys, values), row)
    left, right = st.columns([3, 2])
    with left, lesson.covered("scratch_weights", shown):
        common.matrix("trainable_weights", weights, words, chosen=row)
    with right:
        common.matrix("trainable_contexts", contexts, words, ["z₁", "z₂"], chosen=row, digits=4)
    _trainable_origin(words, W, row, (queries, keys), weights)
    common.code(scratch.random_matrices, scratch.scaled_scores, scratch.trainable_attention)


def _projections(words: Words, W: tuple[Tensor, ...], projected: tuple[Tensor, ...], row: int) -> None:
    names = ("query", "key", "value")
    for column, name, one, vectors in zip(st.columns(3), names, W, projected, strict=True):
        with column:
            letter = name[0].upper()
            numbers = r"\\".join("&".join(f"{cell:.4f}" for cell in line) for line in one.tolist())
            st.latex(rf"W_{{\mathrm{{{name}}}}}=\begin{{pmatrix}}{numbers}\end{{pmatrix}}")
            common.matrix(f"trainable_{name}", vectors, words, [f"{letter}₁", f"{letter}₂"], chosen=row)


def _trainable_origin(
    words: Words, W: tuple[Tensor, ...], row: int, projected: tuple[Tensor, Tensor], weights: Tensor
) -> None:
    best = int(weights[row].argmax())
    queries, keys = projected
    i, j = row + 1, best + 1
    score = float(queries[row] @ keys[best])
    lesson.origin(
        Line(
            t("from_scratch.line_query"),
            rf"q_{{{i}}}=x_{{{i}}}W_{{\mathrm{{query}}}}",
            common.vector(queries[row]),
        ),
        Line(
            t("from_scratch.line_key"), rf"k_{{{j}}}=x_{{{j}}}W_{{\mathrm{{key}}}}", common.vector(keys[best])
        ),
        Line(
            t("from_scratch.line_scaled"),
            rf"\frac{{q_{{{i}}}\cdot k_{{{j}}}}}{{\sqrt{{2}}}}=\frac{{{score:.4f}}}{{1.4142}}",
            f"{score / math.sqrt(2):.4f}",
        ),
        Line(t("from_scratch.line_softmax"), rf"\alpha_{{{i}{j}}}", f"{weights[row, best]:.4f}"),
        about=t(
            "from_scratch.about", word=lesson.quoted(words.names[row]), other=lesson.quoted(words.names[best])
        ),
    )
