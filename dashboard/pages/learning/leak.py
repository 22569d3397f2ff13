"""마스크가 없으면: the same model on the same sentences, with the causal mask and without it."""

import math
from typing import Final, cast

import streamlit as st

from dashboard import lesson
from dashboard.lesson import Line
from dashboard.pages.learning import OPENINGS, TEMPERATURES
from dashboard.pages.learning.live import curve_name, draw_curves, draw_inside, seed_and_seconds
from dashboard.pages.learning.runs import Kept, beginning, controls, refreshed, running, runs
from dashboard.texts import t
from dashboard.view import state
from lmcore.sampling import Sampling
from lmcore.training.toy import Plan, Snapshot, Switches, restored, write

SENTENCES: Final = 4


def part() -> None:
    """Draw this part."""
    lesson.equation(
        "2.20",
        r"\mathrm{softmax}\!\left(\frac{QK^{\top}}{\sqrt{d_k}}+M\right)V,\qquad "
        r"M_{ij}=\begin{cases}0&j\le i\\-\infty&j>i\end{cases}",
    )
    st.markdown(t("learning.leak_text"))
    seed, seconds = seed_and_seconds()
    plans = Plan("korean", seed), Plan("korean", seed, Switches(masked=False))
    _predict(plans)
    refreshed(lambda: controls(plans, seconds, "leak"), lambda: _run(plans))


def _predict(plans: tuple[Plan, Plan]) -> None:
    def answer() -> int | None:
        last = _last(plans)
        if last is None:
            return None
        masked, leaking = last
        if leaking.held_out >= masked.held_out:
            return 2
        return 1 if leaking.accuracy < masked.accuracy else 0

    def explain() -> str:
        masked, leaking = cast("tuple[Snapshot, Snapshot]", _last(plans))
        return t(
            "learning.leak_answer", step=masked.step, masked=masked.held_out, leaking=leaking.held_out,
            masked_accuracy=masked.accuracy, leaking_accuracy=leaking.accuracy,
        )  # fmt: skip

    options = [t(f"learning.leak_{key}") for key in ("better", "collapse", "slower")]
    lesson.predict("learning_leak", t("learning.leak_question"), options, answer, plans, explain)


def _last(plans: tuple[Plan, Plan]) -> tuple[Snapshot, Snapshot] | None:
    """Both after the same number of steps, once they have ended."""
    found = runs()
    if running() or not all(plan in found for plan in plans):
        return None
    last = min(len(found[plan].looks) for plan in plans) - 1
    masked, leaking = (found[plan].looks[last] for plan in plans)
    return masked, leaking


def _run(plans: tuple[Plan, Plan]) -> None:
    found = {plan: runs().get(plan) or Kept([beginning(plan)]) for plan in plans}
    draw_curves(found, "leak")
    _writing(plans, found)
    for plan, column in zip(plans, st.columns(2, gap="medium"), strict=True):
        with column:
            st.markdown(f"**{curve_name(plan)}**")
            draw_inside(plan, found[plan].looks[-1], f"leak_{plan.switches.masked}")
    _origin(found, plans)


def _writing(plans: tuple[Plan, Plan], found: dict[Plan, Kept]) -> None:
    """Both go on from the same opening."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        opening = st.segmented_control(
            t("learning.opening"), range(len(OPENINGS)), format_func=lambda at: OPENINGS[at].strip(),
            required=True, wrap=True, **state.bind("opening"),
        )  # fmt: skip
        temperature = st.select_slider(t("learning.temperature"), TEMPERATURES, width=260, **state.bind("T"))
        seed = st.number_input(t("learning.draw"), 0, 9999, width=140, **state.bind("draw"))
    for plan, column in zip(plans, st.columns(2, gap="medium"), strict=True):
        with column, st.container(border=True):
            st.markdown(f"**{curve_name(plan)}**")
            weights = found[plan].weights
            if weights is None:
                st.caption(t("learning.not_written"))
                continue
            model, start = restored(plan, weights), OPENINGS[opening or 0]
            for number in range(SENTENCES):
                sampling = Sampling(temperature=float(temperature), seed=10_000 * number + seed)
                rest = write(model, plan, start, sampling)
                st.markdown(f":gray[{lesson.plain(start)}] {lesson.plain(rest)}")


def _origin(found: dict[Plan, Kept], plans: tuple[Plan, Plan]) -> None:
    lines = []
    for plan in plans:
        kept = found[plan]
        look = kept.looks[-1]
        name = curve_name(plan)
        lines += [
            Line(t("learning.origin_mean", run=name), rf"e^{{-{look.held_out:.4f}}}",
                 f"{math.exp(-look.held_out):.4f}"),
            Line(t("learning.origin_ahead", run=name), r"\tfrac{1}{T-1}\sum_i\alpha_{i,i+1}",
                 f"{ahead(look):.4f}"),
        ]  # fmt: skip
    lesson.origin(*lines, about=t("learning.leak_about"), expanded=False)


def ahead(look: Snapshot) -> float:
    """The largest mean weight that a head gives to the very next token, where the answer stands."""
    size = look.attention.shape[-1]
    places = range(size - 1)
    return float(look.attention[..., places, range(1, size)].mean(-1).max()) / 255
