"""What a model costs, as pictures: times, counts, bytes, parameters."""

import re
from collections.abc import Mapping
from typing import Final

import numpy as np
import plotly.graph_objects as go

from dashboard.figures.palette import CLEAR, Colours
from lmcore.analysis.costs import Parameters, Shape, cache_bytes, multiply_adds, parameters, stage_bytes
from lmcore.analysis.timings import Fit, Times

COUNTED: Final = ("score", "sum", "project", "output", "feedforward")
"""Stages of `multiply_adds`, those with n² first."""
STORED: Final = ("vectors", "scores", "heads", "hidden", "stream", "alphas", "logits", "weights")
"""Stages of `stage_bytes` in the order of the legend."""
_UNITS = ("B", "KB", "MB", "GB", "TB", "PB")


def bytes_text(count: float) -> str:
    """Bytes as people write them, in steps of 1,024.

    >>> bytes_text(9 * 2**30), bytes_text(512)
    ('9.00 GB', '512 B')
    """
    step = 0
    while count >= 1024 and step < len(_UNITS) - 1:
        count, step = count / 1024, step + 1
    return f"{count:.{0 if step == 0 else 2}f} {_UNITS[step]}"


def _bytes_axis(low: float, high: float, title: str) -> dict[str, object]:
    """A logarithmic axis of bytes, with a tick at every 32-fold."""
    powers = [5 * k for k in range(13) if low / 4 <= 2 ** (5 * k) <= high * 4]
    return {
        "type": "log",
        "title": title,
        "tickmode": "array",
        "tickvals": [2**p for p in powers],
        "ticktext": [bytes_text(2**p).replace(".00", "") for p in powers],
    }


def measured(
    series: Mapping[str, tuple[Times, Fit]], colours: Colours, names: Mapping[str, str]
) -> go.Figure:
    """Median times over n with the middle half of the rounds, and the fitted curve of each series."""
    figure = go.Figure()
    for number, (key, (times, fit)) in enumerate(series.items()):
        colour = colours.series[number]
        fine = np.linspace(0, times.n[-1] * 1.02, 160)
        low, high = times.quartiles
        figure.add_scatter(
            x=fine,
            y=1e3 * fit.at(fine),
            mode="lines",
            line={"color": colour, "width": 2},
            hoverinfo="skip",
            legendgroup=key,
            showlegend=False,
        )
        figure.add_scatter(
            x=times.n,
            y=1e3 * times.median,
            mode="markers",
            name=names[key],
            legendgroup=key,
            marker={"color": colour, "size": 8},
            error_y={
                "array": 1e3 * (high - times.median),
                "arrayminus": 1e3 * (times.median - low),
                "thickness": 1,
                "width": 3,
            },
            hovertemplate="n = %{x}<br>%{y:.3f} ms",
        )
    figure.update_xaxes(title=names["n"], rangemode="tozero")
    figure.update_yaxes(title=names["ms"], rangemode="tozero")
    return figure.update_layout(height=440)


def counted(shape: Shape, n: int, colours: Colours, names: Mapping[str, str]) -> go.Figure:
    """Each stage's share of a layer's multiplications as n grows; a line stands at the chosen n."""
    lengths = np.unique(np.geomspace(16, 16_384, 81).astype(int))
    counts = [multiply_adds(shape, int(length)) for length in lengths]
    figure = go.Figure()
    # n² in warm colours, the rest in cool ones: where the two meet is the point
    shades = (colours.series[1], colours.series[5], colours.series[0], colours.series[4], colours.series[7])
    for stage, colour in zip(COUNTED, shades, strict=True):
        figure.add_scatter(
            x=lengths,
            y=[count[stage] for count in counts],
            stackgroup="one",
            groupnorm="percent",
            name=names[stage],
            line={"color": colour, "width": 0.5},
            fillcolor=colour,
            customdata=[count[stage] for count in counts],
            hovertemplate="n = %{x}<br>%{customdata:,} (%{y:.1f}%)",
        )
    figure.add_vline(n, line_color=colours.ink, line_dash="dot", line_width=1.5)
    ticks = [16, 64, 256, 1024, 4096, 16_384]
    figure.update_xaxes(
        title=names["n"], type="log", tickvals=ticks, ticktext=[f"{tick:,}" for tick in ticks]
    )
    figure.update_yaxes(title=names["share"], ticksuffix="%", range=[0, 100])
    return figure.update_layout(height=440)


def memory(
    shape: Shape, n: int, tokens: int, actual: Mapping[str, int], colours: Colours, names: Mapping[str, str]
) -> go.Figure:
    """Bytes of every stage over n, both axes logarithmic; circles are the tensors of the reader's text."""
    lengths = [2**k for k in range(1, 13)]
    by_length = [stage_bytes(shape, length) for length in lengths]
    figure = go.Figure()
    for stage in STORED:
        values = [sizes[stage] for sizes in by_length]
        colour = _shade(stage, colours)
        figure.add_scatter(
            x=lengths,
            y=values,
            mode="lines",
            name=names[stage],
            legendgroup=stage,
            line={
                "color": colour,
                # two pairs of stages are as large as one another: the second lies dashed on the first
                "width": 5 if stage in ("scores", "vectors") else 2,
                "dash": "dash" if stage in ("alphas", "weights", "hidden") else "solid",
            },
            customdata=[bytes_text(value) for value in values],
            hovertemplate="n = %{x:,}<br>%{customdata}",
        )
        figure.add_scatter(
            x=[tokens],
            y=[actual[stage]],
            mode="markers",
            name=names[stage],
            legendgroup=stage,
            showlegend=False,
            marker={"color": colours.paper, "size": 9, "line": {"color": colour, "width": 2}},
            hovertemplate=names["actual"] + f" · n = {tokens}<br>{bytes_text(actual[stage])}",
        )
    figure.add_vline(n, line_color=colours.ink, line_dash="dot", line_width=1.5)
    ticks = lengths[1::2]
    figure.update_xaxes(
        title=names["n"], type="log", tickvals=ticks, ticktext=[f"{tick:,}" for tick in ticks]
    )
    top = max(max(sizes.values()) for sizes in by_length)
    figure.update_yaxes(_bytes_axis(min(by_length[0].values()), top, names["bytes"]))
    return figure.update_layout(height=460)


def stored(shape: Shape, n: int, colours: Colours, names: Mapping[str, str]) -> go.Figure:
    """Bytes of every stage at one n, the largest on top."""
    sizes = sorted(stage_bytes(shape, n).items(), key=lambda item: item[1])
    shades = [_shade(stage, colours) for stage, _ in sizes]
    figure = go.Figure(
        go.Bar(
            x=[size for _, size in sizes],
            y=[names[stage] for stage, _ in sizes],
            orientation="h",
            marker={"color": shades},
            text=[bytes_text(size) for _, size in sizes],
            textposition="outside",
            cliponaxis=False,
            hovertemplate="%{y}<br>%{x:,} B<extra></extra>",
        )
    )
    figure.update_xaxes(visible=False, range=[0, sizes[-1][1] * 1.3])
    return figure.update_layout(height=460, showlegend=False, bargap=0.3)


def _shade(stage: str, colours: Colours) -> str:
    return colours.ink if stage == "weights" else colours.series[STORED.index(stage)]


def tree(shape: Shape, colours: Colours, names: Mapping[str, str]) -> go.Figure:
    """All parameters as areas: the parts, and inside attention and feed-forward their matrices."""
    count = parameters(shape)
    root = "total"
    rows: list[tuple[str, str, int, str]] = [(root, "", count.total, CLEAR)]
    shades = dict(zip(vars(count), (2, 4, 1, 0, 7, 6), strict=True))
    for part, value in vars(count).items():
        rows.append((part, root, value, colours.series[shades[part]]))
    for parent, matrices in {
        "attention": ("W_Q", "W_K", "W_V", "W_O"),
        "feedforward": ("W_1", "W_2"),
    }.items():
        shade = colours.series[shades[parent]]
        size = getattr(count, parent) // len(matrices)
        rows += [(name, parent, size, shade) for name in matrices]
    rows = [row for row in rows if row[2]]
    return go.Figure(
        go.Treemap(
            ids=[row[0] for row in rows],
            parents=[row[1] for row in rows],
            values=[row[2] for row in rows],
            labels=[re.sub(r"_(\w+)", r"<sub>\1</sub>", names.get(row[0], row[0])) for row in rows],
            branchvalues="total",
            sort=False,
            marker={"colors": [row[3] for row in rows], "line": {"color": colours.paper, "width": 2}},
            texttemplate="%{label}<br>%{value:,}<br>%{percentRoot:.1%}",
            hovertemplate="%{label}<br>%{value:,}<br>%{percentRoot:.2%}<extra></extra>",
            textfont={"color": colours.paper},
            tiling={"pad": 2},
            pathbar={"visible": False},
        )
    ).update_layout(height=420, margin={"t": 4, "l": 0, "r": 0, "b": 4})


def cache(
    shape: Shape, n: int, groups: int, width: int, colours: Colours, names: Mapping[str, str]
) -> go.Figure:
    """Bytes of the key-value cache up to n, with keys for all, some or one of the heads.

    The weights' own size is drawn where it fits, so that it never flattens what the picture is about.
    """
    figure = go.Figure()
    lengths = np.linspace(0, n, 33).round()
    for number, (key, kv_heads) in enumerate((("mha", shape.n_heads), ("gqa", groups), ("mqa", 1))):
        values = [cache_bytes(shape, int(length), kv_heads, width) / 2**30 for length in lengths]
        figure.add_scatter(
            x=lengths,
            y=values,
            mode="lines+markers",
            name=f"{names[key]} ({kv_heads})",
            line={"color": colours.series[number], "width": 3, "dash": ("solid", "dash", "dot")[number]},
            marker={"size": [0] * 32 + [10]},
            cliponaxis=False,
            customdata=[bytes_text(value * 2**30) for value in values],
            hovertemplate="n = %{x:,}<br>%{customdata}",
        )
    largest, weights = cache_bytes(shape, n, shape.n_heads, width), parameters(shape).total * width
    if weights < 1.5 * largest:
        figure.add_hline(
            weights / 2**30,
            line_color=colours.muted,
            line_dash="dash",
            line_width=1,
            annotation={
                "text": f"{names['weights']} {bytes_text(weights)}",
                "font": {"color": colours.muted},
            },
            annotation_position="top left",
        )
    steps = [largest * k / 4 for k in range(7 if weights < 1.5 * largest else 5)]
    figure.update_xaxes(title=names["n"], tickformat=",", range=[0, n * 1.02])
    figure.update_yaxes(
        title=names["bytes"],
        range=[0, steps[-1] * 1.08 / 2**30],
        tickvals=[step / 2**30 for step in steps],
        ticktext=[bytes_text(step) for step in steps],
    )
    return figure.update_layout(height=420)


def share_of_attention(count: Parameters) -> float:
    """The part of all parameters that stands in the four matrices of attention."""
    return count.attention / count.total
