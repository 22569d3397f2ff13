"""Work that the reader starts, watches and stops."""

from collections.abc import Callable
from typing import Final

import streamlit as st

from dashboard.texts import t
from dashboard.work.jobs import Job

_EVERY: Final = {"waiting": 2.0, "running": 1.0}  # seconds between two looks


def at_work(job: Job, key: str, words: Callable[[], str], stop: Callable[[], None] | None = None) -> None:
    """A button that stops a job, and its place in the queue or how far it is in words."""
    st.button(t("workers.stop"), icon=":material/stop:", key=f"{key}_stop", on_click=stop or job.stop)
    if job.state == "waiting":
        ahead = job.ahead
        st.progress(0.0, t("workers.waiting", ahead=ahead) if ahead else t("workers.starting"))
    else:
        st.progress(min(1.0, job.progress), words())


def refreshed(
    job: Callable[[], Job | None], controls: Callable[[], None], draw: Callable[[], None] = lambda: None
) -> None:
    """The controls of a job and, below, what it has found so far, drawn anew every second while it runs.

    While it waits for its turn nothing is found, so that only the controls are drawn anew.
    """

    def standing() -> str:
        found = job()
        return found.state if found and found.alive else "idle"

    before = standing()

    def fragment(*parts: Callable[[], None]) -> None:
        for part in (turn, *parts, turn):  # it may have ended meanwhile
            part()

    def turn() -> None:
        if standing() != before:
            st.rerun()  # a fragment cannot change by itself how often it runs

    if before == "waiting":
        st.fragment(fragment, run_every=_EVERY[before])(controls)
        st.fragment(draw)()
    else:
        st.fragment(fragment, run_every=_EVERY.get(before))(controls, draw)


def measured(job: Callable[[], Job | None], table: str, start: Callable[[], None]) -> Callable[[], None]:
    """Controls of a measurement; their words `start` and `again` stand in `table` of the texts."""
    key = table.replace(".", "_")

    def controls() -> None:
        found = job()
        with st.container(horizontal=True, vertical_alignment="center"):
            if found and found.alive:
                at_work(found, key, lambda: t("limits.measuring", percent=round(100 * found.progress)))
            else:
                label = t(f"{table}.again" if found else f"{table}.start")
                st.button(label, icon=":material/timer:", type="primary", key=f"{key}_start", on_click=start)

    return controls
