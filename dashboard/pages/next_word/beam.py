"""빔 탐색: several beginnings kept at once, drawn as a tree, beside one greedy and one drawn continuation."""

import math
from functools import lru_cache
from pathlib import Path
from typing import Final

import pandas as pd
import streamlit as st

from dashboard import lesson
from dashboard.figures import beam as figures
from dashboard.lesson import Line
from dashboard.pages.next_word import common
from dashboard.store import models
from dashboard.texts import t
from dashboard.view import links, state
from lmcore import beam as beams
from lmcore.analysis.scoring import Scored, score
from lmcore.beam import Beam
from lmcore.config import Mode
from lmcore.generation import generate
from lmcore.sampling import Sampling

_WIDEST: Final = 6
_LONGEST: Final = 12


def part(text: str, mode: Mode) -> None:
    """Draw this part."""
    lesson.equation("2.8", r"\log p(y_1\dots y_m)=\sum_{t=1}^{m}\log p(y_t\mid y_1\dots y_{t-1})")
    common.says_causal(mode)
    left, right = st.columns(2, gap="large")
    with left:
        at = common.pick_place(text)
        T = common.temperature(1.0)
    with right:
        width = st.slider(
            t("next_word.beam.width"), 1, _WIDEST, **state.bind("width", links.integer(1, _WIDEST), 3)
        )
        length = st.slider(
            t("next_word.beam.length"), 1, _LONGEST, **state.bind("length", links.integer(1, _LONGEST), 6)
        )
        seed = common.seed()
    before = tuple(common.before(text, at))
    if len(before) >= models.checkpoint().config.context:
        st.info(t("next_word.no_room"), icon=":material/info:")
        return
    folder = models.checkpoint_folder()
    found = _search(folder, before, width, length)
    rows = {
        "beam": found.ids(found.found[0]),
        "greedy": _write(folder, before, Sampling(top_k=1), length),
        "drawn": _write(folder, before, Sampling(temperature=T, seed=seed), length),
    }
    scores = {name: score(models.checkpoint().model, before, ids) for name, ids in rows.items()}
    shown = _question(scores, (before, width, length))
    with lesson.covered("beam", shown):
        _tree(found, before)
        _continuations(scores, width, T)
        _origin(scores["beam"])


@lru_cache(32)
def _search(folder: Path, before: tuple[int, ...], width: int, length: int) -> Beam:
    loaded = models.checkpoint()
    return beams.search(loaded.model, before, width, length, loaded.tokenizer.bos_id)


@lru_cache(64)
def _write(folder: Path, before: tuple[int, ...], sampling: Sampling, length: int) -> tuple[int, ...]:
    loaded = models.checkpoint()
    steps = generate(loaded.model, loaded.tokenizer, before[1:], sampling, length)
    return tuple(step.id for step in steps)


def _question(scores: dict[str, Scored], about: tuple[object, ...]) -> bool:
    gain = scores["beam"].total - scores["greedy"].total
    return lesson.predict(
        "beam",
        t("next_word.beam.question", width=about[1], length=about[2]),
        [t("next_word.beam.same"), t("next_word.beam.better"), t("next_word.beam.worse")],
        0 if abs(gain) < 1e-3 else 1 if gain > 0 else 2,
        about,
        t(
            "next_word.beam.answer",
            beam=scores["beam"].total,
            greedy=scores["greedy"].total,
            factor=f"{math.exp(gain):.3g}",
        ),
        covers=True,
    )


def _tree(found: Beam, before: tuple[int, ...]) -> None:
    names = lesson.names("next_word.beam", "step", "on_the_way", "dropped", "best", "log_p", "total")
    fig = figures.tree(found, common.name(before[-1]), common.name, lesson.colours(), names)
    lesson.figure(fig, "beam", lambda: _table(found), t("next_word.beam.caption"))


def _table(found: Beam) -> pd.DataFrame:
    rows = [
        (node.depth, common.written(found.ids(number)), node.log_probability, node.total, node.kept)
        for number, node in enumerate(found.nodes)
    ]
    keys = ("step", "text", "log_p", "total", "kept")
    return pd.DataFrame(rows, columns=[t(f"next_word.beam.{key}") for key in keys])


def _continuations(scores: dict[str, Scored], width: int, T: float) -> None:
    labels = {
        "beam": t("next_word.beam.row_beam", width=width),
        "greedy": t("next_word.beam.row_greedy"),
        "drawn": t("next_word.beam.row_drawn", T=f"{T:g}"),
    }
    end = models.checkpoint().tokenizer.bos_id
    st.dataframe(
        pd.DataFrame(
            {
                t("next_word.beam.way"): [labels[name] for name in scores],
                t("next_word.beam.text"): [
                    common.written(found.ids) + (" ⟨s⟩" if end in found.ids else "")
                    for found in scores.values()
                ],
                t("next_word.beam.total"): [f"{found.total:.3f}" for found in scores.values()],
                t("next_word.beam.mean"): [f"{found.mean:.3f}" for found in scores.values()],
                t("next_word.beam.tokens"): [len(found.ids) for found in scores.values()],
            }
        ),
        hide_index=True,
    )
    st.caption(t("next_word.beam.honest"))


def _origin(best: Scored) -> None:
    lines = [
        Line(
            lesson.said(common.name(id)),
            rf"\ln p={value:.4f}\;\Rightarrow\;p={math.exp(value):.4%}".replace("%", r"\%"),
        )
        for id, value in zip(best.ids, best.log_probability.tolist(), strict=True)
    ]
    total = "+".join(f"({value:.3f})" for value in best.log_probability.tolist())
    lesson.origin(
        *lines,
        Line(t("next_word.beam.total"), total, f"{best.total:.4f}"),
        about=t("next_word.beam.origin_about"),
        expanded=False,
    )
