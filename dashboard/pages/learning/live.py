"""바로 가르치기: a two-layer model learns before the reader's eyes, whole or with parts taken out."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any, Final, cast

import pandas as pd
import streamlit as st

from dashboard import lesson
from dashboard.figures import learning_live as figures
from dashboard.figures import token_flow
from dashboard.figures.learning_live import Curve
from dashboard.lesson import Line
from dashboard.pages.learning import SECONDS
from dashboard.pages.learning.runs import Kept, active, beginning, controls, refreshed, running, runs
from dashboard.texts import t
from dashboard.view import state
from lmcore.training import toy_tasks
from lmcore.training.toy import HELD_OUT, RATES, WHOLE, Plan, Snapshot, Switches

PARTS: Final = tuple(part.name for part in fields(Switches))
LEARNED: Final = 0.95
CLOSE: Final = 0.05
"""Accuracies that differ by less count as equal."""


def part() -> None:
    """Draw this part."""
    plan, seconds = _plan()
    _equations(plan.switches)
    for name in _taken_out(plan.switches):
        st.caption(f"**{t(f'learning.off_{name}')}** — {t(f'learning.about_{name}')}")
    if plan.switches != WHOLE:
        _predict(plan)
    refreshed(lambda: _controls(plan, seconds), lambda: _run(plan))


def off(raw: str) -> list[str]:
    """Parser of the parts taken out, joined by commas."""
    names = raw.split(",") if raw else []
    if not set(names) <= set(PARTS) or len(set(names)) < len(names):
        raise ValueError(f"{raw!r} names no parts")
    return names


def curve_name(plan: Plan) -> str:
    """A run in a legend."""
    taken = [t(f"learning.off_{name}") for name in _taken_out(plan.switches)]
    return t("learning.without", parts=", ".join(taken)) if taken else t("learning.whole")


def curves(found: Mapping[Plan, Kept]) -> list[Curve]:
    """Runs for a figure: the whole model first, always in the first colour."""
    plans = sorted(found, key=lambda plan: plan.switches != WHOLE)
    start = 0 if WHOLE in (plan.switches for plan in plans) else 1
    return [
        Curve(curve_name(plan), (start + number) % 8, found[plan].looks) for number, plan in enumerate(plans)
    ]


def curve_table(found: Mapping[Plan, Kept]) -> pd.DataFrame:
    """Every number of the curves."""
    rows = [
        (curve_name(plan), look.step, look.loss, look.held_out, look.accuracy)
        for plan, kept in found.items()
        for look in kept.looks
    ]
    keys = ("run", "steps", "training", "held_out", "accuracy")
    return pd.DataFrame(rows, columns=[t(f"learning.{key}") for key in keys])


def strings(*keys: str, **values: Any) -> dict[str, str]:
    """Strings of this page for a figure."""
    return {key: t(f"learning.{key}") for key in keys} | values


def draw_curves(found: Mapping[Plan, Kept], key: str) -> None:
    """Both curves, side by side where there is room; before the first step there are none."""
    if all(len(kept.looks) < 2 for kept in found.values()):
        st.info(t("learning.no_curves"), icon=":material/show_chart:")
        return
    size = len(toy_tasks.task(next(iter(found)).task).symbols)
    drawn, colours = curves(found), lesson.colours()
    left, right = st.columns(2, gap="medium")
    with left:
        names = strings("steps", "loss", "held_out", "training")
        names["unknowing"] = t("learning.unknowing", loss=math.log(size))
        figure = figures.losses(drawn, math.log(size), colours, names)
        lesson.figure(figure, f"{key}_loss", lambda: curve_table(found), t("learning.loss_caption"))
    with right:
        figure = figures.accuracies(drawn, colours, strings("steps", "accuracy"))
        lesson.figure(figure, f"{key}_accuracy", lambda: curve_table(found), t("learning.accuracy_caption"))


def draw_inside(plan: Plan, look: Snapshot, key: str) -> None:
    """The example item and what every head looks at in it."""
    task = toy_tasks.task(plan.task)
    symbols = [task.symbols[id] for id in task.held_out(HELD_OUT).ids[0]]
    colours = lesson.colours()
    tiles = figures.example(look, symbols, colours, t("learning.probability"))
    caption = t("learning.example_caption")
    st.html(token_flow.flow(tiles, caption))
    st.caption(caption)
    names = strings("query", "key", head="{layer}.{head}")
    lesson.figure(
        figures.maps(look, symbols, colours, names), f"{key}_maps", lambda: _map_table(look, symbols),
        t("learning.maps_caption", step=look.step),
    )  # fmt: skip


def _map_table(look: Snapshot, symbols: Sequence[str]) -> pd.DataFrame:
    layers, heads, size, _ = look.attention.shape
    index = pd.MultiIndex.from_product((range(1, layers + 1), range(1, heads + 1), range(size), range(size)))
    table = index.to_frame(index=False, name=["layer", "head", "query", "key"])
    table["query token"] = [symbols[place] for place in table["query"]]
    table["key token"] = [symbols[place] for place in table["key"]]
    return table.assign(weight=look.attention.ravel() / 255)


def _plan() -> tuple[Plan, float]:
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        task = st.segmented_control(
            t("learning.task"), toy_tasks.NAMES, format_func=lambda name: t(f"learning.task_{name}"),
            required=True, wrap=True, **state.bind("task"),
        )  # fmt: skip
        taken = st.pills(
            t("learning.off"), PARTS, format_func=lambda name: t(f"learning.off_{name}"),
            selection_mode="multi", wrap=True, **state.bind("off", off, []),
        )  # fmt: skip
    name = cast("toy_tasks.Name", task or "induction")
    st.caption(t(f"learning.about_{name}"))
    seed, seconds = seed_and_seconds()
    return Plan(name, seed, Switches(**dict.fromkeys(taken, False))), seconds


def seed_and_seconds() -> tuple[int, float]:
    """The two numbers of every run."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        seed = st.number_input(t("learning.seed"), 0, 9999, width=140, **state.bind("seed"))
        seconds = st.segmented_control(
            t("learning.seconds"), SECONDS, required=True, wrap=True,
            **state.bind("seconds"),
        )  # fmt: skip
    return seed, float(seconds or SECONDS[0])


def _equations(switches: Switches) -> None:
    scores = r"\frac{QK^{\top}}{\sqrt{d_k}}" if switches.scaled else r"QK^{\top}"
    mask = "+M" if switches.masked else ""
    left, right = st.columns(2, gap="medium")
    with left:
        lesson.equation("2.20", rf"\mathrm{{softmax}}\!\left({scores}{mask}\right)V")
    with right:
        st.latex(r"L=-\frac1N\sum_{i}\ln p(t_{i+1}),\qquad w\leftarrow w-\eta\,\frac{\partial L}{\partial w}")


def _taken_out(switches: Switches) -> list[str]:
    return [name for name in PARTS if not getattr(switches, name)]


def _predict(plan: Plan) -> None:
    def answer() -> int | None:
        pair = _pair(plan)
        if pair is None:
            return None
        gain = pair[1].accuracy - pair[0].accuracy
        return 1 if abs(gain) < CLOSE else (0 if gain > 0 else 2)

    def explain() -> str:
        whole, broken = cast("tuple[Snapshot, Snapshot]", _pair(plan))
        return t(
            "learning.live_answer", step=whole.step, whole=whole.accuracy, broken=broken.accuracy,
            whole_loss=whole.held_out, broken_loss=broken.held_out,
        )  # fmt: skip

    taken = ", ".join(t(f"learning.off_{name}") for name in _taken_out(plan.switches))
    options = [t(f"learning.{key}") for key in ("more", "same", "less")]
    lesson.predict("learning_live", t("learning.live_question", parts=taken), options, answer, plan, explain)


def _pair(plan: Plan) -> tuple[Snapshot, Snapshot] | None:
    """The whole and the broken model after the same number of steps, once both runs have ended."""
    found = runs()
    whole, broken = found.get(Plan(plan.task, plan.seed)), found.get(plan)
    job = active()
    if not whole or not broken or (job and job.job.alive):
        return None
    last = min(len(whole.looks), len(broken.looks)) - 1
    return whole.looks[last], broken.looks[last]


def _controls(plan: Plan, seconds: float) -> None:
    whole = Plan(plan.task, plan.seed)
    controls((plan,) if whole in runs() or plan == whole else (whole, plan), seconds, "live")


def _run(plan: Plan) -> None:
    found = {p: kept for p, kept in runs().items() if (p.task, p.seed) == (plan.task, plan.seed)}
    if plan not in found:
        found[plan] = Kept([beginning(plan)])
    shown = found[plan].looks[-1] if running((plan,)) else _look(found[plan].looks)
    with st.container(horizontal=True, gap="medium"):
        for key, value in (
            ("steps", f"{shown.step:,}"), ("held_out", f"{shown.held_out:.3f}"),
            ("accuracy", f"{shown.accuracy:.1%}"),
        ):  # fmt: skip
            st.metric(t(f"learning.{key}"), value, width="content")
    draw_curves(found, "live")
    _compare(found)
    draw_inside(plan, shown, "live")
    _origin(plan, shown)


def _look(looks: Sequence[Snapshot]) -> Snapshot:
    """The last look of a run that has ended, or the one that the reader went back to.

    A slider whose steps grow while it is on screen sends back the step before, as if it had been moved; so
    there is none during a run, and runs of different lengths have different ones. Where it begins is its
    default: a value set by way of the session is lost when the next run overtakes the first that draws it.
    """
    if len(looks) < 2:
        return looks[-1]
    steps = [look.step for look in looks]
    wanted = state.read("look")
    near = steps[-1] if wanted is None else min(steps, key=lambda step: abs(step - wanted))
    key = f"learning_look_{steps[-1]}"

    def keep() -> None:
        chosen = st.session_state[key]
        state.write(look=None if chosen == steps[-1] else chosen)

    chosen = st.select_slider(t("learning.look"), steps, near, key=key, on_change=keep)
    return looks[steps.index(chosen)]


def _compare(found: Mapping[Plan, Kept]) -> None:
    """Every run after as many steps as the shortest has, and when it first knew its task."""
    if len(found) < 2:
        return
    last = min(len(kept.looks) for kept in found.values()) - 1
    rows = []
    for plan, kept in found.items():
        knew = next((look.step for look in kept.looks if look.accuracy >= LEARNED), None)
        look = kept.looks[last]
        rows.append((curve_name(plan), look.step, look.held_out, look.accuracy, knew))
    columns = [t(f"learning.{key}") for key in ("run", "steps", "held_out", "accuracy")]
    knew_at = t("learning.knew_at", share=LEARNED)
    st.dataframe(
        pd.DataFrame(rows, columns=[*columns, knew_at]).astype({knew_at: "Int64"}), hide_index=True,
        column_config={
            columns[2]: st.column_config.NumberColumn(format="%.4f"),
            columns[3]: st.column_config.NumberColumn(format="percent"),
        },
    )  # fmt: skip


def _origin(plan: Plan, look: Snapshot) -> None:
    task = toy_tasks.task(plan.task)
    counted = int(task.held_out(HELD_OUT).counted.sum())
    p = [float(value) for value in look.right if not math.isnan(value)]
    first = "+".join(rf"\ln {value:.4f}" for value in p[:3])
    mean = -sum(map(math.log, p)) / len(p)
    lesson.origin(
        Line(t("learning.origin_unknowing"), rf"\ln V=\ln {len(task.symbols)}",
             f"{math.log(len(task.symbols)):.4f}"),
        Line(t("learning.origin_example"), rf"-\tfrac{{1}}{{{len(p)}}}({first}+\cdots)", f"{mean:.4f}"),
        Line(t("learning.origin_held_out", items=HELD_OUT), rf"-\tfrac{{1}}{{{counted}}}\sum\ln p",
             f"{look.held_out:.4f}"),
        Line(t("learning.origin_accuracy"), rf"\frac{{{round(look.accuracy * counted)}}}{{{counted}}}",
             f"{look.accuracy:.4f}"),
        Line(t("learning.origin_rate"), r"\eta", f"{RATES[plan.task]:g}"),
        about=t("learning.live_about"), expanded=False,
    )  # fmt: skip
