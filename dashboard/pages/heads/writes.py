"""무엇을 쓰나: what each head adds to the stream at one token, and which words that favours."""

from typing import Final, cast

import pandas as pd
import streamlit as st

from dashboard import lesson
from dashboard.figures import heads as figures
from dashboard.figures.grid import Ramp
from dashboard.lesson import Line
from dashboard.pages.heads import MEASURES, common
from dashboard.store import models, readings, traces
from dashboard.texts import t
from dashboard.view.subject import Subject
from lmcore.analysis import jobs as measuring
from lmcore.analysis import writes as writing
from lmcore.checkpoints import Checkpoint
from lmcore.config import ModelConfig
from lmcore.trace import Trace

_EQUATION: Final = r"\mathrm{head}_h=z_h,\qquad \mathrm{concat}(z_1,\ldots,z_H)\,W_O=\sum_h z_h W_O^{(h)}"


def draw(subject: Subject) -> None:
    """The grid of all heads, and the chosen head's words."""
    loaded = models.of(subject)
    left, right = st.columns(2, vertical_alignment="center")
    with left:
        lesson.equation("2.21–2.23", _EQUATION)
    with right:
        _question(subject, common.layers(loaded.config))
    trace = traces.trace(subject)
    at = lesson.pick_place(common.PAGE, trace.tokens)
    found = writing.writes(trace, at)
    layer, head = common.chosen(loaded.config, common.strongest(found.norm))
    measure = lesson.choose(common.PAGE, "measure", label=True)
    left, right = st.columns([3, 2])
    with left:
        _grid(loaded.config, found, measure, (layer, head))
    with right:
        _words(loaded, trace, layer, head, at)
    _origin(trace, found, layer, head, at)


def _question(subject: Subject, layers: list[str]) -> None:
    """Ask where the head that looks at cues stands; measured only once somebody has guessed."""

    def best() -> tuple[int, int]:
        with st.spinner(t("heads.measuring")):
            return measuring.ranking(readings.jobs(subject).cue)[0]

    def explain() -> str:
        jobs, place = readings.jobs(subject), best()
        return t("heads.answer", name=common.name(*place), share=float(jobs.cue[place]), chance=jobs.chance)

    about = subject.weights, subject.mode
    lesson.predict("heads", t("heads.question"), layers, lambda: best()[0], about, explain)


def _grid(config: ModelConfig, found: writing.Writes, measure: str, chosen: tuple[int, int]) -> None:
    keys = {
        "label": "grid_label", "corner": "head", "name": f"measure_{measure}", "legend": f"legend_{measure}"
    }  # fmt: skip
    names = {key: t(f"heads.{name}") for key, name in keys.items()}
    form, ramp = ("{:.1f}", "sequential") if measure == "norm" else ("{:+.2f}", "diverging")
    values = getattr(found, measure).numpy()
    grid = figures.head_grid(values, form, chosen, common.layers(config), cast("Ramp", ramp), names)

    def table() -> pd.DataFrame:
        return common.frame({t(f"heads.measure_{name}"): getattr(found, name) for name in MEASURES})

    lesson.grid_figure(grid, "writes", table, t(f"heads.caption_{measure}"), common.choose)


def _words(loaded: Checkpoint, trace: Trace, layer: int, head: int, at: int) -> None:
    vector = trace.layers[layer].attention.head_outputs[head, at]
    caption = t("heads.words_caption", name=common.name(layer, head))
    lesson.words_figure(loaded, vector, "head_words", t("heads.change"), caption)


def _origin(trace: Trace, found: writing.Writes, layer: int, head: int, at: int) -> None:
    """The chosen head's vector, its share of the layer's output, and that the heads add up."""
    d_k, d = trace.layers[layer].attention.z.shape[-1], trace.final.shape[-1]
    share, shares, number = writing.share(trace, layer, head, at), found.share[layer], head + 1
    dot, square = share.angle.dot, share.angle.second**2
    listed = "".join(f"{one:+.3f}" for one in shares.tolist()).removeprefix("+")
    written = rf"o_{{{number}}}=z_{{{number}}}W_O^{{({number})}},\quad \lVert o_{{{number}}}\rVert"
    ratio = rf"\frac{{o_{{{number}}}\cdot o}}{{o\cdot o}}=\frac{{{dot:.4f}}}{{{square:.4f}}}"
    rest = r"\max\bigl|\sum_h o_h-\mathrm{concat}(z)W_O\bigr|"
    token = lesson.said(lesson.labels(trace.tokens)[at])
    lesson.origin(
        Line(t("heads.origin_write", d_k=d_k, d=d), written, f"{share.angle.first:.5f}"),
        Line(t("heads.origin_share"), ratio, f"{float(shares[head]):+.5f}"),
        Line(t("heads.origin_shares", n=len(shares)), listed, f"{float(shares.sum()):.6f}"),
        Line(t("heads.origin_sum"), rest, lesson.scientific(share.missing)),
        about=t("heads.origin_about", name=common.name(layer, head), token=token),
        expanded=False,
    )
