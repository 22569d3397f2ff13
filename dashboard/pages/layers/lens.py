"""렌즈: every layer asked for the next token."""

from functools import cache, partial
from typing import Final

import pandas as pd
import streamlit as st
from jaxtyping import Float
from torch import Tensor

from dashboard import lesson
from dashboard.figures import layers as figures
from dashboard.figures.bars import Bar
from dashboard.lesson import Line
from dashboard.lesson.comparison import pick
from dashboard.pages.layers import comparison
from dashboard.store import models, readings
from dashboard.texts import t
from dashboard.view import state
from dashboard.view.subject import Subject
from lmcore.analysis import lens as lenses
from lmcore.analysis.stream import NONE
from lmcore.checkpoints import Checkpoint
from lmcore.tokenizer import Tokenizer

PAGE: Final = "layers"
_SEEN: Final = "_layers_seen"
Stream = Float[Tensor, "stage d_model"]


def draw(subject: Subject) -> None:
    """The question, the grid, the chosen cell."""
    lesson.equation(
        "2.7", r"p^{(\ell)}=\mathrm{softmax}\bigl(\mathrm{LayerNorm}(x^{(\ell)})\,W_E^{\top}\bigr)"
    )
    if sides := pick(subject):
        measure, halves = _controls()
        comparison.draw(sides, measure, halves, partial(_names, measure))
        return
    loaded, read = models.of(subject), readings.stream(subject)
    at, labels = lesson.place(read.tokens), lesson.labels(read.tokens)
    covered = _question(subject, loaded, at, labels[at])
    measure, halves = _controls()
    found, stages = readings.lens(subject, halves), lesson.stages(loaded.config.n_layers, halves)
    stage = lesson.bounded("stage", 0, len(stages) - 1, len(stages) - 1)
    names, piece = _names(measure, found), cache(partial(lesson.piece, loaded.tokenizer))
    grid = figures.lens_grid(
        found, measure, stages, labels, piece, (stage, at), at if covered else None, names
    )
    caption = t(f"layers.lens_caption_{subject.mode}")
    lesson.grid_figure(grid, "lens", lambda: _table(found, stages, labels, piece), caption, _pick)
    if not covered:
        st.markdown(t("layers.cell", token=lesson.said(labels[at]), stage=stages[stage]))
        _cell(loaded, (read.values if halves else read.values[::2])[:, at], found, stages, (stage, at))


def _controls() -> tuple[figures.Measure, bool]:
    """What colours the cells, and whether attention and feed-forward stand apart."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        measure = lesson.choose(PAGE, "colour", label=True)
        halves = st.toggle(t("layers.halves"), **state.bind("halves"))
    return measure, halves


def _pick(stage: int, at: int) -> None:
    st.session_state[_SEEN] = True
    state.write(stage=stage, at=at)


def _question(subject: Subject, loaded: Checkpoint, at: int, label: str) -> bool:
    """Ask from which layer on the model's answer stands; whether the answer is still to be covered."""
    found = readings.lens(subject, False)

    def explain() -> str:
        winner, p = int(found.top_ids[-1, at, 0]), float(found.top_probabilities[-1, at, 0])
        return t("layers.lens_answer", token=lesson.said(lesson.piece(loaded.tokenizer, winner)), p=p)

    question = t("layers.lens_question", token=lesson.said(label))
    options = lesson.stages(loaded.config.n_layers)
    answered = lesson.predict("lens", question, options, lambda: found.decided(at), (subject, at), explain)
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


def _table(found: lenses.Lens, stages: list[str], labels: list[str], piece: figures.Piece) -> pd.DataFrame:
    rows = []
    for at, label in enumerate(labels):
        target = int(found.target[at])
        actual = "" if target == NONE else piece(target)
        for number, stage in enumerate(stages):
            numbers = (table[number, at].item() for table in (found.probability, found.rank, found.entropy))
            best = piece(int(found.top_ids[number, at, 0]))
            p = found.top_probabilities[number, at, 0].item()
            rows.append((at, label, stage, best, p, actual, *numbers))
    keys = ("place", "token", "stage", "best", "best_p", "actual", "actual_p", "actual_rank", "entropy")
    return pd.DataFrame(rows, columns=[t(f"layers.column_{key}") for key in keys])


def _cell(
    loaded: Checkpoint, stream: Stream, found: lenses.Lens, stages: list[str], cell: tuple[int, int]
) -> None:
    """The chosen cell: its candidates, how they fared, and where its numbers come from."""
    stage, at = cell
    left, right = st.columns([2, 3])
    with left:
        _candidates(loaded.tokenizer, found, stage, at)
    with right:
        _race(loaded, stream, found, stages, at)
    _origin(loaded, stream[stage], found, stages[stage], cell)


def _candidates(tokenizer: Tokenizer, found: lenses.Lens, stage: int, at: int) -> None:
    ids, target = found.top_ids[stage, at].tolist(), int(found.target[at])
    words = [lesson.piece(tokenizer, id) for id in ids]
    probabilities = found.top_probabilities[stage, at].tolist()
    drawn = [
        Bar(word, p, "blue" if id == target else "grey", id == target)
        for id, word, p in zip(ids, words, probabilities, strict=True)
    ]
    frame = pd.DataFrame({"id": ids, "token": words, "p": probabilities})
    caption = t("layers.candidates_caption")
    lesson.bars_figure(drawn, t("layers.probability"), "candidates", frame, caption)


def _race(loaded: Checkpoint, stream: Stream, found: lenses.Lens, stages: list[str], at: int) -> None:
    target = int(found.target[at])
    known = [target] if target != NONE else []
    ids = list(dict.fromkeys([*known, *found.top_ids[-1, at, :4].tolist()]))
    run = lenses.race(loaded.model, stream, found.top_ids.new_tensor(ids))
    words = [lesson.piece(loaded.tokenizer, id) for id in ids]
    names = lesson.names(PAGE, "rank_axis", "probability")
    fig = figures.race(run, stages, words, 0 if known else None, lesson.colours(), names)
    frame = pd.DataFrame(run.rank.numpy(), columns=words)
    frame.insert(0, t("layers.column_stage"), stages)
    lesson.figure(fig, "race", frame, t("layers.race_caption"))


def _origin(
    loaded: Checkpoint, x: Float[Tensor, " d_model"], shown: lenses.Lens, stage: str, cell: tuple[int, int]
) -> None:
    """From the vector to the probability of the cell's favourite, computed once more."""
    best, p = int(shown.top_ids[cell][0]), float(shown.top_probabilities[cell][0])
    found, piece = lenses.unembedding(loaded.model, x, best), lesson.piece(loaded.tokenizer, best)
    spread = rf"\mu={found.mean:.4f},\quad \sigma=\sqrt{{\mathrm{{var}}(x)+\varepsilon}}"
    product = rf"\mathrm{{LayerNorm}}(x)\cdot W_E[{lesson.latex_text(piece)}]"
    ratio = rf"e^{{{found.logit:.4f}-{found.log_sum:.4f}}}={found.probability:.6f}"
    lesson.origin(
        Line(t("layers.origin_norm"), spread, f"{found.scale:.4f}"),
        Line(t("layers.origin_logit", d=loaded.config.d_model), product, f"{found.logit:.4f}"),
        Line(
            t("layers.origin_sum", V=loaded.config.vocabulary_size),
            r"\ln\sum_t e^{\text{logit}_t}",
            f"{found.log_sum:.4f}",
        ),
        Line(t("layers.origin_p"), ratio, rf"{p:.6f}\;\text{{(lens)}}"),
        about=t("layers.origin_lens", stage=stage, token=lesson.said(piece)),
        expanded=False,
    )
