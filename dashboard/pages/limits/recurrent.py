"""One by one or at once: what waits for what in a recurrent network and in attention, counted and timed."""

from collections.abc import Sequence
from typing import Final

import pandas as pd
import streamlit as st

from dashboard import lesson
from dashboard.figures import recurrence as figures
from dashboard.lesson import Line
from dashboard.store import models, traces
from dashboard.texts import t
from dashboard.view.subject import Subject
from dashboard.work import jobs, measuring
from dashboard.work.jobs import Job
from lmcore.analysis import recurrence, timings
from lmcore.analysis.recurrence import READERS
from lmcore.tokenizer import Token

_ROUNDS: Final = 7
_JOB: Final = "limits_recurrent"
_LENGTHS: Final = (16, 64, 128, 256, 384, 512)
_EQUATION: Final = r"h_t=\tanh(x_tW_x+h_{t-1}W_h),\qquad z_t=\sum_j\alpha_{tj}V_j"


def part(subject: Subject) -> None:
    """Draw this part."""
    tokens, layers = traces.trace(subject).tokens, models.of(subject).config.n_layers
    shown = lesson.predict(
        "limits_recurrent",
        t("limits.recurrent_question", n=len(tokens)),
        [t("limits.recurrent_both_n", n=len(tokens)), t("limits.recurrent_one", n=len(tokens)),
         t("limits.recurrent_both_one")],
        int(recurrence.waits(len(tokens), 1)["attention"] == 1),
        len(tokens),
        t("limits.recurrent_answer", n=len(tokens)),
        covers=True,
    )  # fmt: skip
    with lesson.covered("limits_recurrent_steps", shown):
        _steps(tokens)
        st.markdown(t("limits.recurrent_layers", layers=layers, **recurrence.waits(len(tokens), layers)))

    def job() -> Job | None:
        measured, found = st.session_state.get(_JOB, (None, None))
        return found if measured == subject.mode else None

    controls = lesson.measured(job, "limits", lambda: _start(subject))
    lesson.refreshed(job, controls, lambda: _results(job()))
    lesson.equation("Elman 1990, 2.18", _EQUATION)
    st.caption(t("limits.recurrent_random"))


def _names() -> dict[str, str]:
    return {reader: t(f"limits.reader_{reader}") for reader in READERS}


def _steps(tokens: Sequence[Token]) -> None:
    labels = lesson.labels(tokens)
    names = _names() | {key: t(f"limits.recurrent_{key}") for key in ("label", "legend", "tip")}
    ready = recurrence.ready_at(len(tokens))

    def table() -> pd.DataFrame:
        return pd.DataFrame({"token": labels} | {names[key]: ready[key].tolist() for key in READERS})

    lesson.grid_figure(figures.steps(labels, names), "recurrent", table, t("limits.recurrent_caption"))


def _start(subject: Subject) -> None:
    loaded = models.of(subject)
    ids = [loaded.tokenizer.bos_id, *loaded.tokenizer.encode(subject.text)]
    lengths = [n for n in _LENGTHS if n <= loaded.config.context]
    asked = (loaded.model, ids, subject.mode, lengths, _ROUNDS)
    st.session_state[_JOB] = (subject.mode, jobs.start("thread", measuring.reading, *asked))


def _results(job: Job | None) -> None:
    gathered = list(job.records) if job else []
    try:
        series = {reader: timings.times(gathered, (reader,)) for reader in READERS}
    except ValueError:
        st.caption(t("limits.recurrent_not_yet"))
        return
    names = _names() | lesson.names("limits", "n", "ms")
    first = series[READERS[0]]
    frame = pd.DataFrame({"n": first.n} | {names[key]: 1e3 * series[key].median for key in READERS})
    caption = t("limits.recurrent_times", rounds=len(first.seconds))
    lesson.figure(figures.times(series, lesson.colours(), names), "limits_recurrent", frame, caption)
    n, slow, fast = int(first.n[-1]), *(float(series[key].median[-1]) for key in READERS)
    st.markdown(t("limits.recurrent_found", n=n, factor=slow / fast))
    lesson.origin(
        Line(
            t("limits.recurrent_ratio", n=n), rf"\frac{{{1e3 * slow:.3f}}}{{{1e3 * fast:.3f}}}",
            f"{slow / fast:.2f}",
        ),
        Line(
            t("limits.recurrent_alone"), r"\max|z_n-z_n'|",
            lesson.scientific(max(sample.difference for sample in gathered)),
        ),
        about=t("limits.recurrent_about"),
        expanded=False,
    )  # fmt: skip
