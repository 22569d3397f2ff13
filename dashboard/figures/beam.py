"""A beam search as a tree that grows to the right: what was kept at each step, and what was dropped later."""

from collections.abc import Callable, Mapping

import plotly.graph_objects as go

from dashboard.figures.palette import Colours
from dashboard.figures.theme import safe
from lmcore.beam import Beam

Names = Mapping[str, str]


def tree(found: Beam, start: str, name: Callable[[int], str], colours: Colours, names: Names) -> go.Figure:
    """Kept beginnings as nodes, token and sum of log p at each; the best text in the accent's colour.

    start: the last token of the prompt, at the root.
    names: step, best, on_the_way, dropped, log_p, total.
    """
    shown = [number for number, node in enumerate(found.nodes) if node.kept]
    heights = rows(found)
    best = set(found.path(found.found[0]))
    alive = {step for node in found.found for step in found.path(node)}
    groups = {
        "dropped": [n for n in shown if n not in alive],
        "on_the_way": [n for n in shown if n in alive and n not in best],
        "best": [n for n in shown if n in best],
    }
    looks = {
        "dropped": (colours.muted, 1),
        "on_the_way": (colours.series[4], 2),
        "best": (colours.accent, 4),
    }
    figure = go.Figure()
    for key, members in groups.items():
        colour, thickness = looks[key]
        x, y = _edges(found, members, heights)
        figure.add_scatter(
            x=x, y=y, mode="lines", line={"color": colour, "width": thickness}, name=names[key],
            hoverinfo="skip", showlegend=bool(members),
        )  # fmt: skip
    for key, members in groups.items():
        colour, _ = looks[key]
        nodes = [found.nodes[n] for n in members]
        ink = colours.muted if key == "dropped" else colours.ink
        figure.add_scatter(
            x=[node.depth for node in nodes],
            y=[heights[n] for n in members],
            mode="markers+text",
            marker={"size": 10, "color": colour},
            text=[_label(name(node.id), node.total, key == "best") for node in nodes],
            textposition="top center",
            textfont={"color": ink, "size": 13},
            customdata=[[safe(name(node.id)), node.log_probability, node.total] for node in nodes],
            hovertemplate=f"%{{customdata[0]}}<br>{names['log_p']}: %{{customdata[1]:.4f}}<br>"
            f"{names['total']}: %{{customdata[2]:.4f}}<extra></extra>",
            showlegend=False,
            cliponaxis=False,
        )
    figure.add_scatter(
        x=[0], y=[heights[-1]], mode="markers+text", marker={"size": 10, "color": colours.ink},
        text=[safe(start)], textposition="top center", hoverinfo="skip", showlegend=False, cliponaxis=False,
    )  # fmt: skip
    last, height = max(node.depth for node in found.nodes), max(heights.values(), default=0)
    figure.update_xaxes(title=names["step"], dtick=1, range=[-0.1, last + 0.5], showgrid=False)
    figure.update_yaxes(visible=False, range=[height + 0.4, -1])
    return figure.update_layout(height=130 + 66 * (int(height) + 1))


def _label(token: str, total: float, bold: bool) -> str:
    shown = f"<b>{safe(token)}</b>" if bold else safe(token)
    return f"{shown}<br><span style='font-size:11px'>{total:.2f}</span>"


def rows(found: Beam) -> dict[int, float]:
    """A height for every kept node and the prompt (−1): leaves one below another, the best text on top."""
    children: dict[int, list[int]] = {}
    for number, node in enumerate(found.nodes):
        if node.kept:
            children.setdefault(node.parent, []).append(number)
    rank: dict[int, int] = {}
    rank: dict[int, int] = {}
    for place, node in enumerate(reversed(found.found)):
        rank.update(dict.fromkeys(found.path(node), place + 1))
    heights: dict[int, float] = {}
    free = 0

    def place_below(number: int) -> float:
        nonlocal free
        below = sorted(children.get(number, []), key=lambda n: (-rank.get(n, 0), -found.nodes[n].total))
        if below:
            beside = [place_below(child) for child in below]
            heights[number] = beside[0]
        else:
            heights[number] = free
            free += 1
        return heights[number]

    place_below(-1)
    return heights


def _edges(
    found: Beam, members: list[int], heights: Mapping[int, float]
) -> tuple[list[float | None], list[float | None]]:
    x: list[float | None] = []
    y: list[float | None] = []
    for number in members:
        node = found.nodes[number]
        # out of the parent, then level: branches can be followed where many begin
        x += [node.depth - 1, node.depth - 0.62, node.depth, None]
        y += [heights[node.parent], heights[number], heights[number], None]
    return x, y
