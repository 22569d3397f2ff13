"""Two side by side: the lens of A and of B, their difference, and the words that gain at the chosen cell."""

from collections.abc import Callable
from functools import cache, partial

import pandas as pd
import streamlit as st
from torch import Tensor

from dashboard import lesson
from dashboard.figures import comparison as figures
from dashboard.figures import layers as lens_figures
from dashboard.lesson.comparison import Sides
from dashboard.lesson.gains import gains
from dashboard.store import models, readings
from dashboard.texts import t
from dashboard.view import state
from dashboard.view.subject import Subject
from lmcore.analysis import comparison
from lmcore.analysis import lens as lenses
from lmcore.analysis.lens import Lens

Names = dict[str, str]


def draw(sides: Sides, measure: lens_figures.Measure, halves: bool, names: Callable[[Lens], Names]) -> None:
    """Both grids in one scale, the difference where both have as many tokens, the chosen cell's words."""
    loaded = models.of(sides.a)
    stages = lesson.stages(loaded.config.n_layers, halves)
    reads = [readings.stream(side) for side in (sides.a, sides.b)]
    found = [readings.lens(side, halves) for side in (sides.a, sides.b)]
    lengths = [len(read.tokens) for read in reads]
    longest = reads[lengths.index(max(lengths))].tokens
    at = lesson.place(longest)
    stage = lesson.bounded("stage", 0, len(stages) - 1, len(stages) - 1)
    piece = cache(partial(lesson.piece, loaded.tokenizer))
    for name, column, heading, read, lens in zip(
        "ab", st.columns(2, gap="medium"), sides.headings, reads, found, strict=True
    ):
        labels = lesson.labels(read.tokens)
        with column:
            st.markdown(heading)
            cell = (stage, min(at, len(labels) - 1))
            grid = lens_figures.lens_grid(lens, measure, stages, labels, piece, cell, None, names(lens))
            table = lambda lens=lens, labels=labels: _table(lens, stages, labels)  # noqa: E731
            lesson.grid_figure(grid, f"compared_{name}", table, "", _pick)
    if lengths[0] == lengths[1]:
        labels = lesson.labels(reads[0].tokens)
        _difference(comparison.lens_difference(*found), measure, stages, labels, (stage, at))
    else:
        st.info(t("comparison.lengths", a=lengths[0], b=lengths[1]), icon=":material/info:")
    places = [min(at, length - 1) for length in lengths]
    tokens = [lesson.labels(read.tokens)[place] for read, place in zip(reads, places, strict=True)]
    said = " / ".join(map(lesson.said, dict.fromkeys(tokens)))
    st.markdown(t("layers.cell", token=said, stage=stages[stage]))
    number = stage if halves else 2 * stage
    logits = [
        _logits(side, read.values[number, place])
        for side, read, place in zip((sides.a, sides.b), reads, places, strict=True)
    ]
    gains(loaded.tokenizer, comparison.word_difference(*logits), sides.headings)


def _logits(side: Subject, x: Tensor) -> Tensor:
    return lenses.logits(models.of(side).model, x)


def _pick(stage: int, at: int) -> None:
    state.write(stage=stage, at=at)


def _difference(
    found: comparison.LensDifference,
    measure: lens_figures.Measure,
    stages: list[str],
    labels: list[str],
    cell: tuple[int, int],
) -> None:
    names = {
        "label": t("comparison.lens_label"), "corner": t("layers.corner"),
        "nothing": t("comparison.lens_nothing"),
        "value": t(f"comparison.lens_{measure}"), "legend": t(f"comparison.lens_{measure}"),
    }  # fmt: skip
    st.markdown(t("comparison.difference_title"))
    grid = figures.lens(found, measure, stages, labels, cell, names)

    def table() -> pd.DataFrame:
        numbers = found.measures
        rows = [
            (at, label, stage, *(float(values[number, at]) for values in numbers.values()))
            for at, label in enumerate(labels)
            for number, stage in enumerate(stages)
        ]
        columns = [t(f"layers.column_{key}") for key in ("place", "token", "stage")]
        return pd.DataFrame(rows, columns=[*columns, *(t(f"comparison.lens_{key}") for key in numbers)])

    lesson.grid_figure(grid, "compared_difference", table, t("comparison.lens_caption"), _pick)


def _table(found: Lens, stages: list[str], labels: list[str]) -> pd.DataFrame:
    rows = [
        (
            at,
            label,
            stage,
            float(found.probability[number, at]),
            int(found.rank[number, at]),
            float(found.entropy[number, at]),
        )
        for at, label in enumerate(labels)
        for number, stage in enumerate(stages)
    ]
    keys = ("place", "token", "stage", "actual_p", "actual_rank", "entropy")
    return pd.DataFrame(rows, columns=[t(f"layers.column_{key}") for key in keys])
