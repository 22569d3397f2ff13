"""A measurement that the reader starts, watches and stops."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from dashboard.texts import t
from dashboard.work.measuring import Job


def measuring(job: Job[Any] | None, polling: bool, table: str, start: Callable[[], None]) -> None:
    """Drawn in a fragment: the progress of a measurement and a button that stops it, or one that starts it.

    `polling` says whether the fragment runs by itself now. The button's words, `start` and `again`, stand in
    `table` of the texts.
    """
    running = job is not None and job.running
    if running != polling:
        st.rerun()  # a fragment cannot change by itself how often it runs
    key = table.replace(".", "_")
    with st.container(horizontal=True, vertical_alignment="center"):
        if job and running:
            st.button(t("limits.stop"), icon=":material/stop:", on_click=job.stop, key=f"{key}_stop")
            label = "limits.waiting" if job.waiting else "limits.measuring"
            st.progress(job.progress, t(label, percent=round(100 * job.progress)))
        else:
            label = t(f"{table}.again" if job else f"{table}.start")
            st.button(label, icon=":material/timer:", type="primary", key=f"{key}_start", on_click=start)
