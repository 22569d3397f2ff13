"""배움의 기록: a slider over the smaller sibling's training that moves everything at once."""

import math
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import pandas as pd
import streamlit as st

from dashboard import lesson
from dashboard.components import history as component
from dashboard.figures import history as figures
from dashboard.lesson import Line
from dashboard.store import snapshots, traces
from dashboard.store.snapshots import History, Words
from dashboard.texts import language, t
from dashboard.view import channel, state
from dashboard.view.subject import Subject
from lmcore.analysis import learning
from lmcore.analysis.jobs import Job
from lmcore.analysis.learning import FACTOR, SHARES, Expected, JobHistory
from lmcore.analysis.looking import look
from lmcore.tokenizer import SPACE, Tokenizer
from lmcore.trace import Trace

PAGE: Final = "learning_history"
_TEXTS: Final = (
    "play", "stop", "slider", "step", "tokens", "losses", "curves", "curves_caption", "covered", "axis",
    "jobs", "loss_causal", "loss_masked", "moment", "never", "map", "map_caption", "attention",
    "heads", "next", "next_caption",
)  # fmt: skip
_HEAD: Final = re.compile(r"([1-9]\d?)\.([1-9]\d?)")


def history(subject: Subject) -> None:
    """Draw the part."""
    found, jobs = snapshots.of(subject), snapshots.jobs(subject)
    first = figures.First(found.steps[-1], jobs.head("previous", -1), covered=False)
    read_link(found, first)
    st.info(_sibling(found), icon=":material/family_restroom:")
    left, right = st.columns(2, gap="medium")  # the picture begins on the first screen of a projector
    with left:
        lesson.equation(
            "2.7", r"L=-\frac1n\sum_{i=1}^{n}\ln p_i(t_{i+1}),\quad p_i=\mathrm{softmax}(x_i W_E^{\top})"
        )
    with right:
        asked = _question(subject, jobs)
    place = lesson.pick_place("learning", found.tokens(subject.text))
    _picture(subject, place, figures.First(first.step, first.head, covered=not asked))


def read_link(found: History, first: figures.First) -> tuple[int, figures.Head]:
    """The step and the head in the link; nonsense is named in a notice."""

    def step(raw: str) -> int:
        if raw not in map(str, found.steps):
            raise ValueError(f"{raw!r} is no snapshot")
        return int(raw)

    def head(raw: str) -> figures.Head:
        match, config = _HEAD.fullmatch(raw), found.last.config
        if not match or int(match[1]) > config.n_layers or int(match[2]) > config.n_heads:
            raise ValueError(f"{raw!r} is no head")
        return int(match[1]) - 1, int(match[2]) - 1

    return state.read("step", step, first.step), state.read("head", head, first.head)


def _sibling(found: History) -> str:
    config = found.last.config
    return t(
        f"{PAGE}.sibling",
        parameters=_counted(sum(parameter.numel() for parameter in found.last.model.parameters())),
        layers=config.n_layers, heads=config.n_heads, d=config.d_model, snapshots=len(found.steps),
        tokens=_counted(int(found.losses.tokens[-1])),
    )  # fmt: skip


def _counted(number: int) -> float:
    """A large number, to a tenth of a million, in what the reader's language counts by: 만 or millions."""
    return round(number, -5) / (1e4 if language() == "ko" else 1e6)


def _question(subject: Subject, jobs: JobHistory) -> bool:
    options: list[Job] = [job for job in SHARES if subject.mode == "bidirectional" or job != "next"]

    def answer() -> int:
        return options.index(earliest(jobs, options))

    def explain() -> str:
        job = earliest(jobs, options)
        index = jobs.appeared(job)
        if index is None:
            return t(f"{PAGE}.answer_none", factor=FACTOR)
        layer, head = jobs.head(job, index)
        name = t(f"{PAGE}.head_name", layer=layer + 1, head=head + 1)
        before, share = float(jobs.best(job)[0]), float(jobs.best(job)[index])
        return t(f"{PAGE}.answer", step=jobs.steps[index], head=name, share=share, before=before)

    labels = [t(f"heads.job_{job}") for job in options]
    question = t(f"{PAGE}.question", factor=FACTOR)
    return lesson.predict("learning_history", question, labels, answer, subject.mode, explain)


def earliest(jobs: JobHistory, options: list[Job]) -> Job:
    """The job that appears first; of those that come at once, or never, the one most over its threshold."""

    def order(job: Job) -> tuple[float, float]:
        index, times = jobs.appeared(job), jobs.best(job) / max(jobs.threshold(job), 1e-9)
        return (math.inf, -float(times[-1])) if index is None else (index, -float(times[index]))

    return min(options, key=order)


@st.fragment
def _picture(subject: Subject, place: int, first: figures.First) -> None:
    """All that moves, and where its numbers come from; the slider at rest reruns only this."""
    found = snapshots.of(subject)
    with st.spinner(t(f"{PAGE}.reading")):
        payload = sentence_payload(found, subject, place, first)
    lesson.framed(
        lambda: component.picture(payload, lambda: None), "history", lambda: _table(found, subject, place)
    )
    step, head = read_link(found, first)
    _origin(found, replace(subject, step=step), place, head)


def sentence_payload(found: History, subject: Subject, place: int, first: figures.First) -> bytes:
    """What the component draws for a sentence and a place in it."""
    tokens, tokenizer = found.tokens(subject.text), found.last.tokenizer
    shown = learning.window(len(tokens), place, snapshots.WINDOW)
    expected = snapshots.expected(subject, place)
    sentence = figures.Sentence(
        labels=[label.replace(SPACE, "") or SPACE for label in lesson.labels(tokens[shown])],
        place=place - shown.start,
        weights=snapshots.weights(subject, shown),
        expected=expected,
        words=[[lesson.piece(tokenizer, int(id)) for id in one.ids] for one in expected],
        truth=lesson.piece(tokenizer, tokens[place + 1].id) if place + 1 < len(tokens) else None,
    )
    words = snapshots.words(subject)
    groups = [(_group(name), rows) for name, rows in words.groups.items()]
    texts = lesson.names(PAGE, *_TEXTS)
    texts["attention_caption"] = t(f"{PAGE}.attention_caption_{subject.mode}") + _part_of(len(tokens), shown)
    explained = (f"{share:.1%}" for share in words.paths.explained)
    texts["map_caption"] = t(f"{PAGE}.map_caption").replace("{explained}", " · ".join(explained))
    labels = {job: t(f"heads.job_{job}") for job in SHARES}
    return figures.payload(
        found.losses, snapshots.jobs(subject), labels, t(f"{PAGE}.head_name"), sentence,
        figures.WordPaths(words.names, groups, words.paths), first, texts, channel.opened(),
    )  # fmt: skip


def _part_of(length: int, shown: slice) -> str:
    if shown.stop - shown.start == length:
        return ""
    return " " + t(f"{PAGE}.window", first=shown.start + 1, last=shown.stop, of=length)


def _group(name: str) -> str:
    return t(f"{PAGE}.own") if name == "own" else t(f"embeddings.group_{name}")


def _table(found: History, subject: Subject, place: int) -> pd.DataFrame:
    """Everything that is one number at each snapshot."""
    jobs, expected = snapshots.jobs(subject), snapshots.expected(subject, place)
    near = {
        name: [figures.loss_near(found.losses.step, values, step) for step in found.steps]
        for name, values in (("causal", found.losses.causal), ("masked", found.losses.masked))
    }
    columns: dict[str, Sequence[object]] = {t(f"{PAGE}.column_step"): found.steps}
    columns |= {t(f"{PAGE}.loss_{name}"): values for name, values in near.items()}
    columns |= {t(f"heads.job_{job}"): jobs.best(job).tolist() for job in SHARES}
    columns[t(f"{PAGE}.column_best")] = [
        lesson.piece(found.last.tokenizer, int(one.ids[0])) for one in expected
    ]
    columns[t(f"{PAGE}.column_best_p")] = [float(one.probabilities[0]) for one in expected]
    columns[t(f"{PAGE}.column_true_p")] = [one.probability for one in expected]
    columns[t(f"{PAGE}.column_true_rank")] = [one.rank for one in expected]
    return pd.DataFrame(columns)


def _origin(found: History, at_step: Subject, place: int, head: figures.Head) -> None:
    """One number of each picture, computed again from the snapshot."""
    step, name = at_step.step or 0, t(f"{PAGE}.head_name", layer=head[0] + 1, head=head[1] + 1)
    index, subject, trace = found.steps.index(step), replace(at_step, step=None), traces.trace(at_step)
    label = lesson.labels(trace.tokens)[place]
    lesson.origin(
        _weight_line(trace, place, head, name),
        _next_line(found.last.tokenizer, snapshots.expected(subject, place)[index], label),
        *_map_lines(snapshots.words(subject), index),
        _job_line(snapshots.jobs(subject), index, head, name),
        about=t(f"{PAGE}.origin_about", step=step),
        expanded=False,
    )


def _weight_line(trace: Trace, place: int, head: figures.Head, name: str) -> Line:
    found, labels = look(trace, *head, place), lesson.labels(trace.tokens)
    key = int(found.weights.argmax())
    power = rf"{float(found.scaled[key]):.4f}-{found.log_sum:.4f}"
    query, looked_at = lesson.said(labels[place]), lesson.said(labels[key])
    return Line(
        t(f"{PAGE}.origin_weight", head=name, query=query, key=looked_at),
        rf"e^{{q\cdot k/\sqrt{{d_k}}-\ln\Sigma}}=e^{{{power}}}",
        f"{float(found.weights[key]):.4f}",
    )


def _next_line(tokenizer: Tokenizer, best: Expected, label: str) -> Line:
    word = lesson.latex_text(lesson.piece(tokenizer, int(best.ids[0])))
    result = f"{float(best.probabilities[0]):.4f}"
    return Line(t(f"{PAGE}.origin_next", token=lesson.said(label)), rf"p({word})", result)


def _map_lines(words: Words, index: int) -> list[Line]:
    own = words.groups["own"][:1]
    formula = r"(W_E[{word}]-\bar e)\cdot(v_1,v_2)"
    return [
        Line(
            t(f"{PAGE}.origin_map"),
            formula.replace("{word}", lesson.latex_text(words.names[row])),
            r"({:.4f},\;{:.4f})".format(*words.paths.places[index, row]),
        )
        for row in own
    ]


def _job_line(jobs: JobHistory, index: int, head: figures.Head, name: str) -> Line:
    """The job that the head does most at this step."""
    shares = {job: float(jobs.shares[job][index][head]) for job in SHARES}
    job = max(SHARES, key=lambda one: shares[one])
    label = t(f"{PAGE}.origin_job", head=name, job=t(f"heads.job_{job}"))
    return Line(label, r"\frac1N\sum_i\alpha", f"{shares[job]:.4f}")
