"""The key-value cache as a picture: one column a token, one row a layer, keys above and values below."""

from collections.abc import Mapping, Sequence

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from dashboard.figures.palette import Colours
from dashboard.figures.theme import safe, token_axis
from lmcore.analysis.caching import Written

Names = Mapping[str, str]


def held(
    written: Written, n: int, new: range, labels: Sequence[str], colours: Colours, names: Names
) -> go.Figure:
    """What the cache holds when n tokens are read; a frame is round the columns that this step wrote.

    Colour: the length of each vector over all heads. names: keys, values, norm, layer.
    """
    layers, columns = written.keys.shape
    figure = make_subplots(
        rows=2,
        cols=1,
        shared_xaxes=True,
        vertical_spacing=0.13,
        subplot_titles=(names["keys"], names["values"]),
    )
    rows = [names["layer"].format(n=layer + 1) for layer in range(layers)]
    shown = [safe(label) for label in labels]
    for number, norms in enumerate((written.keys, written.values), start=1):
        z = norms.numpy().astype(float).copy()
        z[:, n:] = np.nan  # not read yet
        figure.add_heatmap(
            z=z, y=rows, row=number, col=1, colorscale=colours.sequential, zmin=0, zmax=float(norms.max()),
            xgap=2, ygap=2, customdata=np.tile(shown, (layers, 1)), hoverongaps=False,
            colorbar={
                "len": 0.42, "y": (0.79, 0.21)[number - 1], "thickness": 10, "title": {"text": names["norm"]},
            },
            hovertemplate=f"%{{customdata}} · %{{y}}<br>{names['norm']} %{{z:.3f}}<extra></extra>",
        )  # fmt: skip
        figure.add_shape(
            type="rect", x0=new.start - 0.5, x1=new.stop - 0.5, y0=-0.5, y1=layers - 0.5, row=number, col=1,
            line={"color": colours.series[1], "width": 3},
        )  # fmt: skip
        figure.add_shape(
            type="line", x0=written.prompt - 0.5, x1=written.prompt - 0.5, y0=-0.5, y1=layers - 0.5,
            row=number, col=1, line={"color": colours.ink, "width": 1.5, "dash": "dot"},
        )  # fmt: skip
        figure.update_yaxes(autorange="reversed", showgrid=False, row=number, col=1)
    figure.update_xaxes(range=[-0.6, columns - 0.4], showgrid=False)
    figure.update_xaxes(**token_axis(labels), row=2, col=1)
    return figure.update_layout(height=170 + 46 * layers, margin={"t": 34})


def times(
    lengths: np.ndarray, cached: np.ndarray, anew: np.ndarray, colours: Colours, names: Names
) -> go.Figure:
    """Milliseconds of each token, both ways, over the tokens read. names: with, without, n, ms."""
    figure = go.Figure()
    for number, (key, seconds) in enumerate((("without", anew), ("with", cached))):
        figure.add_scatter(
            x=lengths, y=1e3 * seconds, mode="lines+markers", name=names[key],
            line={"color": colours.series[1 - number], "width": 3, "dash": ("dash", "solid")[number]},
            hovertemplate="n = %{x}<br>%{y:.3f} ms",
        )  # fmt: skip
    figure.update_xaxes(title=names["n"], tickformat="d")
    figure.update_yaxes(title=names["ms"], rangemode="tozero")
    return figure.update_layout(height=340)
