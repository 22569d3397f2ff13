"""옮기기: settings, a run in a worker process with its curves, and what a loss costs at other β."""

import math
from functools import partial
from pathlib import Path
from typing import Final, cast

import pandas as pd
import streamlit as st

from dashboard import lesson
from dashboard.figures import preferences as figures
from dashboard.pages.preferences import BETAS, MOST_SEED, RANKS, STEPS, common
from dashboard.pages.preferences.common import text
from dashboard.shell import notices
from dashboard.store import models
from dashboard.view import state
from dashboard.view.subject import Subject
from dashboard.work import jobs, tuning
from dashboard.work.jobs import Job, Limits
from dashboard.work.tuning import PRICE_BETAS, PRICE_LOSS, Plan
from lmcore.analysis.preference import Progress
from lmcore.training import preference_sets
from lmcore.training.preference import Record

FEW: Final = 8
"""Pairs below which the page warns."""

_JOB: Final = "_preferences_job"
_PRICE: Final = "_preferences_price"
_LIMITS: Final = Limits(seconds=300, memory=3 * 2**29)
_CURVES: Final = ("loss", "wins", "cost", "ratios")


def finished() -> tuple[Plan, Job] | None:
    """The last run that ended well, with its plan."""
    held = st.session_state.get(_JOB)
    return held if held and held[1].state == "done" else None


def part(subject: Subject) -> None:
    """Draw this part."""
    _controls()
    loaded = models.of(subject)
    controls = partial(_run, loaded.folder, common.plan(loaded))
    lesson.refreshed(lambda: _held()[1], controls, _found)


def _controls() -> None:
    beta, rank, steps, seed = st.columns([3, 2, 2, 1])
    with beta:
        st.select_slider(text("beta"), BETAS, help=text("beta_help"), **state.bind("beta"))
    with rank:
        st.select_slider(text("rank"), RANKS, help=text("rank_help"), **state.bind("rank"))
    with steps:
        st.select_slider(text("steps"), STEPS, help=text("steps_help"), **state.bind("steps"))
    with seed:
        st.number_input(text("seed"), 0, MOST_SEED, **state.bind("seed"))


def _held() -> tuple[Plan | None, Job | None]:
    """This visitor's last run."""
    return st.session_state.get(_JOB, (None, None))


def _run(model: Path, plan: Plan) -> None:
    """The button, or how far the run is."""
    begun, job = _held()
    with st.container(horizontal=True, vertical_alignment="center"):
        if begun and job and job.alive:
            lesson.at_work(job, "preferences", partial(_progress, job, begun))
        else:
            st.button(
                text("again" if job else "start"), icon=":material/thumbs_up_down:", type="primary",
                key="preferences_start", on_click=_start, args=(model, plan), disabled=not plan.pairs,
            )  # fmt: skip
            _remarks(plan, begun)
    if job and job.error:
        st.error(notices.error_message(job.error), icon=":material/error:")


def _found() -> None:
    """The curves of the run so far."""
    begun, job = _held()
    if begun and job and job.records:
        _curves(begun, list(job.records))


def _progress(job: Job, plan: Plan) -> str:
    if not job.records:
        return text("loading")
    return text("step_of", step=job.records[-1].record.step, steps=plan.steps)


def _remarks(plan: Plan, before: Plan | None) -> None:
    if not plan.pairs:
        st.caption(text("no_votes"))
    elif len(plan.pairs) < FEW:
        st.caption(text("few", n=len(plan.pairs)))
    elif before and before != plan:
        st.caption(text("changed"))


def _start(model: Path, plan: Plan) -> None:
    job = jobs.start("process", tuning.tune, model, plan, limits=_LIMITS)
    st.session_state[_JOB] = (plan, job)


def _curves(plan: Plan, run: list[Progress]) -> None:
    """Loss, wins, cost and log-ratios by step, two by two."""
    st.caption(text("run_of", **_facts(plan)))
    for row in (_CURVES[:2], _CURVES[2:]):
        for column, name in zip(st.columns(2, gap="medium"), row, strict=True):
            with column:
                table = figures.curve_table(name, run)
                names = lesson.names("preferences", *table.columns, f"axis_{name}")
                fig = figures.curves(name, table, lesson.colours(), names)
                frame = table.rename(columns=names)
                lesson.figure(fig, f"preferences_{name}", frame, text(f"caption_{name}"))


def _facts(plan: Plan) -> dict[str, object]:
    return {
        "learned": len(plan.pairs), "held": len(plan.held_out), "beta": plan.beta, "rank": plan.rank,
        "steps": plan.steps,
    }  # fmt: skip


def price_question(subject: Subject) -> None:
    """What a smaller β does to KL: ask, then learn at three of them to the same loss."""
    loaded = models.of(subject)
    model, plan = loaded.folder, common.plan(loaded)
    if not plan.pairs:
        plan = _standing_in(plan)
    about = (plan.pairs[: tuning.PRICE_PAIRS], plan.rank, plan.seed)
    options = [text(f"price_{name}") for name in ("larger", "same", "smaller")]

    def answer() -> int:
        last = _ends(_price(model, plan, about))
        ratio = last[PRICE_BETAS[0]].kl / max(last[PRICE_BETAS[-1]].kl, 1e-12)
        return 0 if ratio > 1.1 else 2 if ratio < 1 / 1.1 else 1

    def explain() -> str:
        last = _ends(_price(model, plan, about))
        low, high = PRICE_BETAS[0], PRICE_BETAS[-1]
        return text("price_answer", low=low, high=high, kl_low=last[low].kl, kl_high=last[high].kl)

    question = text("price_question", low=PRICE_BETAS[0], high=PRICE_BETAS[-1], loss=PRICE_LOSS)
    if lesson.predict("preferences_beta", question, options, answer, about, explain):
        _price_figure(_price(model, plan, about).records)


def _standing_in(plan: Plan) -> Plan:
    ready = preference_sets.sets()["polite"]
    return Plan(plan.opening, ready.pairs, ready.held_out, plan.beta, plan.rank, plan.steps, plan.seed)


def _price(model: Path, plan: Plan, about: object) -> Job:
    """The finished job, begun when it is first asked for; another page or button is not kept waiting by it.

    Raises LmcoreError when it failed.
    """
    held = st.session_state.get(_PRICE)
    if not held or held[0] != about or held[1].state in ("stopped", "failed"):
        job = jobs.start("process", tuning.price, model, plan, limits=_LIMITS)
        st.session_state[_PRICE] = held = (about, job)
    job = cast(Job, held[1])
    if job.alive:
        bar = st.progress(0.0)
        while not job.wait(0.3):  # drawing lets Streamlit break off here when the reader does something else
            bar.progress(min(1.0, job.progress), text("price_running", n=len(job.records)))
        bar.empty()
    if job.error:
        raise job.error
    return job


def _ends(job: Job) -> dict[float, Record]:
    """The last record of each β."""
    return dict(job.records)


def _price_figure(records: list[tuple[float, Record]]) -> None:
    frame = pd.DataFrame(
        [(beta, r.step, r.loss, r.kl) for beta, r in records], columns=["β", "step", "loss", "kl"]
    )
    names = lesson.names("preferences", "step", "loss", "kl")
    fig = figures.price(frame, PRICE_LOSS, math.log(2), lesson.colours(), names)
    lesson.figure(
        fig, "preferences_price", frame.rename(columns=names), text("caption_price", loss=PRICE_LOSS)
    )
