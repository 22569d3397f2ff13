"""두 이어짐: two continuations of the sentence, scored by the model token by token."""

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import pandas as pd
import streamlit as st

from dashboard import lesson
from dashboard.figures import scores as figures
from dashboard.lesson import Line
from dashboard.pages.next_word import LONGEST, common
from dashboard.store import models
from dashboard.texts import t
from dashboard.view import state
from dashboard.view.subject import Subject
from lmcore.analysis.scoring import Scored, score
from lmcore.checkpoints import Checkpoint
from lmcore.tokenizer import Tokenizer

_DEFAULTS: Final = {"a": "배가 달아.", "b": "달고 시원하지?"}
"""The report's person, and its model."""


@dataclass(frozen=True)
class _Side:
    """A continuation, scored after the sentence and after nothing."""

    text: str
    after: Scored
    alone: Scored

    @property
    def gain(self) -> float:
        """How much the sentence raised ln p of the continuation."""
        return self.after.total - self.alone.total


def part(subject: Subject) -> None:
    """Draw this part; the scores come once the reader has guessed."""
    lesson.equation("2.8", r"\ln p(B\mid A)=\sum_{t}\ln p(b_t\mid A,\,b_1\dots b_{t-1})")
    common.says_causal(subject.mode)
    typed = _boxes()
    if not all(typed.values()):
        st.info(t("next_word.score.empty"), icon=":material/info:")
        return
    loaded = models.of(subject)
    sides = _sides(subject, loaded, typed)
    if not sides:
        return
    if _question(sides, (subject.text, *typed.values())):
        _verdict(loaded, sides)
        _picture(loaded.tokenizer, sides)
        _origin(sides)


def _boxes() -> dict[str, str]:
    typed = {}
    for column, (key, default) in zip(st.columns(2, gap="large"), _DEFAULTS.items(), strict=True):
        with column:
            value = st.text_input(
                t(f"next_word.score.{key}"), max_chars=LONGEST, autocomplete="off",
                **state.bind(key, default=default),
            )  # fmt: skip
        typed[key] = (value or "").strip()
    return typed


def _sides(subject: Subject, loaded: Checkpoint, typed: dict[str, str]) -> dict[str, _Side]:
    """Both continuations scored; of a long sentence the end that leaves room for both."""
    before = tuple(common.read(subject).ids.tolist())
    room = loaded.config.context - max(len(loaded.tokenizer.encode(side)) for side in typed.values())
    if room < 1:
        st.info(t("next_word.score.too_long", limit=loaded.config.context), icon=":material/info:")
        return {}
    if len(before) > room:
        st.caption(t("next_word.score.cut", kept=room - 1, left_out=len(before) - room))
        before = (before[0], *before[len(before) - room + 1 :])
    return {key: _scored(subject.weights, before, side) for key, side in typed.items()}


@lru_cache(64)
def _scored(model: Subject, before: tuple[int, ...], continuation: str) -> _Side:
    loaded = models.of(model)
    ids = loaded.tokenizer.encode(continuation)
    return _Side(
        continuation, score(loaded.model, before, ids), score(loaded.model, [loaded.tokenizer.bos_id], ids)
    )


def _question(sides: dict[str, _Side], about: tuple[str, ...]) -> bool:
    a, b = sides["a"], sides["b"]
    difference = a.after.total - b.after.total
    likelier = 0 if difference >= 0 else 1
    return lesson.predict(
        "score",
        t("next_word.score.question"),
        [t("next_word.score.first"), t("next_word.score.second")],
        likelier,
        about,
        t("next_word.score.answer", factor=_times(abs(difference))),
    )


def _times(difference: float) -> str:
    """A ratio, given its logarithm, as people write it."""
    if difference > 14:
        return f"10^{difference / math.log(10):.0f}"
    value = math.exp(difference)
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def _verdict(loaded: Checkpoint, sides: dict[str, _Side]) -> None:
    a, b = sides["a"].after, sides["b"].after
    rows = {
        "total": ("total", a.total, b.total),
        "mean": ("mean", a.mean, b.mean),
        "gain": ("gain", sides["a"].gain, sides["b"].gain),
    }
    st.dataframe(
        pd.DataFrame(
            {
                t("next_word.score.measure"): [t(f"next_word.score.{key}") for key in rows],
                sides["a"].text: [f"{one:.3f}" for _, one, _ in rows.values()],
                sides["b"].text + (" " if sides["a"].text == sides["b"].text else ""): [
                    f"{other:.3f}" for _, _, other in rows.values()
                ],
                t("next_word.score.higher"): [_higher(one, other) for _, one, other in rows.values()],
            }
        ),
        hide_index=True,
    )
    agree = (a.total > b.total) == (a.mean > b.mean)
    st.markdown(t("next_word.score.agree" if agree else "next_word.score.disagree"))
    parameters = sum(parameter.numel() for parameter in loaded.model.parameters())
    st.markdown(t("next_word.score.honest", parameters=f"{parameters:,}"))


def _higher(one: float, other: float) -> str:
    if math.isclose(one, other, abs_tol=1e-6):
        return "="
    return t("next_word.score.first" if one > other else "next_word.score.second")


def _picture(tokenizer: Tokenizer, sides: dict[str, _Side]) -> None:
    shown = [
        (side.text, [common.name(tokenizer, id) for id in side.after.ids], side.after.log_probability.numpy())
        for side in sides.values()
    ]
    names = lesson.names("next_word.score", "log_p", "total", "mean")
    fig = figures.continuations(shown, lesson.colours(), names)
    lesson.figure(fig, "score", lambda: _table(tokenizer, sides), t("next_word.score.caption"))


def _table(tokenizer: Tokenizer, sides: dict[str, _Side]) -> pd.DataFrame:
    rows = [
        (side.text, lesson.piece(tokenizer, id), after, math.exp(after), rank, alone)
        for side in sides.values()
        for id, after, rank, alone in zip(
            side.after.ids, side.after.log_probability.tolist(), side.after.rank.tolist(),
            side.alone.log_probability.tolist(), strict=True,
        )
    ]  # fmt: skip
    keys = ("continuation", "token", "log_p", "p", "rank", "alone")
    return pd.DataFrame(rows, columns=[t(f"next_word.score.{key}") for key in keys])


def _origin(sides: dict[str, _Side]) -> None:
    lines = []
    for side in sides.values():
        values = side.after.log_probability.tolist()
        shown = "".join(f"{value:+.3f}" for value in values[:8]) + (r"+\dots" if len(values) > 8 else "")
        lines += [
            Line(
                t("next_word.score.origin_total", text=lesson.quoted(side.text[:30])),
                shown,
                f"{side.after.total:.4f}",
            ),
            Line(
                t("next_word.score.mean"),
                rf"{side.after.total:.4f}\,/\,{len(values)}",
                f"{side.after.mean:.4f}",
            ),
            Line(
                t("next_word.score.gain"),
                rf"{side.after.total:.4f}-({side.alone.total:.4f})",
                f"{side.gain:+.4f}",
            ),
        ]
    difference = sides["b"].after.total - sides["a"].after.total
    lines.append(
        Line(
            t("next_word.score.origin_ratio"), rf"e^{{{difference:.4f}}}", lesson.scientific(_exp(difference))
        )
    )
    lesson.origin(*lines, about=t("next_word.score.origin_about"), expanded=False)


def _exp(value: float) -> float:
    return math.exp(min(value, 700))
