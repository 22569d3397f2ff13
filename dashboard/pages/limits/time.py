"""n²: attention timed on this machine, its curve, and the fused kernel that gives the same numbers sooner."""

import math
from typing import Final, cast

import pandas as pd
import streamlit as st

from dashboard import lesson
from dashboard.figures import limits as figures
from dashboard.lesson import Line
from dashboard.pages.limits import COUNTED_LENGTHS
from dashboard.store import models
from dashboard.texts import t
from dashboard.view import state
from dashboard.view.subject import Subject
from dashboard.work import jobs, measuring
from dashboard.work.jobs import Job
from lmcore.analysis import costs, timings
from lmcore.analysis.timings import FUSED, PAIRWISE, STAGES, Fit, Times
from lmcore.checkpoints import Checkpoint
from lmcore.config import Mode, ModelConfig
from lmcore.model import Transformer

_SERIES: Final = {"total": STAGES, "pairwise": PAIRWISE, "linear": ("project", "output"), "fused": (FUSED,)}
_ROUNDS: Final = 9
_FACTORS: Final = (2, 4, 8)
_JOB: Final = "limits_measurement"


def part(subject: Subject) -> None:
    """Draw this part."""
    lesson.equation(
        "2.20",
        r"\text{softmax}\!\left(\frac{QK^\top}{\sqrt{d_k}}\right)V,\quad QK^\top\in\mathbb{R}^{n\times n}"
        r"\;\Rightarrow\;T(n)\approx a+b\,n+c\,n^2",
    )
    loaded, mode = models.of(subject), subject.mode
    _predict(loaded.model, mode)
    view = st.segmented_control(
        t("limits.view"),
        ("measured", "counted"),
        format_func=lambda name: t(f"limits.view_{name}"),
        required=True,
        wrap=True,
        label_visibility="collapsed",
        **state.bind("view"),
    )
    if view == "counted":
        _counted(loaded.config)
        return
    controls = lesson.measured(lambda: _job(mode), "limits", lambda: _start(loaded, subject))
    lesson.refreshed(lambda: _job(mode), controls, lambda: _results(_job(mode)))


def _job(mode: Mode) -> Job | None:
    measured, job = st.session_state.get(_JOB, (None, None))
    return job if measured == mode else None


def _predict(model: Transformer, mode: Mode) -> None:
    context = min(model.config.context, timings.LENGTHS[-1])
    found: dict[str, float] = {}

    def answer() -> int:
        lengths = (context // 2, context)
        quick = timings.times(list(timings.samples(model, [0], mode, lengths, 3)), PAIRWISE)
        found["factor"] = float(quick.median[1] / quick.median[0])
        distances = [abs(math.log(found["factor"] / factor)) for factor in _FACTORS]
        return distances.index(min(distances))

    lesson.predict(
        "limits_time",
        t("limits.time_question", short=context // 2, long=context),
        [t("limits.times", factor=factor) for factor in _FACTORS],
        answer,
        mode,
        lambda: t("limits.time_answer", factor=found["factor"]),
    )


def _start(loaded: Checkpoint, subject: Subject) -> None:
    ids = [loaded.tokenizer.bos_id, *loaded.tokenizer.encode(subject.text)]
    asked = (loaded.model, ids, subject.mode, timings.lengths_within(loaded.config.context), _ROUNDS)
    st.session_state[_JOB] = (subject.mode, jobs.start("thread", measuring.attention, *asked))


def _results(job: Job | None) -> None:
    gathered = list(job.records) if job else []
    try:
        series = {key: timings.times(gathered, stages) for key, stages in _SERIES.items()}
    except ValueError:
        series = {}
    if not series or len(series["total"].n) < 4:
        st.caption(t("limits.not_yet"))
        return
    fitted = {key: (times, timings.fit(times.n, times.median)) for key, times in series.items()}
    lesson.figure(
        figures.measured(fitted, lesson.colours(), lesson.names("limits", *_SERIES, "n", "ms")),
        "limits_times",
        _table(fitted),
        t("limits.time_caption", rounds=len(series["total"].seconds)),
    )
    _findings(fitted, max(sample.difference for sample in gathered))


def _table(fitted: dict[str, tuple[Times, Fit]]) -> pd.DataFrame:
    first = next(iter(fitted.values()))[0]
    columns: dict[str, object] = {"n": first.n}
    for key, (times, fit) in fitted.items():
        columns[f"{t(f'limits.{key}')} (ms)"] = 1e3 * times.median
        columns[f"{t(f'limits.{key}')} {t('limits.fitted')} (ms)"] = 1e3 * fit.at(times.n)
    return pd.DataFrame(columns)


def _findings(fitted: dict[str, tuple[Times, Fit]], difference: float) -> None:
    times, fit = fitted["total"]
    n = int(times.n[-1])
    speed = float(fitted["pairwise"][0].median[-1] / fitted["fused"][0].median[-1])
    st.markdown(t("limits.time_found", n=n, share=fit.share(n), exponent=fit.exponent(n)))
    st.markdown(t("limits.fused_found", difference=f"{difference:.1e}", n=n, speed=speed))
    a, b, c = 1e3 * fit.a, 1e6 * fit.b, 1e9 * fit.c
    parts = rf"{a:.3f}\,\text{{ms}}+{b:.2f}\,\mu\text{{s}}\cdot {n}+{c:.2f}\,\text{{ns}}\cdot {n}^2"
    lesson.origin(
        Line(
            t("limits.origin_median", n=n),
            r"T_{" + str(n) + "}",
            rf"{1e3 * times.median[-1]:.3f}\,\text{{ms}}",
        ),
        Line(t("limits.origin_fit"), parts, rf"{1e3 * float(fit.at(n)):.3f}\,\text{{ms}}"),
        Line(
            t("limits.origin_share"),
            rf"\frac{{c\,n^2}}{{T(n)}}=\frac{{{1e3 * fit.c * n * n:.3f}}}{{{1e3 * float(fit.at(n)):.3f}}}",
            rf"{100 * fit.share(n):.1f}\,\%",
        ),
        Line(
            t("limits.origin_exponent"),
            r"\frac{d\log T}{d\log n}=\frac{b\,n+2c\,n^2}{T(n)}",
            f"{fit.exponent(n):.2f}",
        ),
        about=t("limits.time_about"),
        expanded=False,
    )


def _counted(config: ModelConfig) -> None:
    shape = costs.shape_of(config)
    slider = st.select_slider(t("limits.n"), COUNTED_LENGTHS, **state.bind("n"))
    n = cast(int, slider)
    counts = costs.multiply_adds(shape, n)
    lesson.figure(
        figures.counted(shape, n, lesson.colours(), lesson.names("limits", *figures.COUNTED, "n", "share")),
        "limits_counts",
        pd.DataFrame([{"n": length} | costs.multiply_adds(shape, length) for length in COUNTED_LENGTHS]),
        t("limits.counted_caption", crossing=2 * shape.d_model),
    )
    d, total = shape.d_model, sum(counts.values())
    pairs = counts["score"] + counts["sum"]
    lesson.origin(
        Line(t("limits.origin_pairs"), rf"2\,n^2 d=2\cdot {n}^2\cdot {d}", f"{pairs:,}"),
        Line(
            t("limits.origin_projections"),
            rf"4\,n\,d^2=4\cdot {n}\cdot {d}^2",
            f"{counts['project'] + counts['output']:,}",
        ),
        Line(
            t("limits.origin_feedforward"),
            rf"2\,n\,d\,d_{{ff}}=2\cdot {n}\cdot {d}\cdot {shape.d_ff}",
            f"{counts['feedforward']:,}",
        ),
        Line(
            t("limits.origin_pair_share"),
            rf"\frac{{{pairs:,}}}{{{total:,}}}",
            rf"{100 * pairs / total:.1f}\,\%",
        ),
    )
