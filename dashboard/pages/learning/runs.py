"""A visitor's runs of small models: the one in training and those that ended, kept for comparison."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial
from typing import Final

import streamlit as st

from dashboard import lesson
from dashboard.shell.notices import error_message
from dashboard.texts import t
from dashboard.view import state
from dashboard.work import jobs, live_training
from dashboard.work.jobs import Job, Limits
from lmcore.training.toy import Plan, Run, Snapshot, Weights

MOST_KEPT: Final = 12
_ACTIVE, _KEPT = "_learning_active", "_learning_kept"
_LIMITS: Final = 2**30  # bytes; a model of this size needs a tenth
_SPARE: Final = 60.0  # seconds beyond those that training itself keeps to


@dataclass
class Kept:
    """How far a run has come, and the weights it ended with (none while it runs, or when it was cut off)."""

    looks: list[Snapshot] = field(default_factory=list)
    weights: Weights | None = None


@dataclass(frozen=True)
class Active:
    """A job, what it carries out, and for how many seconds."""

    job: Job
    plans: tuple[Plan, ...]
    seconds: float

    def kept(self) -> dict[Plan, Kept]:
        """Each run as far as it has come."""
        found = {plan: Kept() for plan in self.plans}
        for number, _, look in list(self.job.records):
            found[self.plans[number]].looks.append(look)
        for plan, weights in zip(self.plans, self.job.result or (), strict=False):
            found[plan].weights = weights
        return {plan: kept for plan, kept in found.items() if kept.looks}


def active() -> Active | None:
    """The job of this visitor's last start."""
    return st.session_state.get(_ACTIVE)


def running(plans: Sequence[Plan] = ()) -> bool:
    """Whether a job waits or runs (for these plans)."""
    found = active()
    return found is not None and found.job.alive and (not plans or set(plans) & set(found.plans) != set())


def runs() -> dict[Plan, Kept]:
    """All runs of this visitor, the one in training included."""
    kept: dict[Plan, Kept] = st.session_state.setdefault(_KEPT, {})
    found = active()
    if found is None:
        return dict(kept)
    if not found.job.alive:
        kept.update(found.kept())
        while len(kept) > MOST_KEPT:
            kept.pop(next(iter(kept)))
    return kept | found.kept()


@lru_cache(64)
def beginning(plan: Plan) -> Snapshot:
    """A run before its first step: the same for everybody, so that there is something to see at once."""
    run = Run(plan)
    return run.look([run.first_loss()])


def controls(plans: Sequence[Plan], seconds: float, key: str) -> None:
    """Start; or, while it waits or runs, how far it is and stop. Says why a run ended early."""
    found = active()
    with st.container(horizontal=True, vertical_alignment="center"):
        if found and found.job.alive:
            lesson.at_work(found.job, key, partial(_progress, found), _stop)
        else:
            st.button(
                t("learning.start"), icon=":material/play_arrow:", type="primary", key=f"{key}_start",
                on_click=_start, args=(tuple(plans), seconds),
            )  # fmt: skip
            st.caption(t("learning.start_help", seconds=round(seconds)))
    if found and found.job.error:
        st.error(error_message(found.job.error), icon=":material/error:")


def refreshed(controls: Callable[[], None], draw: Callable[[], None]) -> None:
    """Draw both, anew every second while something is in training; see lesson.refreshed."""
    lesson.refreshed(lambda: found.job if (found := active()) else None, controls, draw)


def _start(plans: tuple[Plan, ...], seconds: float) -> None:
    runs()  # what an earlier job found is kept before another takes its place
    state.write(look=None)
    limits = Limits(seconds=seconds + _SPARE, memory=_LIMITS)
    job = jobs.start("process", live_training.train, plans, seconds, limits=limits)
    st.session_state[_ACTIVE] = Active(job, plans, seconds)


def _stop() -> None:
    found = active()
    if found is None:
        return
    if found.job.state == "running" and found.job.records:
        found.job.send("stop")  # it ends by itself and hands over its weights
    else:
        found.job.stop()


def _progress(found: Active) -> str:
    if not found.job.records:
        return t("workers.starting")
    _, seconds, look = found.job.records[-1]
    return t("learning.progress", seconds=round(seconds), total=round(found.seconds), step=look.step)
