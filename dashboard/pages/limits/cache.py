"""KV 캐시: what a model that writes keeps of what it read, and how sharing keys shrinks it."""

from typing import Any, cast

import pandas as pd
import streamlit as st

from dashboard import lesson
from dashboard.figures import limits as figures
from dashboard.lesson import Line
from dashboard.pages.limits import CACHE_LENGTHS, MODELS, WIDTHS
from dashboard.store import models
from dashboard.texts import t
from dashboard.view import state
from dashboard.view.subject import Subject
from lmcore import generation
from lmcore.analysis import costs
from lmcore.analysis.costs import Shape
from lmcore.checkpoints import Checkpoint
from lmcore.config import ModelConfig


def part(subject: Subject) -> None:
    """Draw this part."""
    lesson.equation(
        "2.18",
        r"z_i=\sum_{j\le i}\alpha_{ij}V_j\;\Rightarrow\;K_j,\,V_j:\quad"
        r" 2\cdot L\cdot n\cdot h_{kv}\cdot d_k\cdot b",
    )
    _predict()
    loaded = models.of(subject)
    shape, n, groups, width = _controls(loaded.config)
    sizes = {
        name: costs.cache_bytes(shape, n, heads, width)
        for name, heads in (("mha", shape.n_heads), ("gqa", groups), ("mqa", 1))
    }
    with st.container(horizontal=True, gap="medium"):
        for name, size in sizes.items():
            st.metric(t(f"limits.{name}"), figures.bytes_text(size), width="content")
        weights = costs.parameters(shape).total * width
        st.metric(t("limits.weights"), figures.bytes_text(weights), width="content")
    lesson.figure(
        figures.cache(
            shape,
            n,
            groups,
            width,
            lesson.colours(),
            lesson.names("limits", "mha", "gqa", "mqa", "weights", "n", "bytes"),
        ),
        "limits_cache",
        _table(shape, groups, width),
        t("limits.cache_caption"),
    )
    if n > shape.context:
        st.caption(t("limits.beyond", context=shape.context))
    _origin(loaded, subject.text, shape, n, groups, width)


def _predict() -> None:
    shape = costs.GPT3

    def answer() -> int:
        ratio = costs.cache_bytes(shape, 2048, shape.n_heads) // costs.cache_bytes(shape, 2048, 1)
        return (2, 12, 96).index(ratio)

    lesson.predict(
        "limits_cache",
        t("limits.cache_question"),
        [t("limits.one_of", factor=factor) for factor in (2, 12, 96)],
        answer,
        explain=t("limits.cache_answer"),
    )


def _controls(config: ModelConfig) -> tuple[Shape, int, int, int]:
    shapes = {
        "ours": costs.shape_of(config),
        "gpt2": costs.GPT2_SMALL,
        "gpt3": costs.GPT3,
    }
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        name = st.segmented_control(
            t("limits.preset"),
            MODELS,
            format_func=lambda name: t(f"limits.preset_{name}"),
            required=True,
            wrap=True,
            **state.bind("model"),
        )
        width = st.segmented_control(
            t("limits.width"),
            WIDTHS,
            format_func=lambda width: t(f"limits.width_{width}"),
            required=True,
            wrap=True,
            **state.bind("width"),
        )
    shape = shapes[name or "gpt3"]
    left, right = st.columns(2)
    options = costs.divisors(shape.n_heads)
    with left:
        n = st.select_slider(t("limits.n"), CACHE_LENGTHS, **state.bind("tokens"))
    with right:
        groups = st.select_slider(t("limits.groups"), options, **_bound_groups(options))
    return shape, cast(int, n), groups, width or 2


def _bound_groups(options: list[int]) -> dict[str, Any]:
    """As state.bind; groups that divide only another model's heads become the nearest that fit."""
    value = state.read("groups")
    fitting = min(options, key=lambda option: abs(option - value))
    state.follow("bound_groups", fitting)
    return {"key": "bound_groups", "on_change": lambda: state.write(groups=st.session_state["bound_groups"])}


def _table(shape: Shape, groups: int, width: int) -> pd.DataFrame:
    heads = {"mha": shape.n_heads, "gqa": groups, "mqa": 1}
    return pd.DataFrame(
        [
            {"n": n}
            | {
                f"{t(f'limits.{name}')} (bytes)": costs.cache_bytes(shape, n, kv, width)
                for name, kv in heads.items()
            }
            for n in CACHE_LENGTHS
        ]
    )


def _origin(loaded: Checkpoint, text: str, shape: Shape, n: int, groups: int, width: int) -> None:
    def formula(heads: int) -> str:
        return rf"2\cdot{shape.n_layers}\cdot{n}\cdot{heads}\cdot{shape.d_head}\cdot{width}"

    ids = [loaded.tokenizer.bos_id, *loaded.tokenizer.encode(text)]
    cache = generation.Cache(loaded.config)
    generation.read(loaded.model, ids, cache=cache)
    ours = costs.shape_of(loaded.config)
    computed = costs.cache_bytes(ours, len(ids), ours.n_heads)
    lesson.origin(
        *(
            Line(t(f"limits.{name}"), formula(heads), f"{costs.cache_bytes(shape, n, heads, width):,}")
            for name, heads in (("mha", shape.n_heads), ("gqa", groups), ("mqa", 1))
        ),
        Line(
            t("limits.cache_ours", n=len(ids)),
            rf"2\cdot{ours.n_layers}\cdot{len(ids)}\cdot{ours.n_heads}\cdot{ours.d_head}\cdot 4",
            f"{computed:,}",
        ),
        Line(t("limits.cache_weighed"), "", f"{cache.n_bytes:,}"),
        about=t("limits.cache_about"),
        expanded=False,
    )
