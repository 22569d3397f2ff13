"""본 적 없는 숫자: a classifier must answer one of the classes it knows, and says how sure it is."""

import threading
from typing import Final

import numpy as np
import pandas as pd
import streamlit as st
from cachetools import LRUCache, cached

from dashboard import lesson
from dashboard.figures import digits as figures
from dashboard.lesson import Line
from dashboard.pages.neural_network import IMAGES
from dashboard.texts import t
from dashboard.view import state
from lmcore.analysis import unseen
from lmcore.analysis.intervals import wilson
from lmcore.analysis.unseen import Unseen

_DIGITS: Final = tuple(range(10))
_SURE: Final = 0.9


@cached(LRUCache(32), condition=threading.Condition())
def _trained(left_out: int, seed: int) -> Unseen:
    return unseen.without(left_out, seed)


def part() -> None:
    """Draw this part."""
    lesson.equation("2.7", r"p_k=\frac{e^{\ell_k}}{\sum_i e^{\ell_i}}\qquad\Rightarrow\qquad\sum_k p_k=1")
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        left_out = st.segmented_control(
            t("neural_network.left_out"),
            _DIGITS,
            required=True,
            wrap=True,
            **state.bind("digit"),
        )
        seed = st.number_input(t("neural_network.seed"), 0, 9999, width=140, **state.bind("seed"))
    result = _trained(7 if left_out is None else left_out, seed)
    shown = _predict(result, seed)
    image = st.slider(t("neural_network.image"), 0, IMAGES - 1, **state.bind("image"))
    with lesson.covered("digits", shown):
        _metrics(result)
        left, right = st.columns([3, 2], gap="medium")
        with left:
            _gallery(result, image)
        with right:
            _bars(result, image)
        _histogram(result)
        _origin(result, image)
        st.markdown(t("neural_network.digits_moral"))


def _predict(result: Unseen, seed: int) -> bool:
    middle = float(np.median(result.unseen.max(-1)))
    return lesson.predict(
        "neural_digits",
        t("neural_network.digits_question", digit=result.left_out),
        [t("neural_network.says_unknown"), t("neural_network.says_unsure"), t("neural_network.says_sure")],
        1 if middle < 0.5 else 2,
        (result.left_out, seed),
        t(
            "neural_network.digits_answer",
            digit=result.left_out,
            middle=middle,
            count=len(result.unseen_images),
        ),
        covers=True,
    )


def _metrics(result: Unseen) -> None:
    right = wilson(int(result.correct.sum()), len(result.correct))
    sure = float((result.unseen.max(-1) > _SURE).mean())
    with st.container(horizontal=True, gap="medium"):
        st.metric(
            t("neural_network.known_accuracy"),
            f"{right.accuracy:.1%}",
            width="content",
            help=t("neural_network.interval", low=right.low, high=right.high, n=right.n),
        )
        st.metric(
            t("neural_network.unknown_accuracy", digit=result.left_out),
            f"{float((result.answers == result.left_out).mean()):.0%}",
            width="content",
        )
        st.metric(t("neural_network.sure_of_unseen"), f"{sure:.0%}", width="content")
        st.metric(
            t("neural_network.separation"),
            f"{result.separation:.2f}",
            width="content",
            help=t("neural_network.separation_help"),
        )


def _gallery(result: Unseen, image: int) -> None:
    lesson.figure(
        figures.gallery(result, image, lesson.colours()),
        "neural_gallery",
        lambda: pd.DataFrame(
            {
                t("neural_network.image"): range(len(result.answers)),
                t("neural_network.answer"): result.answers,
                t("neural_network.sure"): result.unseen.max(-1),
            }
        ),
        t("neural_network.gallery_caption", digit=result.left_out),
    )


def _bars(result: Unseen, image: int) -> None:
    names = {"no_output": t("neural_network.no_output")}
    lesson.figure(
        figures.answer_bars(result, image, lesson.colours(), names),
        "neural_answer",
        pd.DataFrame({t("neural_network.digit"): result.classes, "p": result.unseen[image]}),
        t("neural_network.bars_caption", image=image),
    )


def _histogram(result: Unseen) -> None:
    names = {
        key: t(f"neural_network.{key}", digit=result.left_out)
        for key in ("seen", "unseen", "sure", "images", "chance")
    }
    lesson.figure(
        figures.confidence(result, lesson.colours(), names),
        "neural_confidence",
        lambda: _confidences(result),
        t("neural_network.histogram_caption", seen=len(result.seen), unseen=len(result.unseen)),
    )


def _confidences(result: Unseen) -> pd.DataFrame:
    digits = [*result.seen_digits, *[result.left_out] * len(result.unseen)]
    p = np.concatenate((result.seen, result.unseen))
    answers = np.asarray(result.classes)[p.argmax(-1)]
    return pd.DataFrame(
        {
            t("neural_network.digit"): digits,
            t("neural_network.answer"): answers,
            t("neural_network.sure"): p.max(-1),
        }
    )


def _origin(result: Unseen, image: int) -> None:
    logits, powers = result.logits(image)
    p = result.unseen[image]
    best = int(p.argmax())
    lesson.origin(
        Line(
            t("neural_network.origin_logits"),
            r"\ell=(" + r",\;".join(f"{value:.2f}" for value in logits) + ")",
        ),
        Line(
            t("neural_network.origin_best", digit=result.classes[best]),
            rf"\frac{{e^{{\ell-\max\ell}}}}{{\sum}}=\frac{{{powers[best]:.4f}}}{{{powers.sum():.4f}}}",
            f"{p[best]:.4f}",
        ),
        Line(t("neural_network.origin_total"), r"\sum_k p_k", f"{p.sum():.6f}"),
        about=t("neural_network.digits_about", digit=result.left_out),
        expanded=False,
    )
