"""Two side by side: one head on A and on B, their difference, and which heads look elsewhere."""

from typing import Final

import pandas as pd
import streamlit as st

from dashboard import lesson
from dashboard.figures import comparison as figures
from dashboard.figures.heads import head_grid
from dashboard.lesson import Line
from dashboard.lesson.comparison import Sides
from dashboard.store import models, traces
from dashboard.texts import t
from dashboard.view import state
from lmcore.analysis import comparison
from lmcore.analysis.heads import most_telling
from lmcore.analysis.learning import window
from lmcore.analysis.looking import look
from lmcore.trace import Trace

WINDOW: Final = 24
"""Tokens of each side that are drawn; of a longer sentence those around the chosen query."""
_NAMES: Final = ("corner", "weight", "difference")
Head = tuple[int, int]
Cell = tuple[int, int]


def draw(sides: Sides) -> None:
    """The chosen head on either side and, for as many tokens, B − A of every cell and every head."""
    config = models.of(sides.a).config
    a, b = traces.trace(sides.a), traces.trace(sides.b)
    alike = comparison.alike(a, b)
    changed = comparison.moved(a, b) if alike else None
    first = divmod(int(changed.argmax()), config.n_heads) if changed is not None else most_telling(a)
    layer, head = _pick(config.n_layers, config.n_heads, first)
    longest = max(len(a.tokens), len(b.tokens))
    first = comparison.head_difference(a, b, layer, head).largest if alike else (1, 1)
    cell = _cell(longest, first)
    _maps(sides, (a, b), (layer, head), cell)
    if changed is None:
        st.info(t("comparison.lengths", a=len(a.tokens), b=len(b.tokens)), icon=":material/info:")
        return
    left, right = st.columns(2, gap="medium")
    with left:
        _difference(a, b, (layer, head), cell)
    with right:
        st.markdown(t("comparison.heads"))
        names = {
            "label": t("comparison.heads_label"), "corner": t("heads.head"),
            "name": t("comparison.heads_value"), "legend": t("comparison.heads_legend"),
        }  # fmt: skip
        layers = lesson.stages(config.n_layers)[1:]
        grid = head_grid(changed.numpy(), "{:.3f}", (layer, head), layers, "sequential", names)
        lesson.grid_figure(
            grid, "compared_heads", lambda: pd.DataFrame(changed.numpy()), t("comparison.heads_caption"),
            lambda layer, head: state.write(layer=layer + 1, head=head + 1),
        )  # fmt: skip
    _origin(a, b, (layer, head), cell)


def _pick(layers: int, heads: int, first: Head) -> Head:
    """Layer and head by rows of buttons; the address counts from 1."""
    named = state.read("head")
    layer = lesson.bounded("layer", 1, layers, first[0] + 1)
    head = min(int(named), heads) if named and named.isdigit() else first[1] + 1
    with st.container(horizontal=True, gap="medium"):
        for key, count, value in (("layer", layers, layer), ("head", heads, head)):
            st.segmented_control(
                t(f"heads.{key}"), range(1, count + 1), required=True, wrap=True, **lesson.tied(key, value)
            )
    return layer - 1, head - 1


def _cell(length: int, first: Cell) -> Cell:
    """The chosen cell: the one that changes most, unless the address names another."""
    query, key = (
        lesson.bounded(name, 0, length - 1, min(place, length - 1))
        for name, place in zip(("query", "key"), first, strict=True)
    )
    return query, key


def _maps(sides: Sides, pair: tuple[Trace, Trace], place: Head, cell: Cell) -> None:
    """Both sides in one scale of colours."""
    layer, head = place
    stages = [trace.layers[layer].attention for trace in pair]
    most = max(float(one.weights[head].max()) for one in stages)
    names = lesson.names("comparison", *_NAMES) | {
        "label": t("comparison.map_label"), "legend": t("comparison.legend")
    }  # fmt: skip
    columns = st.columns(2, gap="medium")
    for name, column, heading, trace, one in zip("ab", columns, sides.headings, pair, stages, strict=True):
        with column:
            st.markdown(heading)
            shown = window(len(trace.tokens), min(cell[0], len(trace.tokens) - 1), WINDOW)
            labels, weights = lesson.labels(trace.tokens), one.weights[head]
            grid = figures.weights(
                weights[shown, shown].numpy(), one.allowed[0][shown, shown].numpy(), labels[shown], most,
                (cell[0] - shown.start, cell[1] - shown.start), names,
            )  # fmt: skip
            table = lambda weights=weights, labels=labels: pd.DataFrame(  # noqa: E731
                weights.numpy(), columns=_numbered(labels)
            )
            lesson.grid_figure(
                grid, f"compared_{name}", table, _part_of(len(trace.tokens), shown), _chooser(shown.start)
            )


def _difference(a: Trace, b: Trace, place: Head, cell: Cell) -> None:
    found, labels = comparison.head_difference(a, b, *place), lesson.labels(a.tokens)
    if a.tokens != b.tokens:
        labels = [
            f"{one}/{two}" if one != two else one
            for one, two in zip(labels, lesson.labels(b.tokens), strict=True)
        ]
    shown = window(len(labels), min(cell[0], len(labels) - 1), WINDOW)
    open = a.layers[0].attention.allowed[0] | b.layers[0].attention.allowed[0]
    names = lesson.names("comparison", *_NAMES) | {
        "label": t("comparison.difference_label"), "legend": t("comparison.difference_legend")
    }  # fmt: skip
    grid = figures.difference(
        found.difference[shown, shown].numpy(), open[shown, shown].numpy(), labels[shown],
        (cell[0] - shown.start, cell[1] - shown.start), names,
    )  # fmt: skip
    st.markdown(t("comparison.difference_title"))

    def table() -> pd.DataFrame:
        rows = [
            (query, key, float(found.a[i, j]), float(found.b[i, j]), float(found.difference[i, j]))
            for i, query in enumerate(_numbered(labels))
            for j, key in enumerate(_numbered(labels))
        ]
        return pd.DataFrame(
            rows, columns=[t(f"comparison.{key}") for key in ("query", "key", "a", "b", "difference")]
        )

    caption = t("comparison.difference_caption", moved=float(found.moved.mean()))
    lesson.grid_figure(grid, "compared_difference", table, caption, _chooser(shown.start))


def _chooser(start: int):  # noqa: ANN202
    return lambda query, key: state.write(query=start + query, key=start + key)


def _numbered(labels: list[str]) -> list[str]:
    return [f"{number} {label}" for number, label in enumerate(labels)]


def _part_of(length: int, shown: slice) -> str:
    if shown.stop - shown.start == length:
        return ""
    return t("comparison.window", first=shown.start, last=shown.stop - 1, of=length)


def _origin(a: Trace, b: Trace, place: Head, cell: Cell) -> None:
    """The chosen cell's weight on either side, from its scores."""
    (query, key), lines, weights = cell, [], []
    for side, trace in (("A", a), ("B", b)):
        found = look(trace, *place, query)
        weights.append(float(found.weights[key]))
        power = rf"e^{{{float(found.scaled[key]):.4f}-({found.log_sum:.4f})}}" if found.open[key] else "0"
        lines.append(Line(t("comparison.origin_weight", side=side), power, f"{weights[-1]:.6f}"))
    labels = lesson.labels(a.tokens)
    change = f"{weights[1] - weights[0]:+.6f}"
    lesson.origin(
        *lines, Line(t("comparison.origin_difference"), r"\beta_{ij}-\alpha_{ij}", change),
        about=t("comparison.origin_cell", query=lesson.said(labels[query]), key=lesson.said(labels[key])),
        expanded=False,
    )  # fmt: skip
