"""매개변수: counted for any configuration, GPT-3's 57,982,058,496 among them."""

from typing import Final

import pandas as pd
import streamlit as st

from dashboard import lesson
from dashboard.figures import limits as figures
from dashboard.lesson import Line
from dashboard.pages.limits import SIZES
from dashboard.store import models
from dashboard.texts import t
from dashboard.view import state
from dashboard.view.subject import Subject
from lmcore.analysis import costs
from lmcore.analysis.costs import Parameters, Shape
from lmcore.model import Transformer

_PARTS: Final = ("embedding", "positions", "attention", "feedforward", "norms", "biases")


def part(subject: Subject) -> None:
    """Draw this part."""
    model = models.of(subject).model
    ours = costs.shape_of(model.config)
    lesson.equation(
        "2.15",
        r"Q=XW_Q,\;K=XW_K,\;V=XW_V,\;ZW_O:\qquad 4\,L\,d^2",
    )
    _predict()
    shape = _inputs(ours)
    count = costs.parameters(shape)
    with st.container(horizontal=True, gap="medium"):
        st.metric(t("limits.total_parameters"), f"{count.total:,}", width="content")
        st.metric(t("limits.attention"), f"{count.attention:,}", width="content")
        st.metric(t("limits.attention_share"), f"{figures.share_of_attention(count):.1%}", width="content")
    lesson.figure(
        figures.tree(shape, lesson.colours(), lesson.names("limits", *_PARTS)),
        "limits_parameters",
        pd.DataFrame(
            [
                {t("limits.stage"): t(f"limits.{name}"), t("limits.count"): getattr(count, name)}
                for name in _PARTS
            ]
        ),
        t("limits.parameters_caption"),
    )
    _remarks(model, shape, ours, count)
    _origin(shape, count)


def _predict() -> None:
    gpt3 = costs.parameters(costs.GPT3)

    def answer() -> int:
        share = figures.share_of_attention(gpt3)
        return min(range(3), key=lambda index: abs((0.1, 1 / 3, 0.9)[index] - share))

    lesson.predict(
        "limits_parameters",
        t("limits.parameters_question"),
        [t("limits.tenth"), t("limits.third"), t("limits.most")],
        answer,
        explain=lambda: t(
            "limits.parameters_answer",
            attention=gpt3.attention,
            total=gpt3.total,
            share=figures.share_of_attention(gpt3),
            feedforward=gpt3.feedforward / gpt3.total,
        ),
    )


def _inputs(ours: Shape) -> Shape:
    presets = {"ours": ours, "gpt2": costs.GPT2_SMALL, "gpt3": costs.GPT3}
    # what is read here are the defaults too, which a preset leaves out of the link
    values = {key: state.read(key, default=getattr(ours, field)) for key, (field, _) in SIZES.items()}
    table = state.read("table", default=ours.learned_positions)
    biases = state.read("biases", default=ours.attention_biases)
    fields = {field: values[key] for key, (field, _) in SIZES.items()}
    shape = Shape(**fields, learned_positions=table, attention_biases=biases)
    current = next((name for name, preset in presets.items() if preset == shape), None)
    state.follow("limits_preset", current)
    st.segmented_control(
        t("limits.preset"),
        tuple(presets),
        format_func=lambda name: t(f"limits.preset_{name}"),
        key="limits_preset",
        on_change=lambda: _take(presets.get(st.session_state["limits_preset"])),
        label_visibility="collapsed",
    )
    columns = st.columns(6)
    for column, (key, (field, most)) in zip(columns, SIZES.items(), strict=True):
        bound = state.bind(key, default=getattr(ours, field))
        column.number_input(t(f"limits.input_{key}"), 1, most, step=1, **bound)
    with st.container(horizontal=True):
        st.checkbox(t("limits.input_table"), **state.bind("table", default=ours.learned_positions))
        st.checkbox(t("limits.input_biases"), **state.bind("biases", default=ours.attention_biases))
    return shape


def _take(preset: Shape | None) -> None:
    if preset:
        values = {key: getattr(preset, field) for key, (field, _) in SIZES.items()}
        state.write(**values, table=preset.learned_positions, biases=preset.attention_biases)


def _remarks(model: Transformer, shape: Shape, ours: Shape, count: Parameters) -> None:
    if shape == ours:
        real = sum(parameter.numel() for parameter in model.parameters())
        st.markdown(t("limits.real_same" if real == count.total else "limits.real_other", real=real))
    if shape.d_model % shape.n_heads:
        st.info(t("limits.uneven", d=shape.d_model, h=shape.n_heads), icon=":material/info:")


def _origin(shape: Shape, count: Parameters) -> None:
    layers, d, V = shape.n_layers, shape.d_model, shape.vocabulary_size
    bias = rf"{layers}\,({shape.d_ff:,}+{d:,}" + (rf"+4\cdot{d:,})" if shape.attention_biases else ")")
    formulas = {
        "embedding": rf"V d={V:,}\cdot{d:,}",
        "positions": rf"c\,d={shape.context:,}\cdot{d:,}" if count.positions else "",
        "attention": rf"4\,L\,d^2={layers}\times 4\times{d:,}\times{d:,}",
        "feedforward": rf"2\,L\,d\,d_{{ff}}=2\cdot{layers}\cdot{d:,}\cdot{shape.d_ff:,}",
        "norms": rf"2d\,(2L+1)=2\cdot{d:,}\cdot{2 * layers + 1}",
        "biases": bias,
    }
    lesson.origin(
        *(
            Line(
                t(f"limits.{name}"),
                formulas[name].replace(",", "{,}").replace(r"\{,}", r"\,"),
                f"{getattr(count, name):,}".replace(",", "{,}"),
            )
            for name in _PARTS
        ),
        about=t("limits.parameters_about"),
        expanded=False,
    )
