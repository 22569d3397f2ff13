"""켜지는 유닛: the hidden units that a token fires, the words that fire a unit, the words it favours."""

from typing import Final

import pandas as pd
import streamlit as st
from jaxtyping import Float
from torch import Tensor

from dashboard import lesson
from dashboard.figures import feedforward as figures
from dashboard.figures.bars import Bar
from dashboard.lesson import Line
from dashboard.store import models, readings, traces
from dashboard.texts import t
from dashboard.view import state
from dashboard.view.subject import Subject
from lmcore.analysis import sample
from lmcore.analysis.units import firing
from lmcore.config import ModelConfig
from lmcore.model import Block, FeedForward, Transformer
from lmcore.tokenizer import Tokenizer
from lmcore.trace import LayerTrace

PAGE: Final = "feedforward"
STRONGEST: Final = 12


def layer() -> int:
    """The chosen layer, from 0; the URL and the reader count from 1."""
    return state.read("layer") - 1


def draw(subject: Subject) -> None:
    """All units of a layer at a token, and one of them."""
    loaded, trace = models.of(subject), traces.trace(subject)
    left, right = st.columns(2)  # side by side, so that the field fits the first screen of a projector
    with left:
        lesson.equation("2.24", r"\mathrm{FFN}(x)=\max(0,\,xW_1+b_1)\,W_2+b_2")
    with right:
        number = _pick_layer(loaded.config)
    at = lesson.pick_place(PAGE, trace.tokens)
    hidden = trace.layers[number].hidden[at]
    unit = state.read("unit")
    unit = int(hidden.argmax()) if unit is None else unit
    fires, token = int((hidden > 0).sum()), lesson.said(lesson.labels(trace.tokens)[at])
    counts = {"n": fires, "all": len(hidden), "share": fires / len(hidden)}
    st.markdown(t("feedforward.fires", token=token, layer=number + 1, **counts))
    left, right = st.columns(2)
    with left:
        _field(hidden, unit)
    with right:
        _strongest(hidden, unit)
    st.markdown(t("feedforward.unit_title", unit=unit, layer=number + 1))
    network = _network(loaded.model, number)
    left, right = st.columns([3, 2])
    with left:
        _exemplars(subject, loaded.tokenizer, number, unit)
    with right:
        caption = t("feedforward.words_caption")
        lesson.words_figure(loaded, network.W_2[unit], "unit_words", t("feedforward.change"), caption)
    _origin(loaded.model, trace.layers[number], number, unit, at)


def _pick_layer(config: ModelConfig) -> int:
    names, number = lesson.stages(config.n_layers)[1:], layer()
    st.segmented_control(
        t("feedforward.layer_choice"), range(1, len(names) + 1), format_func=lambda n: names[n - 1],
        required=True, wrap=True, **lesson.tied("layer", number + 1),
    )  # fmt: skip
    return number


def _field(hidden: Float[Tensor, " unit"], unit: int) -> None:
    names = lesson.names(PAGE, "unit", "value", "off", "legend") | {"label": t("feedforward.field_label")}
    grid = figures.field(hidden.numpy(), unit, names)

    def table() -> pd.DataFrame:
        return pd.DataFrame({names["unit"]: range(len(hidden)), names["value"]: hidden.numpy()})

    def pick(row: int, column: int) -> None:
        if (picked := row * len(grid.columns) + column) < len(hidden):
            state.write(unit=picked)

    lesson.grid_figure(grid, "units", table, t("feedforward.field_caption"), pick)


def _strongest(hidden: Float[Tensor, " unit"], unit: int) -> None:
    top, names = hidden.topk(min(STRONGEST, len(hidden))), lesson.names(PAGE, "unit", "value")
    ids, values = top.indices.tolist(), top.values.tolist()
    drawn = [
        Bar(f"{names['unit']} {id}", value, "blue" if id == unit else "pale", id == unit)
        for id, value in zip(ids, values, strict=True)
    ]
    frame = pd.DataFrame({names["unit"]: ids, names["value"]: values})
    caption = t("feedforward.strongest_caption")
    lesson.bars_figure(drawn, names["value"], "strongest", frame, caption, form=".2f")


def _network(model: Transformer, number: int) -> FeedForward:
    block = model.blocks[number]
    assert isinstance(block, Block)
    return block.feedforward


def _exemplars(subject: Subject, tokenizer: Tokenizer, number: int, unit: int) -> None:
    with st.spinner(t("feedforward.measuring")):
        found = readings.exemplars(subject)
    texts, tables = sample.sentences(), (found.value, found.sentence, found.token)
    rows, most = [], max(float(found.value[number, unit, 0]), 1e-9)
    for value, text, place in zip(*(table[number, unit].tolist() for table in tables), strict=True):
        if value > 0:
            token = tokenizer.tokenize(texts[text])[place - 1]
            rows.append((texts[text], (token.start, token.end), value, value / most))
    share = float(found.rate[number, unit])
    st.markdown(t("feedforward.exemplars", sentences=len(texts), tokens=found.tokens, share=share))
    if rows:
        st.html(figures.STYLE + figures.sentences(rows))
    else:
        st.info(t("feedforward.never"))


def _origin(model: Transformer, trace: LayerTrace, number: int, unit: int, at: int) -> None:
    found = firing(model, number, trace, unit, at)
    total, value, length = found.dot + found.bias, found.value, found.length
    summed = rf"x\cdot W_1[:,{unit}]+b_1[{unit}]={found.dot:.5f}{found.bias:+.5f}"
    written = rf"\lVert {value:.5f}\cdot W_2[{unit},:]\rVert={value:.5f}\cdot{length:.5f}"
    favoured = r"\bigl(\gamma\odot(W_2[u]-\overline{W_2[u]})\bigr)\cdot W_E[t]"
    lesson.origin(
        Line(t("feedforward.origin_sum", d=trace.feedforward_input.shape[-1]), summed, f"{total:.5f}"),
        Line(t("feedforward.origin_relu"), rf"\max(0,\,{total:.5f})", f"{value:.5f}"),
        Line(t("feedforward.origin_write"), written, f"{value * length:.5f}"),
        Line(t("feedforward.origin_words"), favoured),
        about=t("feedforward.origin_about", unit=unit, layer=number + 1),
        expanded=False,
    )
