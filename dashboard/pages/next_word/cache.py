"""KV 캐시: the keys and values that writing keeps, step by step, and the time they save, measured here."""

from functools import lru_cache
from typing import Final

import numpy as np
import pandas as pd
import streamlit as st

from dashboard import lesson
from dashboard.figures import kv_cache as figures
from dashboard.lesson import Line
from dashboard.pages.next_word import CACHED, common
from dashboard.store import models
from dashboard.texts import t
from dashboard.view.subject import Subject
from dashboard.work import jobs, measuring
from dashboard.work.jobs import Job
from lmcore.analysis import caching
from lmcore.analysis.caching import Step, Written
from lmcore.checkpoints import Checkpoint
from lmcore.config import ModelConfig
from lmcore.tokenizer import Tokenizer

_ROUNDS: Final = 5
_JOB: Final = "next_word_cache_job"
_FACTORS: Final = (1, 2, 5)


def part(subject: Subject) -> None:
    """Draw this part."""
    lesson.equation(
        "2.18",
        r"z_n=\sum_{j\le n}\alpha_{nj}V_j,\quad \alpha_{nj}=\mathrm{softmax}_j\frac{Q_n\cdot K_j}{\sqrt{d_k}}"
        r"\;\Rightarrow\;\{K_j,\,V_j\}_{j\le n}:\;2\,L\,n\,d\cdot 4\,\mathrm{B}",
    )
    common.says_causal(subject.mode)
    loaded, before = models.of(subject), common.before(subject, common.pick_place(subject))
    written = _write(subject.weights, before)
    last = len(written.ids) - written.prompt
    if last < 1:
        st.info(t("next_word.no_room"), icon=":material/info:")
        return
    step = lesson.bounded("shown", 0, last, min(3, last))
    step = st.slider(t("next_word.cache.step"), 0, last, **lesson.tied("shown", step))
    _numbers(loaded.tokenizer, written, step)
    _picture(loaded.tokenizer, written, step)
    _origin(loaded.config, written, step)
    st.fragment(_question)(loaded, before)
    controls = lesson.measured(lambda: _job(before), "next_word.cache", lambda: _start(loaded, before))
    lesson.refreshed(lambda: _job(before), controls, lambda: _times(_job(before)))


@lru_cache(16)
def _write(model: Subject, before: tuple[int, ...]) -> Written:
    loaded = models.of(model)
    return caching.write(loaded.model, before, CACHED, loaded.tokenizer.bos_id)


def _numbers(tokenizer: Tokenizer, written: Written, step: int) -> None:
    n = written.prompt + step
    ids = (*written.ids, written.next)
    st.markdown(
        t(
            "next_word.cache.said" if step else "next_word.cache.said_first",
            read=lesson.said(lesson.piece(tokenizer, ids[n - 1])),
            prompt=written.prompt,
            n=n,
            chosen=lesson.said(lesson.piece(tokenizer, ids[n])),
        )
    )
    anew = sum(range(written.prompt, n + 1))
    with st.container(horizontal=True, gap="medium"):
        st.metric(t("next_word.cache.bytes"), f"{written.n_bytes[step]:,} B", width="content")
        st.metric(t("next_word.cache.vectors"), f"{2 * len(written.keys) * n:,}", width="content")
        st.metric(t("next_word.cache.reads_cached"), f"{n:,}", width="content")
        st.metric(t("next_word.cache.reads_anew"), f"{anew:,}", width="content")


def _picture(tokenizer: Tokenizer, written: Written, step: int) -> None:
    labels = [common.name(tokenizer, id) for id in written.ids]
    names = lesson.names("next_word.cache", "keys", "values", "norm") | {
        "layer": t("next_word.view.layer_short", n="{n}"),
    }
    n = written.prompt + step
    new = range(n - 1, n) if step else range(n)
    fig = figures.held(written, n, new, labels, lesson.colours(), names)
    lesson.figure(fig, "kv_cache", lambda: _table(written, n, labels), t("next_word.cache.caption"))


def _table(written: Written, n: int, labels: list[str]) -> pd.DataFrame:
    rows = [
        (token, label, layer + 1, keys[token].item(), values[token].item())
        for token, label in enumerate(labels[:n])
        for layer, (keys, values) in enumerate(zip(written.keys, written.values, strict=True))
    ]
    keys = ("place", "token", "layer", "keys", "values")
    return pd.DataFrame(rows, columns=[t(f"next_word.cache.{key}") for key in keys])


def _origin(config: ModelConfig, written: Written, step: int) -> None:
    n = written.prompt + step
    size = 2 * config.n_layers * n * config.d_model * 4
    lesson.origin(
        Line(
            t("next_word.cache.origin_bytes"),
            rf"2\cdot L\cdot n\cdot d\cdot 4=2\cdot{config.n_layers}\cdot{n}\cdot{config.d_model}\cdot4",
            f"{size:,}",
        ),
        Line(t("next_word.cache.origin_tensor"), "", f"{written.n_bytes[step]:,}"),
        Line(
            t("next_word.cache.origin_each"),
            rf"2\cdot{config.n_layers}\cdot{config.d_model}\cdot4",
            f"{2 * config.n_layers * config.d_model * 4:,}",
        ),
        Line(
            t("next_word.cache.reads_anew"),
            "+".join(map(str, range(written.prompt, min(n, written.prompt + 4) + 1)))
            + (r"+\dots" if step > 4 else ""),
            f"{sum(range(written.prompt, n + 1)):,}",
        ),
        about=t("next_word.cache.origin_about"),
        expanded=False,
    )


def _job(before: tuple[int, ...]) -> Job | None:
    measured, job = st.session_state.get(_JOB, (None, None))
    return job if measured == before else None


def _start(loaded: Checkpoint, before: tuple[int, ...]) -> None:
    count = min(CACHED, loaded.config.context - len(before) + 1)
    asked = (loaded.model, before, count, _ROUNDS, loaded.tokenizer.bos_id)
    st.session_state[_JOB] = (before, jobs.start("thread", measuring.writing, *asked))


def _question(loaded: Checkpoint, before: tuple[int, ...]) -> None:
    found: dict[str, float] = {}

    def answer() -> int:
        quick = caching.steps(loaded.model, before, 4, 2, loaded.tokenizer.bos_id)
        found["ratio"] = caching.ratio(list(quick))
        return int(np.abs(np.log(np.array(_FACTORS) / found["ratio"])).argmin())

    options = [t("next_word.cache.factor", factor=factor) for factor in _FACTORS]
    lesson.predict(
        "kv_cache",
        t("next_word.cache.question", n=len(before)),
        options,
        answer,
        before,
        lambda: t("next_word.cache.answer", ratio=found["ratio"]),
    )


def _times(job: Job | None) -> None:
    measured: list[Step] = list(job.records) if job else []
    if len({step.n for step in measured}) < 2:
        st.caption(t("next_word.cache.not_yet", rounds=_ROUNDS))
        return
    lengths = np.array(sorted({step.n for step in measured}))
    cached, anew = caching.medians(measured)
    st.markdown(
        t(
            "next_word.cache.found",
            ratio=caching.ratio(measured),
            cached=1e3 * cached.mean(),
            anew=1e3 * anew.mean(),
            same=sum(step.same for step in measured),
            all=len(measured),
            difference=f"{max(step.difference for step in measured):.1e}",
        )
    )
    names = lesson.names("next_word.cache", "with", "without", "n", "ms")
    fig = figures.times(lengths, cached, anew, lesson.colours(), names)
    table = pd.DataFrame({"n": lengths, names["with"]: 1e3 * cached, names["without"]: 1e3 * anew})
    rounds = len(measured) // max(1, len(lengths))
    lesson.figure(fig, "kv_times", table, t("next_word.cache.times_caption", rounds=max(1, rounds)))
