"""온도와 자르기: entropy and kept tokens at every temperature, and what each cut keeps at one of them."""

import itertools
from functools import lru_cache
from typing import Final

import pandas as pd
import streamlit as st

from dashboard import lesson
from dashboard.figures import temperature as figures
from dashboard.lesson import Line
from dashboard.pages.next_word import common
from dashboard.store import models
from dashboard.texts import t
from dashboard.view.subject import Subject
from lmcore.analysis import temperature as temperatures
from lmcore.analysis.temperature import TEMPERATURES, Kept, Sweep
from lmcore.sampling import Distribution, Sampling, distribution

_ASKED: Final = 10.0
_OPTIONS: Final = (100, 1000, 10_000)


def part(subject: Subject) -> None:
    """Draw this part."""
    lesson.equation("2.9", r"p_k=\frac{e^{x_k/T}}{\sum_i e^{x_i/T}},\qquad H=-\sum_k p_k\log_2 p_k")
    left, right = st.columns(2, gap="large")
    with left:
        at = common.pick_place(subject)
    with right:
        T = common.temperature(1.0)
    vocabulary = models.of(subject).config.vocabulary_size
    sampling = common.sampling(T, common.cuts(vocabulary, 50, 0.9, 0.05))
    swept = _sweep(subject, at, sampling.top_p, sampling.min_p)
    shown = _question(subject, at, vocabulary)
    logits = common.logits(subject, at)
    kept = temperatures.cuts(logits, sampling)
    with lesson.covered("curves", shown):
        _curves(swept, sampling, len(logits))
    _ranked(distribution(logits, Sampling(temperature=T)), kept, sampling)


@lru_cache(64)
def _sweep(subject: Subject, at: int, top_p: float, min_p: float) -> Sweep:
    return temperatures.sweep(common.logits(subject, at), top_p, min_p, TEMPERATURES)


def _question(subject: Subject, at: int, vocabulary: int) -> bool:
    def count() -> int:
        swept = _sweep(subject, at, 0.9, 0.05)
        return int(swept.nucleus[TEMPERATURES.index(_ASKED)])

    def answer() -> int:
        return sum(count() >= bound for bound in _OPTIONS)

    bounds = [f"{bound:,}" for bound in _OPTIONS]
    return lesson.predict(
        "curves",
        t("next_word.curves.question", all=f"{vocabulary:,}"),
        [
            t("next_word.curves.fewer", n=bounds[0]),
            *(t("next_word.curves.between", low=a, high=b) for a, b in itertools.pairwise(bounds)),
            t("next_word.curves.more", n=bounds[-1]),
        ],
        answer,
        (subject, at),
        lambda: t("next_word.curves.answer", n=f"{count():,}"),
        covers=True,
    )


def _curves(swept: Sweep, sampling: Sampling, vocabulary: int) -> None:
    names = lesson.names(
        "next_word.curves", "entropy", "kept", "temperature", "most", "top_k", "top_p", "min_p"
    )
    fig = figures.curves(swept, sampling, vocabulary, lesson.colours(), names)
    table = pd.DataFrame(
        {
            "T": swept.temperatures,
            t("next_word.curves.entropy"): swept.entropy,
            t("next_word.curves.largest"): swept.largest,
            t("next_word.curves.top_p"): swept.nucleus,
            t("next_word.curves.min_p"): swept.likely,
        }
    )
    lesson.figure(fig, "temperature", table, t("next_word.curves.caption", n=f"{vocabulary:,}"))


def _ranked(plain: Distribution, kept: dict[str, Kept], sampling: Sampling) -> None:
    shares = plain.softmax[plain.order].numpy()
    names = lesson.names("next_word.curves", "rank", "probability", "top_k", "top_p", "min_p", "cut")
    fig = figures.ranked(shares, kept, lesson.colours(), names)
    table = pd.DataFrame({"id": plain.order.numpy(), "p": shares})
    lesson.figure(fig, "ranked", table, t("next_word.curves.ranked_caption", T=f"{sampling.temperature:g}"))
    _summary(kept, sampling)
    first, second = float(shares[0]), float(plain.entropy)
    lesson.origin(
        Line(t("next_word.curves.origin_entropy"), r"-\sum_k p_k\log_2 p_k", rf"{second:.6f}\;\text{{bit}}"),
        Line(
            t("next_word.curves.origin_top_p"),
            rf"\min\{{n:\;p_{{(1)}}+\dots+p_{{(n)}}\ge{sampling.top_p:g}\}}",
            f"{kept['top_p'].count:,}",
        ),
        Line(
            t("next_word.curves.origin_min_p"),
            rf"\#\{{k:\;p_k\ge{sampling.min_p:g}\cdot{first:.6f}\}}",
            f"{kept['min_p'].count:,}",
        ),
        about=t("next_word.curves.origin_about"),
        expanded=False,
    )


def _summary(kept: dict[str, Kept], sampling: Sampling) -> None:
    labels = {
        "top_k": f"top-k = {sampling.top_k or '∞'}",
        "top_p": f"top-p = {sampling.top_p:g}",
        "min_p": f"min-p = {sampling.min_p:g}",
        "together": t("next_word.curves.together"),
    }
    st.dataframe(
        pd.DataFrame(
            {
                t("next_word.curves.cut"): [labels[name] for name in kept],
                t("next_word.curves.count"): [f"{cut.count:,}" for cut in kept.values()],
                t("next_word.curves.mass"): [f"{cut.mass:.4f}" for cut in kept.values()],
                t("next_word.curves.left"): [f"{cut.entropy:.3f}" for cut in kept.values()],
            }
        ),
        hide_index=True,
    )
