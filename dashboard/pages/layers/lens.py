"""렌즈: every layer asked for the next token."""

import math
from functools import cache
from typing import Final

import pandas as pd
import streamlit as st
from jaxtyping import Float
from torch import Tensor

from dashboard import lesson
from dashboard.figures import layers as figures
from dashboard.figures.bars import Bar
from dashboard.lesson import Line
from dashboard.store import models, readings
from dashboard.texts import t
from dashboard.view import links, state
from lmcore.analysis import lens as lenses
from lmcore.analysis.stream import NONE
from lmcore.config import Mode

PAGE: Final = "layers"
_SEEN: Final = "_layers_seen"


def draw(text: str, mode: Mode) -> None:
    """The question, the grid, the chosen cell."""
    lesson.equation(
        "2.7", r"p^{(\ell)}=\mathrm{softmax}\bigl(\mathrm{LayerNorm}(x^{(\ell)})\,W_E^{\top}\bigr)"
    )
    read = readings.stream(text, mode)
    at, labels = lesson.place(read.tokens), lesson.labels(read.tokens)
    covered = _question(text, mode, at, labels[at])
    with st.container(horizontal=True, vertical_alignment="bottom"):
        measure = lesson.choose(PAGE, "colour", figures.MEASURES, label=True)
        halves = st.toggle(t("layers.halves"), **state.bind("halves", links.flag, False))
    found, stages = readings.lens(text, mode, halves), lesson.stages(halves)
    stage = lesson.bounded("stage", 0, len(stages) - 1, len(stages) - 1, 2 * (len(stages) - 1))
    names = _names(measure, found)
    grid = figures.lens_grid(
        found, measure, stages, labels, cache(lesson.piece), (stage, at), at if covered else None, names
    )
    lesson.grid_figure(
        grid, "lens", lambda: _table(found, stages, labels), t(f"layers.lens_caption_{mode}"), _pick
    )
    if not covered:
        _cell(text, mode, found, stage, at, halves)


def _pick(stage: int, at: int) -> None:
    st.session_state[_SEEN] = True
    state.write(stage=stage, at=at)


def _question(text: str, mode: Mode, at: int, label: str) -> bool:
    """Ask from which layer on the model's answer stands; whether the answer is still to be covered."""
    found = readings.lens(text, mode, False)

    def explain() -> str:
        winner, p = int(found.top_ids[-1, at, 0]), float(found.top_probabilities[-1, at, 0])
        return t("layers.lens_answer", token=lesson.said(lesson.piece(winner)), p=p)

    question = t("layers.lens_question", token=lesson.said(label))
    answered = lesson.predict(
        "lens", question, lesson.stages(False), lambda: found.decided(at), (text, mode, at), explain
    )
    if answered or "at" in st.query_params:
        st.session_state[_SEEN] = True
    return not st.session_state.get(_SEEN)


def _names(measure: figures.Measure, found: lenses.Lens) -> dict[str, str]:
    keys = ("corner", "actual", "rank", "entropy", "nothing", "label", "hidden")
    low, high = {
        "probability": ("0", "1"),
        "rank": (f"{found.vocabulary:,}", "1"),
        "entropy": (t("layers.bits", n=figures.vocabulary_bits(found)), t("layers.bits", n=0)),
    }[measure]
    return lesson.names(PAGE, *keys) | {"legend": t(f"layers.legend_{measure}"), "low": low, "high": high}


def _table(found: lenses.Lens, stages: list[str], labels: list[str]) -> pd.DataFrame:
    rows = []
    for at, label in enumerate(labels):
        target = int(found.target[at])
        actual = "" if target == NONE else lesson.piece(target)
        for number, stage in enumerate(stages):
            numbers = (table[number, at].item() for table in (found.probability, found.rank, found.entropy))
            best = lesson.piece(int(found.top_ids[number, at, 0]))
            p = found.top_probabilities[number, at, 0].item()
            rows.append((at, label, stage, best, p, actual, *numbers))
    keys = ("place", "token", "stage", "best", "best_p", "actual", "actual_p", "actual_rank", "entropy")
    return pd.DataFrame(rows, columns=[t(f"layers.column_{key}") for key in keys])


def _cell(text: str, mode: Mode, found: lenses.Lens, stage: int, at: int, halves: bool) -> None:
    """The chosen cell: its candidates, how they fared, and where its numbers come from."""
    read, stages = readings.stream(text, mode), lesson.stages(halves)
    stream = (read.values if halves else read.values[::2])[:, at]
    token = lesson.said(lesson.labels(read.tokens)[at])
    st.markdown(t("layers.cell", token=token, stage=stages[stage]))
    left, right = st.columns([2, 3])
    with left:
        _candidates(found, stage, at)
    with right:
        _race(stream, found, stages, at)
    _origin(stream[stage], found, stages, stage, at)


def _candidates(found: lenses.Lens, stage: int, at: int) -> None:
    ids, target = found.top_ids[stage, at].tolist(), int(found.target[at])
    words, probabilities = [lesson.piece(id) for id in ids], found.top_probabilities[stage, at].tolist()
    drawn = [
        Bar(word, p, "blue" if id == target else "grey", id == target)
        for id, word, p in zip(ids, words, probabilities, strict=True)
    ]
    frame = pd.DataFrame({"id": ids, "token": words, "p": probabilities})
    caption = t("layers.candidates_caption")
    lesson.bars_figure(drawn, t("layers.probability"), "candidates", frame, caption)


def _race(stream: Float[Tensor, "stage d_model"], found: lenses.Lens, stages: list[str], at: int) -> None:
    target = int(found.target[at])
    known = [target] if target != NONE else []
    ids = list(dict.fromkeys([*known, *found.top_ids[-1, at, :4].tolist()]))
    run = lenses.race(models.checkpoint().model, stream, found.top_ids.new_tensor(ids))
    words = [lesson.piece(id) for id in ids]
    names = lesson.names(PAGE, "rank_axis", "probability")
    fig = figures.race(run, stages, words, 0 if known else None, lesson.colours(), names)
    frame = pd.DataFrame(run.rank.numpy(), columns=words)
    frame.insert(0, t("layers.column_stage"), stages)
    lesson.figure(fig, "race", frame, t("layers.race_caption"))


def _origin(x: Float[Tensor, " d_model"], found: lenses.Lens, stages: list[str], stage: int, at: int) -> None:
    """From the vector to the probability of the cell's favourite, computed here once more."""
    model, best = models.checkpoint().model, int(found.top_ids[stage, at, 0])
    norm, wide, w = model.final_norm, x.double(), model.W_E[best].double()
    mean, scale = float(wide.mean()), float((wide.var(correction=0) + norm.eps).sqrt())
    normed = (wide - mean) / scale * norm.weight.double() + norm.bias.double()
    logits = normed @ model.W_E.double().T
    logit, log_sum = float(logits[best]), float(logits.logsumexp(-1))
    p, word = float(found.top_probabilities[stage, at, 0]), lesson.latex_text(lesson.piece(best))
    spread = rf"\mu={mean:.4f},\quad \sigma=\sqrt{{\mathrm{{var}}(x)+\varepsilon}}"
    ratio = rf"e^{{{logit:.4f}-{log_sum:.4f}}}={math.exp(logit - log_sum):.6f}"
    lesson.origin(
        Line(t("layers.origin_norm"), spread, f"{scale:.4f}"),
        Line(
            t("layers.origin_logit", d=len(w)), rf"\mathrm{{LayerNorm}}(x)\cdot W_E[{word}]", f"{logit:.4f}"
        ),
        Line(t("layers.origin_sum", V=len(logits)), r"\ln\sum_t e^{\text{logit}_t}", f"{log_sum:.4f}"),
        Line(t("layers.origin_p"), ratio, rf"{p:.6f}\;\text{{(lens)}}"),
        about=t("layers.origin_lens", stage=stages[stage], token=lesson.said(lesson.piece(best))),
        expanded=False,
    )
