"""The residual stream as pictures: the lens grid, the race of candidates, steps, a word's way, parts of a
logit.
"""

from collections.abc import Callable, Sequence
from typing import Final, Literal

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from dashboard.figures.bars import Bar, by_sign
from dashboard.figures.grid import NOTHING, Grid, Legend
from dashboard.figures.palette import Colours
from dashboard.figures.pieces import axis_piece
from dashboard.figures.theme import safe
from lmcore.analysis.contributions import Contributions, Part
from lmcore.analysis.lens import Lens, Race
from lmcore.analysis.stream import NONE, Steps

Measure = Literal["probability", "rank", "entropy"]
MEASURES: Final[tuple[Measure, ...]] = ("probability", "rank", "entropy")
SHOWN: Final = 5
"""Candidates named in the note over a cell."""

Names = dict[str, str]
Piece = Callable[[int], str]


def lens_grid(
    lens: Lens,
    measure: Measure,
    stages: Sequence[str],
    labels: Sequence[str],
    piece: Piece,
    chosen: tuple[int, int],
    covered: int | None,
    names: Names,
) -> Grid:
    """Stages down, tokens across; in each cell the likeliest next token, coloured by one number.

    covered: a column whose answer is not to be given away yet. names: corner, actual, rank, probability,
    entropy, nothing, label, hidden, legend, low, high.
    """
    shade = shades(lens, measure)
    text = [[piece(id) for id in row] for row in lens.top_ids[..., 0].tolist()]
    tips = _tips(lens, stages, labels, piece, names)
    if covered is not None:
        shade[:, covered] = NOTHING
        for row in range(len(stages)):
            text[row][covered], tips[row][covered] = "?", names["hidden"]
    actual = ["" if id == NONE else piece(int(id)) for id in lens.target]
    return Grid(
        kind="words", label=names["label"], rows=stages, columns=labels, shade=shade, text=text, tips=tips,
        corner=names["corner"], footer=(names["actual"], actual), chosen=chosen,
        legend=Legend(names["legend"], names["low"], names["high"]),
    )  # fmt: skip


def shades(lens: Lens, measure: Measure) -> np.ndarray:
    """0 … 1 for each cell: √p; 1 − log rank / log V; 1 − H / log2 V, so that sure is dark in all three."""
    size = len(lens.top_ids)  # stages
    most = float(vocabulary_bits(lens))
    if measure == "entropy":
        return (1 - lens.entropy / most).clamp(0, 1).numpy().astype(np.float32).reshape(size, -1)
    if measure == "probability":
        return lens.probability.sqrt().numpy().astype(np.float32)
    rank = lens.rank.numpy().astype(np.float32)
    with np.errstate(divide="ignore"):
        return np.where(rank > 0, 1 - np.log2(rank) / most, NOTHING).astype(np.float32)


def vocabulary_bits(lens: Lens) -> float:
    """log2 V, the entropy of knowing nothing."""
    return float(np.log2(lens.vocabulary))


def _tips(
    lens: Lens, stages: Sequence[str], labels: Sequence[str], piece: Piece, names: Names
) -> list[list[str]]:
    # Lists: to take one number out of a tensor costs as much as to format it ten times
    ids, probabilities = (table[..., :SHOWN].tolist() for table in (lens.top_ids, lens.top_probabilities))
    rank, probability, entropy = (table.tolist() for table in (lens.rank, lens.probability, lens.entropy))
    targets = lens.target.tolist()

    def tip(row: int, column: int) -> str:
        best = zip(ids[row][column], probabilities[row][column], strict=True)
        lines = [f"{labels[column]} · {stages[row]}", *(f"{piece(id)}\t{p:.4f}" for id, p in best)]
        if targets[column] == NONE:
            lines.append(names["nothing"])
        else:
            found = names["rank"].format(rank=rank[row][column], p=probability[row][column])
            lines.append(f"{names['actual']} {piece(targets[column])}\t{found}")
        return "\n".join([*lines, f"{names['entropy']}\t{entropy[row][column]:.2f}"])

    return [[tip(row, column) for column in range(len(labels))] for row in range(len(stages))]


def race(
    race: Race,
    stages: Sequence[str],
    words: Sequence[str],
    actual: int | None,
    colours: Colours,
    names: Names,
) -> go.Figure:
    """Rank of some candidates through the stages, best at the top, on a logarithmic axis. names:
    rank_axis, probability.
    """
    figure = go.Figure()
    for number, word in enumerate(words):
        wide = number == actual
        figure.add_scatter(
            x=list(range(len(stages))), y=race.rank[:, number].numpy(), name=axis_piece(word),
            mode="lines+markers", line={"width": 4 if wide else 2, "dash": "solid" if wide else "dot"},
            marker={"size": 9 if wide else 6}, customdata=race.probability[:, number].numpy(),
            hovertemplate=f"<b>{axis_piece(word)}</b><br>{names['rank_axis']} %{{y}}<br>"
            f"{names['probability']} %{{customdata:.4f}}<extra></extra>",
        )  # fmt: skip
    ticks = [1, 3, 10, 30, 100, 300, 1000, 3000, 10_000]
    figure.update_yaxes(
        type="log",
        autorange="reversed",
        tickvals=ticks,
        ticktext=[f"{n:,}" for n in ticks],
        title=names["rank_axis"],
        gridcolor=colours.line,
    )
    figure.update_xaxes(
        tickvals=list(range(len(stages))), ticktext=list(stages), tickangle=-45 if len(stages) > 8 else 0
    )
    return figure.update_layout(height=360)


def steps(found: Steps, place: int, stages: Sequence[str], colours: Colours, names: Names) -> go.Figure:
    """Above: how long the stream is and how long each step; below: how much each step turns it.

    names: norm, length_attention, length_feedforward, turn, slant, degrees.
    """
    figure = make_subplots(2, 1, shared_xaxes=True, row_heights=[0.58, 0.42], vertical_spacing=0.06)
    places = list(range(1, len(stages)))
    figure.add_scatter(
        x=[0, *places], y=found.norm[:, place].numpy(), name=names["norm"], mode="lines+markers",
        line={"color": colours.ink, "width": 2}, hovertemplate="%{y:.3f}", row=1, col=1,
    )  # fmt: skip
    for kind, first, colour in (("attention", 0, colours.series[0]), ("feedforward", 1, colours.series[1])):
        figure.add_bar(
            x=places[first::2], y=found.length[first::2, place].numpy(), name=names[f"length_{kind}"],
            marker_color=colour, width=0.62, hovertemplate="%{y:.3f}", row=1, col=1,
        )  # fmt: skip
        figure.add_bar(
            x=places[first::2], y=found.turn[first::2, place].numpy(), marker_color=colour, showlegend=False,
            width=0.62, customdata=found.slant[first::2, place].numpy(), row=2, col=1,
            hovertemplate=f"{names['turn']} %{{y:.2f}}°<br>"
            f"{names['slant']} %{{customdata:.2f}}°<extra></extra>",
        )  # fmt: skip
    figure.add_scatter(
        x=places, y=found.slant[:, place].numpy(), name=names["slant"], mode="markers", row=2, col=1,
        marker={"color": colours.series[3], "size": 9, "symbol": "diamond"}, hovertemplate="%{y:.2f}°",
    )  # fmt: skip
    figure.add_hline(90, line_color=colours.muted, line_width=1, line_dash="dot", row=2, col=1)  # type: ignore[arg-type]
    figure.update_yaxes(title=names["length"], gridcolor=colours.line, rangemode="tozero", row=1, col=1)
    figure.update_yaxes(
        title=names["degrees"],
        gridcolor=colours.line,
        range=[0, 184],
        tickvals=[0, 45, 90, 135, 180],
        row=2,
        col=1,
    )
    figure.update_xaxes(tickvals=list(range(len(stages))), ticktext=list(stages), tickangle=-45)
    return figure.update_layout(height=560, hovermode="x unified")


def movement(
    values: np.ndarray,
    chance: np.ndarray | None,
    stages: Sequence[str],
    phrases: Sequence[str],
    colours: Colours,
    names: Names,
) -> go.Figure:
    """One line a phrase through the stages. names: measure, chance."""
    figure, places = go.Figure(), list(range(len(stages)))
    for row, text in zip(values, phrases, strict=True):
        figure.add_scatter(
            x=places, y=row, name=safe(text), mode="lines+markers", line={"width": 3}, marker={"size": 7},
            hovertemplate=f"{safe(text)}<br>%{{y:.4f}}<extra></extra>",
        )  # fmt: skip
    if chance is not None:
        figure.add_scatter(
            x=places, y=chance, name=names["chance"], mode="lines", line={"color": colours.muted, "dash":
            "dot", "width": 2}, hovertemplate=f"{names['chance']}<br>%{{y:.4f}}<extra></extra>",
        )  # fmt: skip
    figure.update_yaxes(title=names["measure"], gridcolor=colours.line)
    figure.update_xaxes(tickvals=places, ticktext=list(stages))
    return figure.update_layout(height=460)


def parts_grid(found: Contributions, chosen: Part, layers: Sequence[str], names: Names) -> Grid:
    """Layers down; heads, feed-forward and the layer's sum across; blue raises the logit, orange lowers it.

    The first row holds what belongs to no layer: embedding, position, bias. names: label, corner,
    feedforward, sum, start, legend, and what `part_name` wants.
    """
    heads = max(part.head for part in found.parts) + 1
    columns = [*(str(head + 1) for head in range(heads)), names["feedforward"], names["sum"]]
    values = np.full((len(layers), heads + 2), np.nan)
    place: dict[Part, tuple[int, int]] = {}
    for part, value in zip(found.parts, found.values.tolist(), strict=True):
        if part.layer >= 0:
            place[part] = (part.layer, part.head if part.kind == "head" else heads)
            values[place[part]] = value
    values[:, -1] = values[:, :-1].sum(-1)
    most = max(np.abs(values[:, :-1]).max(), 1e-9)
    text = [[f"{value:+.2f}" for value in row] for row in values]
    tips = [
        [
            f"{name} · {names['column'].format(name=column)}\n{names['value']}\t{value:+.5f}"
            for column, value in zip(columns, row, strict=True)
        ]
        for name, row in zip(layers, values, strict=True)
    ]
    return Grid(
        kind="numbers", label=names["label"], rows=layers, columns=columns, ramp="diverging",
        shade=np.clip(0.5 + 0.5 * np.sign(values) * np.sqrt(np.abs(values) / most), 0, 1), text=text,
        tips=tips, corner=names["corner"], chosen=place.get(chosen), legend=Legend(names["legend"],
        f"{-most:.2f}", f"+{most:.2f}"),
    )  # fmt: skip


def part_bars(
    found: Contributions, shown: int, chosen: Part, part_name: Callable[[Part], str], names: Names
) -> list[Bar]:
    """The strongest parts, strongest first, then all others in one, then the sum. names: rest, total."""
    order = found.values.abs().argsort(descending=True).tolist()
    values, rest = found.values.tolist(), order[shown:]
    drawn = [
        Bar(part_name(found.parts[i]), values[i], by_sign(values[i]), found.parts[i] == chosen)
        for i in order[:shown]
    ]
    if rest:
        drawn.append(Bar(names["rest"].format(n=len(rest)), float(found.values[rest].sum()), "grey"))
    return [*drawn, Bar(names["total"], found.total, "ink", True)]
