"""견주기: the model before and after, at every place of a text, in samples, and in what it costs."""

import math
from typing import Final

import pandas as pd
import streamlit as st
import torch
from jaxtyping import Float
from torch import Tensor

from dashboard import lesson
from dashboard.figures import preferences as figures
from dashboard.lesson import Line
from dashboard.pages.preferences import LONGEST_TEXT, common, tuning
from dashboard.pages.preferences.common import text
from dashboard.store import models
from dashboard.view import sentence, state
from dashboard.view.subject import Subject
from dashboard.work.tuning import Outcome, Plan
from lmcore.analysis import preference as measuring
from lmcore.analysis.preference import Check, Shift
from lmcore.checkpoints import Checkpoint
from lmcore.model import Transformer
from lmcore.tokenizer import Tokenizer
from lmcore.training import low_rank, preference

FORGOTTEN: Final = 0.2
"""Bits a character of the neutral sentences from which on the page speaks of forgetting."""

_GRID: Final = ("label", "row", "legend", "kl", "next")


def part(subject: Subject) -> None:
    """Draw this part."""
    done = tuning.finished()
    looked = state.read("look")
    loaded = models.of(subject)
    at = state.read("at")
    if done is None:
        st.caption(text("not_yet"))
        return
    plan, job = done
    outcome: Outcome = job.result
    checks = [progress.check for progress in job.records if progress.check]
    _metrics(plan, checks[0], checks[-1], job.records[-1].record.kl)
    tuned = low_rank.wrap(loaded.model, outcome.added)
    _main(loaded, plan, outcome, tuned, looked, at)


def _metrics(plan: Plan, first: Check, last: Check, kl: float) -> None:
    cards = st.columns(4)
    cards[0].metric(
        text("metric_trained"),
        f"{last.trained.likelier:.0%}",
        _points(first.trained.likelier, last.trained.likelier),
    )
    held = "–" if math.isnan(last.held_out.likelier) else f"{last.held_out.likelier:.0%}"
    cards[1].metric(text("metric_held"), held, _points(first.held_out.likelier, last.held_out.likelier))
    cards[2].metric(text("metric_kl"), text("bits_of", n=kl))
    change = f"{last.bits - first.bits:+.3f}"
    cards[3].metric(text("metric_bits"), f"{last.bits:.3f}", change, delta_color="inverse")
    if last.bits - first.bits > FORGOTTEN:
        st.warning(text("forgotten", before=first.bits, after=last.bits), icon=":material/psychology_alt:")
    if last.trained.chosen < 0:
        st.warning(
            text("displaced", chosen=last.trained.chosen, rejected=last.trained.rejected),
            icon=":material/trending_down:",
        )
    if len(plan.pairs) < tuning.FEW:
        st.info(text("few", n=len(plan.pairs)), icon=":material/info:")


def _points(before: float, after: float) -> str | None:
    return None if math.isnan(after) else text("points", n=100 * (after - before))


def _main(loaded: Checkpoint, plan: Plan, outcome: Outcome, tuned: Transformer, looked: str, at: int) -> None:
    """The text in cells of drift, and both distributions after the chosen cell."""
    default = plan.opening + outcome.likeliest
    st.text_input(
        text("look"), max_chars=LONGEST_TEXT, autocomplete="off", placeholder=default,
        help=text("look_help"), **state.bind("look"),
    )  # fmt: skip
    read = sentence.prepare(looked if looked.strip() else default, loaded.tokenizer, loaded.config.context)
    tokens = (loaded.tokenizer.start_token(), *loaded.tokenizer.tokenize(read.text))
    ids, labels = [token.id for token in tokens], lesson.labels(tokens)
    drift = measuring.drift(loaded.model, tuned, ids)
    chosen = min(at, len(ids) - 1) if at >= 0 else int(drift.kl.argmax())
    names = lesson.names("preferences", *_GRID)
    lesson.grid_figure(
        figures.kl_grid(drift, labels, chosen, names), "preferences_drift",
        lambda: pd.DataFrame({
            text("column_token"): labels, text("kl"): drift.kl.numpy(),
            text("before"): drift.before.numpy(), text("after"): drift.after.numpy(),
        }),
        text("caption_drift", mean=float(drift.kl.mean())), lambda _, column: state.write(at=column),
    )  # fmt: skip
    shift = measuring.shift(loaded.model, tuned, ids[: chosen + 1])
    left, right = st.columns([3, 2], gap="medium")
    with left:
        _distribution(loaded.tokenizer, shift, labels[chosen])
    with right:
        _samples(plan, outcome)
    _origin(loaded, plan, tuned, outcome, shift, labels[chosen])


def _distribution(tokenizer: Tokenizer, shift: Shift, label: str) -> None:
    ids = shift.top(figures.BARS)
    words = [lesson.piece(tokenizer, id) for id in ids]
    st.markdown(text("after_token", token=lesson.said(label), kl=shift.kl))
    fig = figures.before_after(
        shift, ids, words, lesson.colours(), lesson.names("preferences", "before", "after", "probability")
    )
    frame = pd.DataFrame({
        "id": ids, text("column_token"): words, text("before"): shift.before[ids].numpy(),
        text("after"): shift.after[ids].numpy(), text("kl_part"): shift.parts()[ids].numpy(),
    })  # fmt: skip
    lesson.figure(fig, "preferences_before_after", frame, text("caption_bars", n=figures.BARS))


def _samples(plan: Plan, outcome: Outcome) -> None:
    frame = pd.DataFrame(
        [(seed, before.strip(), after.strip()) for seed, before, after in outcome.samples],
        columns=[text("seed"), text("before"), text("after")],
    )
    st.markdown(f"#### {text('samples', opening=common.said(plan.opening))}")
    st.table(frame.set_index(text("seed")).map(lesson.plain))


def _origin(
    loaded: Checkpoint, plan: Plan, tuned: Transformer, outcome: Outcome, shift: Shift, label: str
) -> None:
    """The KL of the place from its largest parts, and the loss of one pair from four log-probabilities."""
    lines = [*_kl_lines(loaded.tokenizer, shift), *_loss_lines(loaded, plan, tuned)]
    rank, learned = outcome.added.rank, outcome.added.n_parameters
    share = 100 * learned / sum(p.numel() for p in loaded.model.parameters())
    sides = rf"r\sum(d_{{\text{{in}}}}+d_{{\text{{out}}}})={rank}\cdot{learned // rank:,}"
    lines.append(Line(text("origin_rank", share=share), sides, f"{learned:,}"))
    pair = (plan.held_out or plan.pairs)[0]
    about = text(
        "origin_about", token=lesson.said(label), opening=common.said(pair.opening),
        chosen=common.said(pair.chosen.strip()), rejected=common.said(pair.rejected.strip()),
    )  # fmt: skip
    lesson.origin(*lines, about=about, expanded=False)


def _kl_lines(tokenizer: Tokenizer, shift: Shift) -> list[Line]:
    parts = shift.parts()
    lines = []
    for id in parts.abs().topk(3).indices.tolist():
        after, before = float(shift.after[id]), float(shift.before[id])
        term = rf"{after:.6f}\cdot\log_2\frac{{{after:.6f}}}{{{before:.6f}}}"
        label = text("origin_part", token=lesson.said(lesson.piece(tokenizer, id)))
        lines.append(Line(label, term, f"{float(parts[id]):+.6f}"))
    total = r"\sum_{k=1}^{" + str(len(parts)) + r"}\pi_k\log_2\frac{\pi_k}{\pi_k^{\text{ref}}}"
    return [*lines, Line(text("origin_kl"), total, rf"{shift.kl:.6f}\text{{ bit}}")]


@torch.inference_mode()
def _loss_lines(loaded: Checkpoint, plan: Plan, tuned: Transformer) -> list[Line]:
    rows = [preference.rows(loaded.tokenizer, (plan.held_out or plan.pairs)[0])]
    before, after = (preference.score(model, loaded.tokenizer, rows).log_p for model in (loaded.model, tuned))
    found = measuring.pair_loss(before[0], after[0], plan.beta)
    margin, (chosen, rejected) = found.margin, found.ratios
    lines = [
        Line(text(f"origin_{name}"), *_ratio(before[0, i], after[0, i]))
        for i, name in enumerate(("chosen", "rejected"))
    ]
    return [
        *lines,
        Line(
            text("origin_margin"),
            rf"{plan.beta:g}\cdot\bigl({chosen:+.4f}-({rejected:+.4f})\bigr)",
            f"{margin:.4f}",
        ),
        Line(
            text("origin_loss"), rf"-\ln\sigma({margin:.4f})=\ln(1+e^{{{-margin:.4f}}})", f"{found.loss:.4f}"
        ),
    ]


def _ratio(before: Float[Tensor, ""], after: Float[Tensor, ""]) -> tuple[str, str]:
    return rf"{float(after):.4f}-({float(before):.4f})", f"{float(after - before):+.4f}"
