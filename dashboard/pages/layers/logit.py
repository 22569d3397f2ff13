"""로짓의 분해: what every head and every layer has added to one logit."""

import re
from typing import Final

import pandas as pd
import streamlit as st

from dashboard import lesson
from dashboard.figures import layers as figures
from dashboard.lesson import Line
from dashboard.store import models, readings
from dashboard.texts import t
from dashboard.view import state
from dashboard.view.subject import Subject
from lmcore.analysis import contributions as contributing
from lmcore.analysis.contributions import Contributions, Kind, Part
from lmcore.analysis.stream import NONE, Reading, next_ids
from lmcore.config import ModelConfig
from lmcore.tokenizer import Tokenizer

PAGE: Final = "layers"
BARS: Final = 16
OFFERED: Final = 10
"""Likeliest tokens to choose from."""
_PART: Final = re.compile(r"[epb]|f[1-9]\d?|h[1-9]\d?\.[1-9]\d?")
_ALONE: Final[dict[str, Kind]] = {"e": "embedding", "p": "position", "b": "bias"}
_EQUATION: Final = (
    r"\text{logit}_t=\sum_{c}\frac{(c-\bar c)\odot\gamma}{\sigma}\cdot W_E[t]+\beta\cdot W_E[t],"
    r"\qquad x=\sum_c c"
)


def parse_part(raw: str) -> Part:
    """A part from the URL: e, p, b, f3 (feed-forward of layer 3) or h3.5 (head 5 of layer 3)."""
    if not _PART.fullmatch(raw):
        raise ValueError(f"{raw!r} names no part")
    if raw in _ALONE:
        return Part(_ALONE[raw])
    numbers = [int(number) - 1 for number in raw[1:].split(".")]
    return Part("feedforward", numbers[0]) if raw[0] == "f" else Part("head", *numbers)


def draw(subject: Subject) -> None:
    """Choose a place and a token; see its logit taken apart."""
    lesson.equation("2.7", _EQUATION)
    loaded, read = models.of(subject), readings.stream(subject)
    at = lesson.pick_place(PAGE, read.tokens)
    reading = readings.reading(subject, at)
    target, rival = _targets(loaded.tokenizer, reading, int(next_ids(read.ids)[at]))
    found = contributing.contributions(loaded.model, reading, target, rival)
    chosen = _chosen(found)
    left, right = st.columns([3, 2])
    with left:
        _grid(loaded.config, found, chosen)
    with right:
        drawn = figures.part_bars(found, BARS, chosen, _name, lesson.names(PAGE, "rest", "total"))
        lesson.bars_figure(
            drawn, t("layers.value"), "logit", lambda: _table(found), t("layers.bars_caption"), form="+.3f"
        )
    token = lesson.said(lesson.piece(loaded.tokenizer, target))
    if rival is not None:
        token += f" − {lesson.said(lesson.piece(loaded.tokenizer, rival))}"
    _origin(found, chosen, token)


def _targets(tokenizer: Tokenizer, reading: Reading, actual: int) -> tuple[int, int | None]:
    """The token whose logit is split, and the one it is compared with."""
    best, probabilities = reading.likeliest(OFFERED), reading.probabilities
    target, rival = state.read("target", default=best[0]), state.read("rival")
    extra = [id for id in (actual, target, rival) if id is not None and id != NONE]
    options = list(dict.fromkeys([*best, *extra]))

    def name(id: int) -> str:
        mark = t("layers.is_actual") if id == actual else ""
        return f"{lesson.piece(tokenizer, id)}  ·  {float(probabilities[id]):.4f}{mark}"

    with st.container(horizontal=True):
        st.selectbox(t("layers.target"), options, format_func=name, **lesson.tied("target", target))
        none = t("layers.no_rival")
        st.selectbox(
            t("layers.rival"), options, placeholder=none, format_func=name, **lesson.tied("rival", rival)
        )
    return target, rival


def _chosen(found: Contributions) -> Part:
    part = state.read("part_of", parse_part)
    return part if part in found.parts else found.parts[int(found.values.abs().argmax())]


def _name(part: Part) -> str:
    return t(f"layers.part_{part.kind}", layer=part.layer + 1, head=part.head + 1)


def _grid(config: ModelConfig, found: Contributions, chosen: Part) -> None:
    names = lesson.names(PAGE, "feedforward", "sum", "value")
    names |= {key: t(f"layers.parts_{key}") for key in ("label", "corner", "column", "legend")}

    def pick(layer: int, column: int) -> None:
        if column <= config.n_heads:
            state.write(part_of=f"h{layer + 1}.{column + 1}" if column < config.n_heads else f"f{layer + 1}")

    grid = figures.parts_grid(found, chosen, lesson.stages(config.n_layers)[1:], names)
    lesson.grid_figure(grid, "parts", lambda: _table(found), t("layers.parts_caption"), pick)
    _alone(found, chosen)


def _alone(found: Contributions, chosen: Part) -> None:
    """What belongs to no layer: embedding, position, bias."""
    sign_of = {kind: sign for sign, kind in _ALONE.items()}
    with st.container(horizontal=True):
        for part, value in zip(found.parts, found.values.tolist(), strict=True):
            if part.layer < 0:
                sign = sign_of[part.kind]
                st.button(
                    f"{_name(part)} **{value:+.3f}**", key=f"part_{sign}",
                    type="primary" if part == chosen else "secondary",
                    on_click=state.write, kwargs={"part_of": sign},
                )  # fmt: skip


def _table(found: Contributions) -> pd.DataFrame:
    order = found.values.abs().argsort(descending=True).tolist()
    lengths = found.lengths.tolist()
    rows = [(_name(found.parts[i]), float(found.values[i]), lengths[i]) for i in order]
    return pd.DataFrame(rows, columns=[t(f"layers.column_{key}") for key in ("part", "value", "length")])


def _origin(found: Contributions, chosen: Part, token: str) -> None:
    """The chosen part's value as a dot product, then the sum of all against the model's own logit."""
    lesson.origin(
        *_product(found, chosen),
        Line(t("layers.origin_total", n=len(found.parts)), r"\sum_c", f"{found.total:.6f}"),
        Line(t("layers.origin_pass"), r"\text{logit}", f"{found.logit:.6f}"),
        Line(t("layers.origin_difference"), "", lesson.scientific(found.total - found.logit)),
        about=t("layers.origin_logit_about", part=_name(chosen), token=token),
    )


def _product(found: Contributions, chosen: Part) -> list[Line]:
    number = found.parts.index(chosen)
    length, value = float(found.lengths[number]), float(found.values[number])
    if chosen.kind == "bias":
        return [Line(t("layers.origin_part_bias"), r"\beta\cdot W_E", f"{value:.6f}")]
    products = found.products(chosen)
    shown = "".join(f"{product:+.4f}" for product in products.shown)
    written = rf"c={_written(chosen)},\quad\lVert c\rVert"
    summed = rf"\sum_i(c_i-\bar c)\,r_i={shown.removeprefix('+')}{products.rest:+.4f}"
    return [
        Line(t("layers.origin_part"), written, f"{length:.4f}"),
        Line(t("layers.origin_reader"), r"r=\gamma\odot W_E/\sigma,\quad\sigma", f"{found.scale:.4f}"),
        Line(t("layers.origin_products", d=len(found.reader)), summed, f"{value:.6f}"),
    ]


def _written(part: Part) -> str:
    head = part.head + 1
    return {
        "embedding": r"s\,W_E[\text{id}]",
        "position": "PE_p",
        "head": rf"z_{{{head}}}W_O^{{({head})}}",
        "feedforward": r"\max(0,xW_1+b_1)W_2+b_2",
    }[part.kind]
