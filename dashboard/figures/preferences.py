"""Preference tuning as pictures: curves of a run, what a loss costs, a distribution before and after."""

import math
from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from dashboard.figures.grid import NOTHING, Grid, Legend
from dashboard.figures.palette import Colours
from dashboard.figures.pieces import axis_piece
from lmcore.analysis.preference import Check, Drift, Progress, Record, Shift

Names = Mapping[str, str]

BARS: Final = 10
_OF_RECORD: Final = {
    "loss": {"loss": lambda r: r.loss},
    "wins": {"accuracy": lambda r: r.accuracy},
    "cost": {"kl": lambda r: r.kl},
    "ratios": {"chosen": lambda r: r.chosen, "rejected": lambda r: r.rejected},
}
_OF_CHECK: Final = {
    "wins": {"held_moved": lambda c: c.held_out.moved, "held_likelier": lambda c: c.held_out.likelier},
    "cost": {"bits": lambda c: c.bits},
}


def curve_table(name: str, run: Sequence[Progress]) -> pd.DataFrame:
    """`step` and the numbers of one picture; nan at steps where nobody asked."""
    columns: dict[str, list[float]] = {"step": [p.record.step for p in run]}
    for key, take in _OF_RECORD[name].items():
        columns[key] = [_value(take, p.record) for p in run]
    for key, take in _OF_CHECK.get(name, {}).items():
        columns[key] = [_value(take, p.check) if p.check else math.nan for p in run]
    return pd.DataFrame(columns)


def _value(take, of: Record | Check) -> float:  # noqa: ANN001
    return float(take(of))


def curves(name: str, table: pd.DataFrame, colours: Colours, names: Names) -> go.Figure:
    """One line a column of `table`; names: its columns and axis_<name>."""
    figure = go.Figure()
    for number, key in enumerate(column for column in table.columns if column != "step"):
        known = table[table[key].notna()]
        figure.add_scatter(
            x=known["step"], y=known[key], name=names[key], mode="lines+markers",
            line={"color": colours.series[number], "width": 3}, marker={"size": 7 if len(known) < 30 else 4},
            hovertemplate=f"{names[key]} %{{y:.3f}}<extra></extra>",
        )  # fmt: skip
    if name in ("loss", "ratios"):
        level = math.log(2) if name == "loss" else 0.0
        figure.add_hline(level, line_color=colours.muted, line_width=1, line_dash="dot")  # type: ignore[arg-type]
    figure.update_yaxes(title=names[f"axis_{name}"], gridcolor=colours.line, rangemode="tozero")
    if name == "wins":
        figure.update_yaxes(range=[-0.04, 1.06], tickformat=".0%")
    figure.update_xaxes(title=names["step"], tickformat="d")
    return figure.update_layout(height=270, showlegend=len(table.columns) > 2, hovermode="x unified")


def price(frame: pd.DataFrame, loss: float, start: float, colours: Colours, names: Names) -> go.Figure:
    """KL by loss, from ln 2 at the left to the common goal at the right: one line each β."""
    figure = go.Figure()
    for number, (beta, run) in enumerate(frame.groupby("β")):
        known = run[run["kl"] > 0]  # the start has no drift, and no place on a logarithmic axis
        figure.add_scatter(
            x=known["loss"], y=known["kl"], name=f"β = {beta:g}", mode="lines+markers",
            line={"color": colours.series[number], "width": 3}, marker={"size": 8}, customdata=known["step"],
            hovertemplate=f"β = {beta:g}<br>{names['step']} %{{customdata}}<br>{names['loss']} %{{x:.3f}}<br>"
            f"{names['kl']} %{{y:.4f}}<extra></extra>",
        )  # fmt: skip
    figure.add_vline(loss, line_color=colours.muted, line_width=1, line_dash="dot")  # type: ignore[arg-type]
    figure.update_xaxes(title=names["loss"], range=[start + 0.01, min(loss, frame["loss"].min()) - 0.01])
    figure.update_yaxes(title=names["kl"], type="log", gridcolor=colours.line)
    return figure.update_layout(height=320)


def kl_grid(found: Drift, labels: Sequence[str], chosen: int, names: Names) -> Grid:
    """The text as a row of cells, each as dark as the two models differ in what they expect after it.

    names: label, row, legend, kl, next.
    """
    kl = found.kl.numpy()
    most = max(float(kl.max()), 1e-9)
    follows = [*labels[1:], "…"]
    tips = [
        f"{label}\n{names['kl']}\t{value:.4f}"
        + ("" if math.isnan(before) else f"\n{names['next']} {token}\t{before:.4f} → {after:.4f}")
        for label, value, token, before, after in zip(
            labels, kl.tolist(), follows, found.before.tolist(), found.after.tolist(), strict=True
        )
    ]
    shade = np.sqrt(kl / most)[None] if kl.any() else np.full((1, len(kl)), NOTHING)
    return Grid(
        "words", names["label"], [names["row"]], labels, shade, [[f"{value:.2f}" for value in kl]], [tips],
        chosen=(0, chosen), legend=Legend(names["legend"], "0", f"{most:.2f}"),
    )  # fmt: skip


def before_after(
    found: Shift, ids: Sequence[int], words: Sequence[str], colours: Colours, names: Names
) -> go.Figure:
    """Two bars a token, what the original expects and what the tuned copy does. names: before, after,
    probability.
    """
    figure, places = go.Figure(), list(range(len(ids)))
    for key, values, colour in (
        ("before", found.before, colours.series[7]),
        ("after", found.after, colours.series[0]),
    ):
        shown = values[list(ids)].numpy()
        figure.add_bar(
            y=places, x=shown, name=names[key], orientation="h", marker_color=colour, width=0.38,
            offset=-0.4 if key == "before" else 0.0, text=[f"{p:.3f}" for p in shown],
            textposition="outside", cliponaxis=False, hovertemplate=f"{names[key]} %{{x:.6f}}<extra></extra>",
        )  # fmt: skip
    most = 1.16 * float(max(found.before[list(ids)].max(), found.after[list(ids)].max()))
    figure.update_yaxes(
        tickvals=places, ticktext=[axis_piece(word) for word in words], autorange="reversed",
        tickfont={"size": 15},
    )  # fmt: skip
    figure.update_xaxes(title=names["probability"], range=[0, most], gridcolor=colours.line)
    return figure.update_layout(height=60 + 44 * len(ids), bargap=0.2)
