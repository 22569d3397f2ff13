"""뜻의 이동: one word in several phrases, compared layer by layer."""

from typing import Final

import pandas as pd
import streamlit as st

from dashboard import lesson
from dashboard.figures import layers as figures
from dashboard.lesson import Line
from dashboard.pages.layers import LONGEST, PHRASES
from dashboard.store import models, readings
from dashboard.texts import t
from dashboard.view import state
from dashboard.view.subject import Subject
from lmcore.analysis import movement as moving

PAGE: Final = "layers"
MOST: Final = 8
_EQUATION: Final = (
    r"\cos\theta^{(\ell)}=\frac{x_1^{(\ell)}\cdot x_k^{(\ell)}}"
    r"{\lVert x_1^{(\ell)}\rVert\,\lVert x_k^{(\ell)}\rVert}"
)


def phrases() -> str:
    """The phrases in the URL, one a line."""
    return state.read("phrases")


def draw(subject: Subject) -> None:
    """The phrases, and their words' way through the layers."""
    lesson.equation("cos", _EQUATION)
    measure, items = _controls()
    if len(items) < 2:
        st.info(t("layers.phrases_few"))
        return
    loaded = models.of(subject)
    stages = lesson.stages(loaded.config.n_layers)
    found = moving.movement(loaded.model, loaded.tokenizer, items, subject.mode)
    with st.spinner(t("layers.measuring")):
        chance = readings.chance_cosine(subject)[::2].numpy() if measure == "cosine" else None
    marked = [_marked(item) for item in items]
    names = {"measure": t(f"layers.measure_{measure}"), "chance": t("layers.chance")}
    values = getattr(found, measure)[:, ::2].numpy()
    fig = figures.movement(values, chance, stages, marked, lesson.colours(), names)
    caption = t(f"layers.movement_caption_{subject.mode}")
    lesson.figure(fig, "movement", lambda: _table(found, stages, marked), caption)
    _origin(found, stages[-1], marked)


def _controls() -> tuple[str, list[moving.Phrase]]:
    raw = phrases()
    with st.container(horizontal=True, vertical_alignment="center"):
        for name, lines in PHRASES.items():
            kind = "primary" if raw == lines else "secondary"
            st.button(t(f"layers.phrases_{name}"), type=kind, on_click=state.write, kwargs={"phrases": lines})
        measure = lesson.choose(PAGE, "measure")
    st.text_area(
        t("layers.phrases"), max_chars=LONGEST, height=124, help=t("layers.phrases_help"),
        **lesson.tied("phrases", raw),
    )  # fmt: skip
    items = [moving.phrase(line) for line in raw.splitlines()]
    return measure, [item for item in items if item.text][:MOST]


def _marked(item: moving.Phrase) -> str:
    start, end = item.word
    return f"{item.text[:start]}[{item.text[start:end]}]{item.text[end:]}"


def _table(found: moving.Movement, stages: list[str], marked: list[str]) -> pd.DataFrame:
    rows = [
        (line, stage, float(found.cosine[row, 2 * number]), float(found.distance[row, 2 * number]))
        for row, line in enumerate(marked)
        for number, stage in enumerate(stages)
    ]
    keys = ("phrase", "stage", "cosine", "distance")
    return pd.DataFrame(rows, columns=[t(f"layers.column_{key}") for key in keys])


def _origin(found: moving.Movement, stage: str, marked: list[str]) -> None:
    """The second phrase at the last stage."""
    last = found.angle(1, -1)
    dot, first, other = last.dot, last.first, last.second
    ratio = rf"\frac{{{dot:.3f}}}{{{first:.4f}\cdot{other:.4f}}}"
    rule = rf"\sqrt{{{first:.4f}^2+{other:.4f}^2-2\cdot{dot:.3f}}}"
    lesson.origin(
        Line(
            t("layers.origin_cosine", d=found.vectors.shape[-1]), ratio, f"{float(found.cosine[1, -1]):.6f}"
        ),
        Line(t("layers.origin_distance"), rule, f"{float(found.distance[1, -1]):.4f}"),
        about=t(
            "layers.origin_movement",
            first=lesson.quoted(marked[0]),
            other=lesson.quoted(marked[1]),
            stage=stage,
        ),
        expanded=False,
    )
