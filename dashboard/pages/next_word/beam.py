"""빔 탐색: several beginnings kept at once, drawn as a tree, beside one greedy and one drawn continuation."""

import math
from functools import lru_cache, partial

import pandas as pd
import streamlit as st

from dashboard import lesson
from dashboard.figures import beam as figures
from dashboard.lesson import Line
from dashboard.pages.next_word import FURTHEST, WIDEST, common
from dashboard.store import models
from dashboard.texts import t
from dashboard.view import state
from dashboard.view.subject import Subject
from lmcore import beam as beams
from lmcore.analysis.scoring import Scored, score
from lmcore.beam import Beam
from lmcore.generation import generate
from lmcore.sampling import Sampling
from lmcore.tokenizer import Tokenizer


def part(subject: Subject) -> None:
    """Draw this part."""
    lesson.equation("2.8", r"\log p(y_1\dots y_m)=\sum_{t=1}^{m}\log p(y_t\mid y_1\dots y_{t-1})")
    common.says_causal(subject.mode)
    left, right = st.columns(2, gap="large")
    with left:
        at = common.pick_place(subject)
        T = common.temperature(1.0)
    with right:
        width = st.slider(t("next_word.beam.width"), 1, WIDEST, **state.bind("width"))
        length = st.slider(t("next_word.beam.length"), 1, FURTHEST, **state.bind("length"))
        seed = common.seed()
    loaded, before = models.of(subject), common.before(subject, at)
    if len(before) >= loaded.config.context:
        st.info(t("next_word.no_room"), icon=":material/info:")
        return
    model, tokenizer = subject.weights, loaded.tokenizer
    found = _search(model, before, width, length)
    rows = {
        "beam": found.ids(found.found[0]),
        "greedy": _write(model, before, Sampling(top_k=1), length),
        "drawn": _write(model, before, Sampling(temperature=T, seed=seed), length),
    }
    scores = {name: score(loaded.model, before, ids) for name, ids in rows.items()}
    shown = _question(scores, (before, width, length))
    with lesson.covered("beam", shown):
        _tree(tokenizer, found, before)
        _continuations(tokenizer, scores, width, T)
        _origin(tokenizer, scores["beam"])


@lru_cache(32)
def _search(model: Subject, before: tuple[int, ...], width: int, length: int) -> Beam:
    loaded = models.of(model)
    return beams.search(loaded.model, before, width, length, loaded.tokenizer.bos_id)


@lru_cache(64)
def _write(model: Subject, before: tuple[int, ...], sampling: Sampling, length: int) -> tuple[int, ...]:
    loaded = models.of(model)
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


def _tree(tokenizer: Tokenizer, found: Beam, before: tuple[int, ...]) -> None:
    names = lesson.names("next_word.beam", "step", "on_the_way", "dropped", "best", "log_p", "total")
    name = partial(common.name, tokenizer)
    fig = figures.tree(found, name(before[-1]), name, lesson.colours(), names)
    lesson.figure(fig, "beam", lambda: _table(tokenizer, found), t("next_word.beam.caption"))


def _table(tokenizer: Tokenizer, found: Beam) -> pd.DataFrame:
    rows = [
        (node.depth, tokenizer.decode(found.ids(number)), node.log_probability, node.total, node.kept)
        for number, node in enumerate(found.nodes)
    ]
    keys = ("step", "text", "log_p", "total", "kept")
    return pd.DataFrame(rows, columns=[t(f"next_word.beam.{key}") for key in keys])


def _continuations(tokenizer: Tokenizer, scores: dict[str, Scored], width: int, T: float) -> None:
    labels = {
        "beam": t("next_word.beam.row_beam", width=width),
        "greedy": t("next_word.beam.row_greedy"),
        "drawn": t("next_word.beam.row_drawn", T=f"{T:g}"),
    }
    st.dataframe(
        pd.DataFrame(
            {
                t("next_word.beam.way"): [labels[name] for name in scores],
                t("next_word.beam.text"): [
                    tokenizer.decode(found.ids) + (" ⟨s⟩" if tokenizer.bos_id in found.ids else "")
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


def _origin(tokenizer: Tokenizer, best: Scored) -> None:
    lines = [
        Line(
            lesson.said(common.name(tokenizer, id)),
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
