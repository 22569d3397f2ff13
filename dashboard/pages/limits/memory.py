"""메모리: what every stage holds, counted and then weighed on the tensors of the reader's own sentence."""

from typing import cast

import pandas as pd
import streamlit as st

from dashboard import lesson
from dashboard.figures import limits as figures
from dashboard.lesson import Line
from dashboard.pages.limits import MEMORY_LENGTHS
from dashboard.store import models, traces
from dashboard.texts import t
from dashboard.view import state
from dashboard.view.subject import Subject
from lmcore.analysis import costs


def part(subject: Subject) -> None:
    """Draw this part."""
    loaded = models.of(subject)
    trace, shape = traces.trace(subject), costs.shape_of(loaded.config)
    tokens = len(trace.tokens)
    lesson.equation(
        "2.16",
        r"\text{score}(i,j)=\frac{Q_i\cdot K_j}{\sqrt{d_k}},\quad i,j=1\ldots n"
        r"\;\Rightarrow\; L\cdot h\cdot n^2",
    )
    _predict(shape)
    n = cast(int, st.select_slider(t("limits.n"), MEMORY_LENGTHS, **state.bind("m")))
    actual, counted = costs.traced_bytes(loaded.model, trace), costs.stage_bytes(shape, tokens)
    lesson.figure(
        figures.memory(
            shape,
            n,
            tokens,
            actual,
            lesson.colours(),
            lesson.names("limits", *figures.STORED, "n", "bytes", "actual"),
        ),
        "limits_memory",
        lambda: _table(costs.stage_bytes(shape, n), counted, actual, n, tokens),
        t("limits.memory_caption", tokens=tokens),
    )
    same = "limits.memory_same" if counted == actual else "limits.memory_other"
    st.markdown(t(same, tokens=tokens, bytes=figures.bytes_text(sum(actual.values()))))
    _slip(shape)
    layers, heads = shape.n_layers, shape.n_heads
    lesson.origin(
        Line(
            t("limits.scores"),
            rf"L\cdot h\cdot n^2\cdot 4=" rf"{layers}\cdot{heads}\cdot{tokens}^2\cdot 4",
            f"{counted['scores']:,}",
        ),
        Line(t("limits.scores_nbytes"), "", f"{actual['scores']:,}"),
        Line(
            t("limits.scores_at", n=n),
            rf"{layers}\cdot{heads}\cdot{n}^2\cdot 4",
            f"{costs.stage_bytes(shape, n)['scores']:,}",
        ),
        Line(t("limits.weights"), rf"{costs.parameters(shape).total:,}\cdot 4", f"{counted['weights']:,}"),
        about=t("limits.memory_about"),
        expanded=False,
    )


def _predict(shape: costs.Shape) -> None:
    def answer() -> int:
        once, twice = (costs.stage_bytes(shape, n)["weights"] for n in (256, 512))
        return [1, 2, 4].index(twice // once)

    lesson.predict(
        "limits_memory",
        t("limits.memory_question"),
        [t("limits.unchanged"), t("limits.times", factor=2), t("limits.times", factor=4)],
        answer,
        explain=t("limits.memory_answer"),
    )


def _table(
    at_n: dict[str, int], counted: dict[str, int], actual: dict[str, int], n: int, tokens: int
) -> pd.DataFrame:
    rows = [
        {
            t("limits.stage"): t(f"limits.{stage}"),
            f"n = {n}": at_n[stage],
            t("limits.counted_at", n=tokens): counted[stage],
            t("limits.weighed_at", n=tokens): actual[stage],
        }
        for stage in figures.STORED
    ]
    return pd.DataFrame(rows)


def _slip(shape: costs.Shape) -> None:
    with st.container(border=True):
        st.markdown(f"**{t('limits.slip_title')}**")
        st.markdown(t("limits.slip_text", d=shape.d_model))
        st.latex(
            rf"W_Q,\,W_K,\,W_V,\,W_O\in\mathbb{{R}}^{{{shape.d_model}\times{shape.d_model}}},\qquad "
            r"QK^\top\in\mathbb{R}^{n\times n}"
        )
