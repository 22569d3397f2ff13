"""What the parts of the page on limits share."""

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from dashboard import links
from dashboard.measuring import Job
from dashboard.texts import t


def strings(*keys: str) -> dict[str, str]:
    """Names for a figure, from the page's table."""
    return {key: t(f"limits.{key}") for key in keys}


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


def among(values: Sequence[int]) -> Callable[[str], int]:
    """Parser of one of several whole numbers."""

    def parse(raw: str) -> int:
        number = links.integer(min(values), max(values))(raw)
        if number not in values:
            raise ValueError(f"{raw!r} is none of {values}")
        return number

    return parse
