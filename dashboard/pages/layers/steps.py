"""걸음: how far and where to each layer moves a token's vector."""

from typing import Final

import pandas as pd

from dashboard import lesson
from dashboard.figures import layers as figures
from dashboard.lesson import Line
from dashboard.store import models, readings
from dashboard.texts import t
from dashboard.view.subject import Subject
from lmcore.analysis import stream as streaming
from lmcore.analysis.products import Angle

PAGE: Final = "layers"
_EQUATION: Final = (
    r"x\leftarrow x+\mathrm{Attention}(\mathrm{LayerNorm}(x)),\qquad "
    r"x\leftarrow x+\mathrm{FFN}(\mathrm{LayerNorm}(x))"
)
_NAMES: Final = ("norm", "length_attention", "length_feedforward", "turn", "slant", "degrees", "length")


def draw(subject: Subject) -> None:
    """Lengths and angles of all steps of one token."""
    lesson.equation("2.23, 2.24", _EQUATION)
    config, read = models.of(subject).config, readings.stream(subject)
    at = lesson.pick_place(PAGE, read.tokens)
    found, stages = streaming.steps(read.values), lesson.stages(config.n_layers, halves=True)
    fig = figures.steps(found, at, stages, lesson.colours(), lesson.names(PAGE, *_NAMES))
    frame = pd.DataFrame({t("layers.column_stage"): stages, t("layers.norm"): found.norm[:, at].tolist()})
    for name in ("length", "turn", "slant"):
        frame[t(f"layers.{name}")] = [None, *getattr(found, name)[:, at].tolist()]
    lesson.figure(fig, "steps", frame, t("layers.steps_caption"))
    step = int(found.length[:, at].argmax())
    _origin(streaming.step(read.values, step, at), float(found.norm[step + 1, at]), stages[step + 1])


def _origin(found: Angle, after: float, stage: str) -> None:
    """The longest step from its two vectors: what stood before it and what it added."""
    dot, size, more = found.dot, found.first, found.second
    fraction = r"\frac{x\cdot\Delta}{\lVert x\rVert\lVert\Delta\rVert}"
    numbers = rf"\frac{{{dot:.3f}}}{{{size:.4f}\cdot{more:.4f}}}"
    rule = rf"\sqrt{{{size:.4f}^2+{more:.4f}^2+2({dot:.3f})}}"
    lesson.origin(
        Line(t("layers.origin_before"), r"\lVert x\rVert=\sqrt{\textstyle\sum_i x_i^2}", f"{size:.4f}"),
        Line(t("layers.origin_added"), r"\lVert\Delta\rVert", f"{more:.4f}"),
        Line(t("layers.origin_slant"), rf"\arccos{fraction}=\arccos{numbers}", rf"{found.degrees:.3f}^\circ"),
        Line(t("layers.origin_after"), rule, f"{after:.4f}"),
        about=t("layers.origin_steps", stage=stage),
        expanded=False,
    )
