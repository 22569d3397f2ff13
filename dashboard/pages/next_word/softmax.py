"""소프트맥스: from logits to probabilities step by step, as the formula stands and kept from overflowing."""

import math
from collections.abc import Iterable
from functools import partial
from typing import Final, cast

import numpy as np
import pandas as pd
import streamlit as st
from jaxtyping import Float
from torch import Tensor

from dashboard import lesson
from dashboard.figures import softmax as figures
from dashboard.lesson import Line
from dashboard.pages.next_word import LARGEST_SHIFT, common
from dashboard.store import models
from dashboard.texts import t
from dashboard.view import state
from dashboard.view.subject import Subject
from lmcore.analysis import softmax_steps
from lmcore.analysis.softmax_steps import Format, Steps
from lmcore.sampling import ranking
from lmcore.tokenizer import Tokenizer

_SHOWN: Final = 8
_FORMAT: Final[Format] = "float32"


def part(subject: Subject) -> None:
    """Draw this part."""
    lesson.equation(
        "2.9",
        r"p_k=\frac{e^{x_k/T}}{\sum_i e^{x_i/T}}=\frac{e^{(x_k-\max x)/T}}{\sum_i e^{(x_i-\max x)/T}}",
    )
    left, right = st.columns(2, gap="large")
    with left:
        at = common.pick_place(subject)
        T = common.temperature(0.05)
    with right:
        chosen = lesson.choose("next_word.softmax", "format", label=True)
        format = cast("Format", chosen)
        bound = state.bind("c")
        shift = st.slider(t("next_word.softmax.shift"), -LARGEST_SHIFT, LARGEST_SHIFT, **bound)
    tokenizer, logits = models.of(subject).tokenizer, common.logits(subject, at)
    plain = softmax_steps.naive(logits, T, shift, format)
    safe = softmax_steps.stable(logits, T, shift, format)
    referee = softmax_steps.stable(logits, T, 0.0, "float64")
    ids = ranking(logits)[:_SHOWN].tolist()
    shown = _question(tokenizer, plain, ids[0], (subject, at, T, format, shift))
    with lesson.covered("softmax", shown):
        _counts(plain, safe, referee)
        _picture(tokenizer, logits, ids, T, shift, plain, safe, referee)
        _origin(logits, _chosen(tokenizer, ids), T, shift, plain, safe, referee)


def _question(tokenizer: Tokenizer, plain: Steps, first: int, about: tuple[object, ...]) -> bool:
    *_, T, format, _ = about
    value, token = plain.probabilities[first], lesson.said(lesson.piece(tokenizer, first))
    return lesson.predict(
        "softmax",
        t("next_word.softmax.question", format=format, T=f"{T:g}", token=token),
        [t("next_word.softmax.a_number"), "0", "nan"],
        2 if np.isnan(value) else 1 if value == 0 else 0,
        about,
        t(f"next_word.softmax.answer_{_case(plain)}", inf=plain.n_inf, all=len(plain.exponents)),
        covers=True,
    )


def _case(plain: Steps) -> str:
    return "over" if plain.n_inf else "under" if plain.total == 0 else "fits"


def _counts(plain: Steps, safe: Steps, referee: Steps) -> None:
    difference = float(np.abs(safe.probabilities.astype(np.float64) - referee.probabilities).max())
    with st.container(horizontal=True, gap="medium"):
        for label, value in (
            (t("next_word.softmax.n_inf"), f"{plain.n_inf:,}"),
            (t("next_word.softmax.n_nan"), f"{plain.n_nan:,}"),
            (t("next_word.softmax.stable_nan"), f"{safe.n_inf + safe.n_nan:,}"),
            (t("next_word.softmax.difference"), f"{difference:.1e}" if difference else "0"),
        ):
            st.metric(label, value, width="content")


def _picture(
    tokenizer: Tokenizer,
    logits: Float[Tensor, " vocabulary"],
    ids: list[int],
    T: float,
    shift: int,
    plain: Steps,
    safe: Steps,
    referee: Steps,
) -> None:
    exact = logits.numpy().astype(np.float64)
    powers = [(exact[ids] + shift) / T / math.log(10), (exact[ids] - exact.max()) / T / math.log(10)]
    fig = figures.number_line(
        [common.name(tokenizer, id) for id in ids],
        powers[0],
        powers[1],
        softmax_steps.range_of(plain.format),
        lesson.colours(),
        lesson.names("next_word.softmax", "plain", "safe", "powers"),
    )
    caption = t("next_word.softmax.caption", format=plain.format)

    def table(ids: Iterable[int]) -> pd.DataFrame:
        return _table(tokenizer, exact, list(ids), plain, safe, referee)

    lesson.figure(fig, "softmax", lambda: table(range(len(exact))), caption)
    st.dataframe(table(ids), hide_index=True)


def _table(
    tokenizer: Tokenizer,
    exact: np.ndarray,
    ids: list[int],
    plain: Steps,
    safe: Steps,
    referee: Steps,
) -> pd.DataFrame:
    """Every step as text, so that inf and nan stand there as what they are."""
    columns = {
        "logit": exact,
        "plain_exponent": plain.exponents,
        "plain_exponential": plain.exponentials,
        "plain_p": plain.probabilities,
        "safe_exponent": safe.exponents,
        "safe_exponential": safe.exponentials,
        "safe_p": safe.probabilities,
        "referee": referee.probabilities,
    }
    rows: dict[str, list[str]] = {t("next_word.softmax.token"): [common.name(tokenizer, id) for id in ids]}
    for key, values in columns.items():
        rows[t(f"next_word.softmax.column_{key}")] = [f"{values[id]:.5g}" for id in ids]
    return pd.DataFrame(rows)


def _chosen(tokenizer: Tokenizer, ids: list[int]) -> int:
    """The token whose steps are written out, kept as `token` in the URL; a link may name any token."""
    value = state.read("token", default=ids[0])
    options = list(dict.fromkeys([*ids, value]))
    return st.selectbox(
        t("next_word.softmax.token"), options, format_func=partial(lesson.piece, tokenizer), width=240,
        **lesson.tied("token", value),
    )  # fmt: skip


def _origin(
    logits: Float[Tensor, " vocabulary"],
    id: int,
    T: float,
    shift: int,
    plain: Steps,
    safe: Steps,
    referee: Steps,
) -> None:
    x, top = float(logits[id]), float(logits.max())
    added = f"{shift:+d}" if shift else ""
    lesson.origin(
        Line(
            t("next_word.softmax.origin_plain", format=plain.format),
            rf"e^{{({x:.4f}{added})/{T:g}}}=e^{{{float(plain.exponents[id]):.2f}}}",
            _latex(plain.exponentials[id]),
        ),
        Line(t("next_word.softmax.origin_sum"), r"\sum_i e^{x_i/T}", _latex(plain.total)),
        Line(t("next_word.softmax.origin_p"), _ratio(plain, id), _latex(plain.probabilities[id])),
        Line(
            t("next_word.softmax.origin_safe", format=safe.format),
            rf"e^{{({x:.4f}-{top:.4f})/{T:g}}}=e^{{{float(safe.exponents[id]):.2f}}}",
            _latex(safe.exponentials[id]),
        ),
        Line(t("next_word.softmax.origin_sum"), r"\sum_i e^{(x_i-\max x)/T}", _latex(safe.total)),
        Line(t("next_word.softmax.origin_p"), _ratio(safe, id), _latex(safe.probabilities[id])),
        Line(t("next_word.softmax.origin_referee"), r"p_{\text{float64}}", _latex(referee.probabilities[id])),
        about=t("next_word.softmax.origin_about", n=len(plain.exponents)),
        expanded=False,
    )


def _ratio(steps: Steps, id: int) -> str:
    return rf"\frac{{{_latex(steps.exponentials[id])}}}{{{_latex(steps.total)}}}"


def _latex(value: np.floating) -> str:
    r"""A number of a format for a formula: inf as ∞, no number as nan."""
    if np.isnan(value):
        return r"\text{nan}"
    if np.isinf(value):
        return r"\infty"
    if value == 0 or 1e-3 <= abs(value) < 1e5:
        return f"{float(value):.6g}"
    return lesson.scientific(float(value), 4)
