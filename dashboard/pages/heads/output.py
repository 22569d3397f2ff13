"""W_O: the matrix that mixes the heads, cut into each head's rows."""

from typing import Final

import pandas as pd

from dashboard import lesson
from dashboard.figures import heads as figures
from dashboard.lesson import Line
from dashboard.pages.heads import common
from dashboard.store import models
from dashboard.texts import t
from dashboard.view.subject import Subject
from lmcore.analysis import writes as writing

_EQUATION: Final = (
    r"W_O=\begin{pmatrix}W_O^{(1)}\\ \vdots\\ W_O^{(H)}\end{pmatrix},\qquad "
    r"W_O^{(h)}\in\mathbb{R}^{d_k\times d}"
)


def draw(subject: Subject) -> None:
    """The chosen head's W_O and the strengths of all heads of its layer."""
    lesson.equation("2.23", _EQUATION)
    loaded = models.of(subject)
    model, (layer, head) = loaded.model, common.pick(loaded.config)
    own, strengths = writing.output_matrix(model, layer, head), writing.output_strengths(model, layer)
    matrix = own.matrix
    names = lesson.names(common.PAGE, "row", "column", "strength", "number", "head")
    fig = figures.output_matrix(matrix.numpy(), strengths.numpy(), head, lesson.colours(), names)
    caption = t("heads.output_caption", d_k=len(matrix), d=matrix.shape[1])
    lesson.figure(fig, "output", lambda: pd.DataFrame(matrix.numpy()), caption)
    lesson.origin(
        Line(
            t("heads.origin_svd"),
            r"W_O^{(h)}=U\,\mathrm{diag}(s)\,V^{\top},\quad s_1",
            f"{float(own.strengths[0]):.5f}",
        ),
        Line(t("heads.origin_squares"), r"\sum_i s_i^2", f"{own.squared_strengths:.5f}"),
        Line(
            t("heads.origin_entries"), r"\sum_{i,j}\bigl(W_O^{(h)}\bigr)_{ij}^2", f"{own.squared_entries:.5f}"
        ),
        about=t("heads.origin_output", name=common.name(layer, head)),
        expanded=False,
    )
