"""맡은 일: every head measured over the stored sentences, sorted by one job."""

from dataclasses import replace
from typing import Final

import pandas as pd
import streamlit as st

from dashboard import lesson
from dashboard.figures import heads as figures
from dashboard.figures.bars import Bar
from dashboard.lesson import Line
from dashboard.pages.heads import common
from dashboard.store import models, readings, traces
from dashboard.texts import t
from dashboard.view.subject import Subject
from lmcore.analysis import jobs as measuring
from lmcore.analysis import sample
from lmcore.analysis.jobs import JOBS, Job
from lmcore.config import ModelConfig

RANKED: Final = 10
LOW: Final = ("entropy",)
"""Jobs that a head does the more the lower its number: with little entropy it looks at one place."""
_MEAN: Final = r"\frac1N\sum_i"
_LATEX: Final[dict[Job, str]] = {
    "cue": r"\frac1N\sum_{\text{배}}\ \sum_{j\in\text{cue}}\alpha_{\text{배},j}",
    "previous": _MEAN + r"\alpha_{i,i-1}",
    "next": _MEAN + r"\alpha_{i,i+1}",
    "self": _MEAN + r"\alpha_{i,i}",
    "word": _MEAN + r"\sum_{j\ne i,\ \mathrm{word}(j)=\mathrm{word}(i)}\alpha_{ij}",
    "position": (
        r"\eta^2=\frac{\sum_\delta n_\delta(\bar\alpha_\delta-\bar\alpha)^2}"
        r"{\sum_{ij}(\alpha_{ij}-\bar\alpha)^2},\quad \delta=j-i"
    ),
    "start": _MEAN + r"\alpha_{i,\langle s\rangle}",
    "entropy": _MEAN + r"\Bigl(-\sum_j\alpha_{ij}\log_2\alpha_{ij}\Bigr)",
    "distance": (
        r"\frac{\sum_{i,\,j\ne\langle s\rangle}\alpha_{ij}\,|i-j|}"
        r"{\sum_{i,\,j\ne\langle s\rangle}\alpha_{ij}}"
    ),
}


def draw(subject: Subject) -> None:
    """The grid of all heads and the ten that come first."""
    job: Job = lesson.choose(common.PAGE, "job")
    lesson.equation("2.17", _LATEX[job])
    with st.spinner(t("heads.measuring")):
        jobs = readings.jobs(subject)
    config = models.of(subject).config
    order = measuring.ranking(jobs.of(job), ascending=job in LOW)
    chosen = common.chosen(config, order[0])
    left, right = st.columns([3, 2])
    with left:
        _grid(config, jobs, job, chosen)
    with right:
        _ranking(jobs, job, order[:RANKED], chosen)
    _origin(subject, jobs, job, chosen)


def _grid(config: ModelConfig, jobs: measuring.Jobs, job: Job, chosen: common.Head) -> None:
    names = {
        "label": t("heads.grid_label"), "corner": t("heads.head"), "name": t(f"heads.job_{job}"),
        "legend": t(f"heads.job_{job}_value"),
    }  # fmt: skip
    values = jobs.of(job).numpy()
    grid = figures.head_grid(values, "{:.2f}", chosen, common.layers(config), "sequential", names)

    def table() -> pd.DataFrame:
        return common.frame({t(f"heads.job_{name}"): jobs.of(name) for name in JOBS})

    lesson.grid_figure(grid, "jobs", table, t(f"heads.job_{job}_caption"), common.choose)


def _ranking(jobs: measuring.Jobs, job: Job, order: list[common.Head], chosen: common.Head) -> None:
    labels, values = [common.name(*place) for place in order], [float(jobs.of(job)[place]) for place in order]
    value = t(f"heads.job_{job}_value")
    drawn = [
        Bar(label, share, "blue" if place == chosen else "pale", place == chosen)
        for label, share, place in zip(labels, values, order, strict=True)
    ]
    lesson.bars_figure(
        drawn, value, "job_ranking", pd.DataFrame({t("heads.head"): labels, value: values}),
        t("heads.ranking_low" if job in LOW else "heads.ranking_caption"),
        line=(t("heads.chance"), jobs.chance) if job == "cue" else None,
    )  # fmt: skip


def _origin(subject: Subject, jobs: measuring.Jobs, job: Job, chosen: common.Head) -> None:
    """The chosen head's mean; for the cue, one marked sentence's share first."""
    layer, head = chosen
    mean = f"{float(jobs.of(job)[chosen]):.5f}"
    label = t("heads.origin_mean", name=common.name(*chosen), job=t(f"heads.job_{job}"))
    lines = [Line(label, "", mean)]
    if job == "cue":
        item = sample.cued()[0]
        trace = traces.trace(replace(subject, text=item.text))
        word, cue = measuring.cue_places(trace.tokens, item)
        weights = trace.layers[layer].attention.weights[head, word, cue].tolist()
        own, other = lesson.said(lesson.labels(trace.tokens)[word]), item.text[slice(*item.cue)]
        label = t("heads.origin_sentence", text=lesson.quoted(item.text), word=own, cue=lesson.quoted(other))
        lines = [
            Line(label, "+".join(f"{weight:.4f}" for weight in weights), f"{sum(weights):.4f}"),
            Line(t("heads.origin_cues", n=jobs.cues), "", mean),
            Line(t("heads.origin_chance"), "", f"{jobs.chance:.5f}"),
        ]
    about = t("heads.origin_sample", sentences=len(sample.sentences()), queries=jobs.queries)
    lesson.origin(*lines, about=about, expanded=False)
