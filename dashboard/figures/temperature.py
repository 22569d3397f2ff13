"""Entropy and kept tokens over the temperature, and the ranking with the places of the cuts."""

from collections.abc import Mapping
from typing import Final

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from dashboard.figures.palette import Colours
from lmcore.analysis.temperature import Kept, Sweep
from lmcore.sampling import Sampling

CUTS: Final = ("top_k", "top_p", "min_p")
_DASHES: Final = ("dash", "solid", "dot")
_TICKS: Final = (0.01, 0.1, 1, 10, 100)
Names = Mapping[str, str]


def curves(swept: Sweep, sampling: Sampling, vocabulary: int, colours: Colours, names: Names) -> go.Figure:
    """Entropy above, tokens kept below, over T; a line stands at the chosen one.

    names: entropy, kept, temperature, most, top_k, top_p, min_p.
    """
    figure = make_subplots(rows=2, cols=1, shared_xaxes=True, vertical_spacing=0.09)
    x = swept.temperatures
    figure.add_scatter(
        x=x, y=swept.entropy, name=names["entropy"], row=1, col=1, showlegend=False,
        line={"color": colours.ink, "width": 3}, hovertemplate="T = %{x}<br>%{y:.3f} bit<extra></extra>",
    )  # fmt: skip
    top = np.log2(vocabulary)
    figure.add_scatter(
        x=[x[0], x[-1]], y=[top, top], row=1, col=1, mode="lines", showlegend=False, hoverinfo="skip",
        line={"color": colours.muted, "dash": "dash", "width": 1},
    )  # fmt: skip
    figure.add_annotation(
        x=0.01, xref="x domain", y=top, yref="y", xanchor="left", yanchor="top", showarrow=False,
        text=names["most"].format(bits=top), font={"color": colours.muted},
    )  # fmt: skip
    counts = (np.full(len(x), min(sampling.top_k or vocabulary, vocabulary)), swept.nucleus, swept.likely)
    for number, (key, values) in enumerate(zip(CUTS, counts, strict=True)):
        figure.add_scatter(
            x=x, y=values, name=names[key], row=2, col=1,
            line={"color": colours.series[number], "width": 3, "dash": _DASHES[number]},
            hovertemplate=f"T = %{{x}}<br>{names[key]}: %{{y:,}}<extra></extra>",
        )  # fmt: skip
    figure.add_vline(sampling.temperature, line_color=colours.accent, line_width=1.5, line_dash="dot")
    figure.update_xaxes(type="log", tickvals=_TICKS, ticktext=[f"{tick:g}" for tick in _TICKS])
    figure.update_xaxes(title=names["temperature"], row=2, col=1)
    figure.update_yaxes(title=names["entropy"], range=[0, top * 1.08], row=1, col=1)
    figure.update_yaxes(title=names["kept"], type="log", dtick=1, tickformat=",", row=2, col=1)
    return figure.update_layout(height=560)


def ranked(shares: np.ndarray, kept: Mapping[str, Kept], colours: Colours, names: Names) -> go.Figure:
    """Probabilities by rank, both axes logarithmic, with a line where each cut falls.

    shares: (V,), descending. names: rank, probability, top_k, top_p, min_p.
    """
    places = np.unique(np.geomspace(1, len(shares), 400).astype(int))
    figure = go.Figure()
    figure.add_scatter(
        x=places, y=np.maximum(shares[places - 1], 1e-300), mode="lines", showlegend=False,
        line={"color": colours.ink, "width": 3}, hovertemplate="%{x:,}: %{y:.3e}<extra></extra>",
    )  # fmt: skip
    floor = max(float(shares[-1]), 1e-12)
    for number, key in enumerate(CUTS):
        count = kept[key].count
        figure.add_scatter(
            x=[count, count], y=[floor, 1], mode="lines", name=f"{names[key]}: {count:,}",
            line={"color": colours.series[number], "width": 3, "dash": _DASHES[number]},
            hovertemplate=f"{names[key]}: {count:,}<extra></extra>",
        )  # fmt: skip
    last = kept["together"].count
    figure.add_vrect(1, last, fillcolor=colours.accent, opacity=0.1, line_width=0, layer="below")
    ticks = [10**power for power in range(6) if 10**power <= len(shares)]
    figure.update_xaxes(
        title=names["rank"], type="log", range=[-0.05, np.log10(len(shares)) + 0.05],
        tickvals=ticks, ticktext=[f"{tick:,}" for tick in ticks],
    )  # fmt: skip
    figure.update_yaxes(
        title=names["probability"], type="log", range=[np.log10(floor), 0.1], exponentformat="power",
        nticks=6,
    )  # fmt: skip
    return figure.update_layout(height=380)
