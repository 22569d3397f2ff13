"""거리 and 회전: what (2.11) makes of a distance, and of a shift."""

from typing import Final

import numpy as np
import pandas as pd
import streamlit as st
import torch

from dashboard import lesson
from dashboard.figures import positions as figures
from dashboard.lesson import Line
from dashboard.pages.positions import FARTHEST, common
from dashboard.store import models, traces
from dashboard.texts import t
from dashboard.view.subject import Subject
from lmcore.analysis import positions as analysis
from lmcore.trace import Trace

_PRODUCT: Final = r"PE_p\cdot PE_{p+k}=\sum_{i=0}^{d/2-1}\cos\frac{k}{10000^{2i/d}}"
_TURN: Final = (
    r"\begin{pmatrix}\sin(a+b)\\ \cos(a+b)\end{pmatrix}="
    r"\begin{pmatrix}\cos b&\sin b\\-\sin b&\cos b\end{pmatrix}"
    r"\begin{pmatrix}\sin a\\ \cos a\end{pmatrix},\quad b=\frac{k}{10000^{2i/d}}"
)
_MATRIX: Final = r"\begin{{pmatrix}}{:.4f}&{:.4f}\\{:.4f}&{:.4f}\end{{pmatrix}}"
_COLUMN: Final = r"\begin{{pmatrix}}{:.4f}\\{:.4f}\end{{pmatrix}}"


def distance(subject: Subject) -> None:
    """Draw the part on PE·PE."""
    loaded, trace = models.of(subject), traces.trace(subject)
    table = common.table(loaded.model)
    most = min(FARTHEST, len(table) - 1)
    curve = _products(subject.weights, most)
    left, right = st.columns(2)
    with left:
        lesson.equation("2.11 · PE·PE", _PRODUCT)
    with right:
        lesson.predict(
            "distance",
            t("positions.distance_question"),
            [t("positions.depends"), t("positions.only_distance")],
            int(curve.spread < common.SAME * float(curve.mean[0])),
            most,
            t("positions.distance_answer", places=len(table), spread=curve.spread),
        )
    chosen = st.slider(t("positions.shift"), 0, most, **common.bound("shift", 0, most, 3))
    _distance_pictures(table[: common.SHOWN], curve, chosen)
    _distance_origin(table, trace, chosen)


@st.cache_data(max_entries=4, show_spinner=False)
def _products(model: Subject, most: int) -> analysis.Products:
    return analysis.products(torch.from_numpy(common.table(models.of(model).model)), most)


def _distance_pictures(shown: np.ndarray, curve: analysis.Products, chosen: int) -> None:
    axes, colours = lesson.names("positions", "position", "distance"), lesson.colours()
    left, right = st.columns(2)
    with left:
        columns = {"k": range(len(curve.mean)), "mean": curve.mean, "min": curve.low, "max": curve.high}
        figure = figures.by_distance(curve, chosen, colours, axes)
        lesson.figure(figure, "positions_distance", pd.DataFrame(columns), t("positions.distance_caption"))
    with right:
        figure = figures.gram(shown, colours, axes)
        made = lambda: pd.DataFrame(shown @ shown.T)  # noqa: E731
        lesson.figure(figure, "positions_products", made, t("positions.gram_caption"))


def _distance_origin(table: np.ndarray, trace: Trace, chosen: int) -> None:
    found, norms = analysis.at_distance(torch.from_numpy(table), chosen), analysis.mean_lengths(trace)
    cosines = found.cosines.tolist()
    shown = "+".join(f"{value:.3f}" for value in cosines[:4]).replace("+-", "-")
    lengths = rf"\lVert PE\rVert={norms[0]:.2f},\quad \lVert s\,e\rVert={norms[1]:.2f}"
    every = t("positions.all_pairs", pairs=len(cosines), distance=chosen)
    lesson.origin(
        Line(t("positions.each_pair"), r"\sin a\,\sin b+\cos a\,\cos b", r"\cos(a-b)"),
        Line(every, rf"{shown}+\cdots+{cosines[-1]:.3f}", f"{float(found.cosines.sum()):.4f}"),
        Line(t("positions.from_table", distance=chosen), rf"P_0\cdot P_{{{chosen}}}", f"{found.product:.4f}"),
        Line(t("positions.lengths"), lengths),
    )


def rotation(subject: Subject) -> None:
    """Draw the part on shifts as rotations."""
    loaded, trace = models.of(subject), traces.trace(subject)
    table = common.table(loaded.model)
    above = st.columns(2)
    with above[0]:
        lesson.equation("2.11 · R", _TURN)
    left, middle, right = st.columns(3)
    with left:
        place = common.pick_token("p", trace, 4)
    with middle:
        most = FARTHEST
        steps = st.slider(t("positions.shift"), 0, most, **common.bound("shift", 0, most, 3))
    with right:
        pair = common.pick_pair(table.shape[1])
    shift = analysis.shift(torch.from_numpy(table), min(steps, len(table) - 1 - place))
    with above[1]:
        lesson.predict(
            "rotation",
            t("positions.rotation_question"),
            [t("positions.same_matrix"), t("positions.other_matrix")],
            int(shift.difference > common.SAME),
            table.shape,
            t("positions.rotation_answer", count=len(table) - shift.steps, difference=shift.difference),
        )
    _clocks(table, shift, place, pair)
    _rotation_origin(table, shift, place, pair)


def _clocks(table: np.ndarray, shift: analysis.Shift, place: int, pair: int) -> None:
    columns = ["cos b", "sin b", "−sin b", "cos b (2)"]
    frame = pd.DataFrame(shift.matrices.flatten(1).numpy(), columns=columns).rename_axis("i").reset_index()
    figure = figures.clocks(table, place, shift.steps, pair, lesson.colours())
    caption = t("positions.clocks_caption", place=place, later=place + shift.steps)
    lesson.figure(figure, "positions_clocks", frame, caption)


def _rotation_origin(table: np.ndarray, shift: analysis.Shift, place: int, pair: int) -> None:
    later, turn = place + shift.steps, analysis.turn(torch.from_numpy(table), shift, place, pair)
    turned = _MATRIX.format(*shift.matrices[pair].flatten().tolist()) + _COLUMN.format(*turn.before)
    everywhere = t("positions.everywhere", count=len(table) - shift.steps, pairs=len(shift.matrices))
    largest = rf"\max_{{p,\,i}}\left|R\,PE_p-PE_{{p+{shift.steps}}}\right|"
    lesson.origin(
        Line(t("positions.turned", pair=pair), turned, _COLUMN.format(*turn.turned)),
        Line(t("positions.stands", place=later), rf"P_{{{later}}}", _COLUMN.format(*turn.there)),
        Line(everywhere, largest, lesson.scientific(shift.difference)),
    )
