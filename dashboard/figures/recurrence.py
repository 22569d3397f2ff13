"""Reading one by one and at once: when each token's vector is ready, and the time both take."""

from collections.abc import Mapping, Sequence

import numpy as np
import plotly.graph_objects as go

from dashboard.figures.grid import NOTHING, Grid, Legend
from dashboard.figures.palette import Colours
from lmcore.analysis.recurrence import READERS, ready_at
from lmcore.analysis.timings import Times


def steps(labels: Sequence[str], names: Mapping[str, str]) -> Grid:
    """A row for each way of reading; a cell says after which step its token's vector is ready.

    names: recurrent, attention, label, legend, tip (with {token}, {step}).
    """
    ready = ready_at(len(labels))
    values = np.stack([ready[reader].numpy() for reader in READERS])
    tips = [
        [names["tip"].format(token=label, step=step) for label, step in zip(labels, row, strict=True)]
        for row in values.tolist()
    ]
    return Grid(
        "numbers",
        names["label"],
        [names[reader] for reader in READERS],
        labels,
        values / len(labels) if len(labels) else np.full(values.shape, NOTHING),
        text=[[str(step) for step in row] for row in values.tolist()],
        tips=tips,
        values=values,
        legend=Legend(names["legend"], "1", str(len(labels))),
        pickable=False,
    )


def times(series: Mapping[str, Times], colours: Colours, names: Mapping[str, str]) -> go.Figure:
    """Median processor time over n, with the middle half of the rounds."""
    figure = go.Figure()
    for reader, colour in zip(READERS, colours.series, strict=False):
        found = series[reader]
        low, high = found.quartiles
        figure.add_scatter(
            x=found.n,
            y=1e3 * found.median,
            mode="lines+markers",
            name=names[reader],
            line={"color": colour, "width": 2},
            error_y={
                "array": 1e3 * (high - found.median),
                "arrayminus": 1e3 * (found.median - low),
                "width": 3,
            },
            hovertemplate="n = %{x}<br>%{y:.3f} ms",
        )
    figure.update_xaxes(title=names["n"], rangemode="tozero")
    figure.update_yaxes(title=names["ms"], rangemode="tozero")
    return figure.update_layout(height=400)
