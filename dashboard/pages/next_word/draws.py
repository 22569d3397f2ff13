"""여러 번 뽑기: how often each token comes in many draws, beside its probability and what chance allows."""

from functools import lru_cache
from typing import Final

import numpy as np
import pandas as pd
import streamlit as st

from dashboard import lesson
from dashboard.figures import draws as figures
from dashboard.lesson import Line
from dashboard.pages.next_word import COUNTS, common
from dashboard.store import models
from dashboard.texts import t
from dashboard.view import state
from dashboard.view.subject import Subject
from lmcore.analysis import draws as drawing
from lmcore.analysis.draws import Draws
from lmcore.sampling import Sampling, distribution
from lmcore.tokenizer import Tokenizer

_SHOWN: Final = 12
_FACTORS: Final = (1, 10, 100)


def part(subject: Subject) -> None:
    """Draw this part."""
    lesson.equation("2.8", r"X_k\sim\mathrm{Bin}(n,p_k),\qquad E\!\left[\frac{X_k}{n}\right]=p_k")
    left, right = st.columns(2, gap="large")
    with left:
        at = common.pick_place(subject)
        T = common.temperature(1.0)
    with right:
        n = _count()
        seed = common.seed()
    loaded = models.of(subject)
    sampling = common.sampling(T, common.cuts(loaded.config.vocabulary_size, 0, 1.0, 0.0))
    found = _draw(subject, at, sampling, n, seed)
    shown = _question(found, (subject, at, sampling))
    _figures(found)
    _bars(loaded.tokenizer, found)
    with lesson.covered("draws", shown):
        _convergence(loaded.tokenizer, found)


def _count() -> int:
    chosen = st.segmented_control(
        t("next_word.draws.n"),
        COUNTS,
        format_func=lambda n: f"{n:,}",
        required=True,
        wrap=True,
        **state.bind("n"),
    )
    return chosen or 1000


@lru_cache(32)
def _draw(subject: Subject, at: int, sampling: Sampling, n: int, seed: int) -> Draws:
    return drawing.draw(distribution(common.logits(subject, at), sampling), n, seed)


def _question(found: Draws, about: tuple[object, ...]) -> bool:
    p = found.probabilities

    def answer() -> int:
        ratio = drawing.expected_distance(p, 100) / max(drawing.expected_distance(p, 10_000), 1e-12)
        return int(np.abs(np.log(np.array(_FACTORS) / ratio)).argmin()) if len(p) > 1 else 0

    return lesson.predict(
        "draws",
        t("next_word.draws.question"),
        [t("next_word.draws.same"), t("next_word.draws.part", n=10), t("next_word.draws.part", n=100)],
        answer,
        about,
        lambda: t(
            "next_word.draws.answer",
            few=drawing.expected_distance(p, 100),
            many=drawing.expected_distance(p, 10_000),
        ),
        covers=True,
    )


def _figures(found: Draws) -> None:
    test = drawing.chi_square(found.counts, found.probabilities)
    expected = drawing.expected_distance(found.probabilities, found.n)
    with st.container(horizontal=True, gap="medium"):
        st.metric(t("next_word.draws.distance"), f"{found.distance(found.n):.4f}", width="content")
        st.metric(t("next_word.draws.expected"), f"{expected:.4f}", width="content")
        if test:
            label = t("next_word.draws.chi_square", df=test.groups - 1)
            st.metric(label, f"{test.statistic:.1f}", width="content")
            st.metric(t("next_word.draws.p_value"), f"{test.p_value:.3f}", width="content")
    if test:
        verdict = "even" if test.p_value >= 0.05 else "odd"
        st.markdown(t(f"next_word.draws.verdict_{verdict}", p=test.p_value))
    else:
        st.caption(t("next_word.draws.no_test"))


def _bars(tokenizer: Tokenizer, found: Draws) -> None:
    first = slice(0, min(_SHOWN, len(found.ids)))
    low, high = drawing.interval(found.probabilities[first], found.n)
    labels = [common.name(tokenizer, int(id)) for id in found.ids[first]]
    names = lesson.names("next_word.draws", "probability", "frequency", "interval")
    fig = figures.bars(labels, found, low, high, lesson.colours(), names)
    caption = t("next_word.draws.caption", shown=len(labels))
    lesson.figure(fig, "draws", lambda: _table(tokenizer, found), caption)
    outside = int(((found.counts[first] < low) | (found.counts[first] > high)).sum())
    st.caption(t("next_word.draws.outside", outside=outside, shown=len(labels)))


def _table(tokenizer: Tokenizer, found: Draws) -> pd.DataFrame:
    """Every token that came, and the likeliest whether it came or not."""
    shown = np.flatnonzero((found.counts > 0) | (np.arange(len(found.ids)) < _SHOWN))
    low, high = drawing.interval(found.probabilities[shown], found.n)
    return pd.DataFrame(
        {
            "id": found.ids[shown],
            t("next_word.draws.token"): [lesson.piece(tokenizer, int(id)) for id in found.ids[shown]],
            "p": found.probabilities[shown],
            "n p": found.n * found.probabilities[shown],
            t("next_word.draws.count"): found.counts[shown],
            t("next_word.draws.least"): low,
            t("next_word.draws.most"): high,
        }
    )


def _convergence(tokenizer: Tokenizer, found: Draws) -> None:
    steps = np.unique(np.geomspace(10, found.n, 40).astype(int))
    distances = np.array([found.distance(int(n)) for n in steps])
    expected = np.array([drawing.expected_distance(found.probabilities, int(n)) for n in steps])
    names = lesson.names("next_word.draws", "n", "distance", "expected")
    fig = figures.convergence(steps, distances, expected, lesson.colours(), names)
    columns = ("n", names["distance"], names["expected"])
    table = pd.DataFrame(dict(zip(columns, (steps, distances, expected), strict=True)))
    lesson.figure(fig, "convergence", table, t("next_word.draws.convergence_caption"))
    p, count, n = float(found.probabilities[0]), int(found.counts[0]), found.n
    token = lesson.latex_text(common.name(tokenizer, int(found.ids[0])))
    lesson.origin(
        Line(t("next_word.draws.origin_expected"), rf"n\,p_{{{token}}}={n}\cdot{p:.6f}", f"{n * p:.2f}"),
        Line(t("next_word.draws.origin_count"), rf"X_{{{token}}}", str(count)),
        Line(
            t("next_word.draws.origin_spread"),
            rf"\sqrt{{n\,p(1-p)}}=\sqrt{{{n}\cdot{p:.6f}\cdot{1 - p:.6f}}}",
            f"{(n * p * (1 - p)) ** 0.5:.2f}",
        ),
        Line(
            t("next_word.draws.distance"),
            r"\tfrac12\sum_k\left|\tfrac{X_k}{n}-p_k\right|",
            f"{found.distance(n):.6f}",
        ),
        Line(
            t("next_word.draws.expected"),
            r"\tfrac1n\sum_k m_k(1-p_k)P(X_k=m_k),\; m_k=\lfloor n p_k\rfloor+1",
            f"{drawing.expected_distance(found.probabilities, n):.6f}",
        ),
        about=t("next_word.draws.origin_about"),
        expanded=False,
    )
