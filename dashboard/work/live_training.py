"""Small models in training in a process of their own: see dashboard.work.jobs. Knows nothing of Streamlit."""

import time
from collections.abc import Sequence
from typing import Final

from dashboard.work.terms import Link
from lmcore.training.toy import Plan, Run, Weights, snapshots, weights

MOST_STEPS: Final = 4000


def train(link: Link, plans: Sequence[Plan], seconds: float) -> list[Weights]:
    """Carry out plans side by side, a few steps of each in turn, for so many seconds or MOST_STEPS.

    Sends (index of the plan, seconds since the start, Snapshot). Any command ends it early. Returns each
    model's weights.
    """
    begun = time.monotonic()
    runs = [Run(plan) for plan in plans]
    looks = [snapshots(run) for run in runs]
    while not link.called and runs[0].step < MOST_STEPS and time.monotonic() - begun < seconds:
        for number, look in enumerate(looks):
            link.send((number, time.monotonic() - begun, next(look)))
        link.progress((time.monotonic() - begun) / seconds)
    return [weights(run.model) for run in runs]
