"""네 문장의 배: where 배 looks in the report's four sentences, by the chosen head."""

import math
from dataclasses import dataclass, replace
from typing import Final

import pandas as pd
import streamlit as st
import torch
from jaxtyping import Float
from torch import Tensor

from dashboard import lesson
from dashboard.figures import heads as figures
from dashboard.lesson import Line
from dashboard.pages.heads import common
from dashboard.store import models, traces
from dashboard.texts import t
from dashboard.view.subject import Subject
from lmcore.analysis import looking
from lmcore.analysis.jobs import cue_places
from lmcore.analysis.sample import Cued, marked
from lmcore.config import ModelConfig
from lmcore.trace import Trace

SENTENCES: Final = (
    "[배]가 {아프다}.", "[배]가 {항구}를 떠난다.", "애플, 겨울 [배]가 {맛있단다}!", "{두} [배] 증가했다."
)  # fmt: skip
"""The report's four, the word that tells them apart in braces."""
_EQUATION: Final = (
    r"\alpha_{\text{배},j}=\mathrm{softmax}_j\!\left(\frac{Q_{\text{배}}\cdot K_j}{\sqrt{d_k}}\right)"
)


@dataclass(frozen=True)
class Look:
    """One sentence and the row of the word in question in every head: weights (layer, head, token)."""

    item: Cued
    trace: Trace
    word: int
    cue: list[int]
    weights: Float[Tensor, "layer head token"]


def draw(subject: Subject) -> None:
    """Four rows, one below the other, in one scale of colours."""
    lesson.equation("2.17", _EQUATION)
    config, looks = models.of(subject).config, [_look(subject, marked(line)) for line in SENTENCES]
    shares = torch.stack([look.weights[:, :, look.cue].sum(-1) for look in looks]).mean(0)
    chosen = common.chosen(config, common.strongest(shares))
    left, right = st.columns([2, 3], gap="large")
    with left:
        _grid(config, shares, chosen)
    with right:
        _rows(looks, chosen)
        st.caption(t(f"heads.bae_caption_{subject.mode}"))
    with st.expander(t("lesson.table")):
        st.dataframe(_table(looks, chosen), hide_index=True)
    _origin(looks[0], *chosen)


def _look(subject: Subject, item: Cued) -> Look:
    trace = traces.trace(replace(subject, text=item.text))
    word, cue = cue_places(trace.tokens, item)
    weights = torch.stack([layer.attention.weights[:, word] for layer in trace.layers])
    return Look(item, trace, word, cue, weights)


def _grid(config: ModelConfig, shares: Float[Tensor, "layer head"], chosen: common.Head) -> None:
    names = {
        "label": t("heads.grid_label"), "corner": t("heads.head"), "name": t("heads.job_cue_value"),
        "legend": t("heads.bae_legend"),
    }  # fmt: skip
    grid = figures.head_grid(shares.numpy(), "{:.2f}", chosen, common.layers(config), "sequential", names)
    table = lambda: common.frame({names["name"]: shares})  # noqa: E731
    lesson.grid_figure(grid, "bae", table, t("heads.bae_grid_caption"), common.choose)


def _rows(looks: list[Look], chosen: common.Head) -> None:
    st.markdown(t("heads.bae_title", name=common.name(*chosen)))
    most = max(float(look.weights[chosen].max()) for look in looks)
    names = lesson.names(common.PAGE, "weight", "own", "cue") | {"label": t("heads.look_label")}
    for number, look in enumerate(looks):
        weights, labels = look.weights[chosen], lesson.labels(look.trace.tokens)
        name = t("heads.look_share", share=float(weights[look.cue].sum()))
        grid = figures.look(labels, weights.numpy(), look.word, look.cue, name, most, names)
        lesson.bare_grid(grid, f"look_{number}")


def _table(looks: list[Look], chosen: common.Head) -> pd.DataFrame:
    rows = [
        (look.item.text, label, float(look.weights[chosen][place]), place in look.cue)
        for look in looks
        for place, label in enumerate(lesson.labels(look.trace.tokens))
    ]
    keys = ("sentence", "token", "weight", "cue")
    return pd.DataFrame(rows, columns=[t(f"heads.column_{key}") for key in keys])


def _origin(look: Look, layer: int, head: int) -> None:
    """The first sentence's weight on its cue; a masked one is exactly 0."""
    word, key = look.word, look.cue[0]
    found = looking.look(look.trace, layer, head, word)
    d_k, score = len(found.q), float(found.scores[key])
    shown = f"{float(found.scaled[key]):.4f}" if found.open[key] else r"-\infty"
    fraction = rf"\frac{{q\cdot k}}{{\sqrt{{{d_k}}}}}=\frac{{{score:.4f}}}{{{math.sqrt(d_k):.4f}}}"
    labels = lesson.labels(look.trace.tokens)
    text, own, other = lesson.quoted(look.item.text), lesson.said(labels[word]), lesson.said(labels[key])
    lesson.origin(
        Line(t("heads.origin_score"), fraction, f"{score / math.sqrt(d_k):.4f}"),
        Line(t("heads.origin_mask"), "", shown),
        Line(
            t("heads.origin_softmax"),
            rf"\frac{{e^{{{shown}}}}}{{{math.exp(found.log_sum):.4f}}}",
            f"{float(look.weights[layer, head, key]):.6f}",
        ),
        about=t("heads.origin_bae", text=text, word=own, key=other),
        expanded=False,
    )
