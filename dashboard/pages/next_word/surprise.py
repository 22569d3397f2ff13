"""놀라움: the surprise of every token of a text in bits, on the text itself, and its sums."""

import math
from functools import lru_cache
from typing import Final

import pandas as pd
import streamlit as st

from dashboard import lesson
from dashboard.figures import scores as figures
from dashboard.figures import token_flow
from dashboard.figures.token_flow import Tile
from dashboard.lesson import Line
from dashboard.pages.next_word import common
from dashboard.store import models
from dashboard.texts import t
from dashboard.view.subject import Subject
from lmcore.analysis.scoring import Scored, score
from lmcore.tokenizer import SPACE, Token

_FULL: Final = 20.0
"""Bits at which the colour is strongest: rarer than once in a million."""


def part(subject: Subject) -> None:
    """Draw this part; the colours come once the reader has guessed."""
    lesson.equation("2.8", r"s_t=-\log_2 p(y_t\mid y_1\dots y_{t-1}),\qquad p=\mathrm{softmax}(x)")
    common.says_causal(subject.mode)
    text, tokens = subject.text, common.read(subject).tokens[1:]
    found = _score(subject.weights, text)
    shown = _question(text, tokens, found)
    _tiles(tokens, found, shown)
    if not shown:
        return
    _sums(text, found)
    labels = [lesson.bare(label) for label in lesson.labels(tokens)]
    names = lesson.names("next_word.surprise", "bits", "mean")
    fig = figures.surprises(labels, found.bits.numpy(), lesson.colours(), names)
    lesson.figure(fig, "surprise", lambda: _table(tokens, found), t("next_word.surprise.caption"))
    _origin(text, tokens, found)


@lru_cache(32)
def _score(model: Subject, text: str) -> Scored:
    loaded = models.of(model)
    return score(loaded.model, [loaded.tokenizer.bos_id], loaded.tokenizer.encode(text))


def _question(text: str, tokens: tuple[Token, ...], found: Scored) -> bool:
    """Ask for the most surprising token among three; with fewer there is nothing to ask."""
    if len(tokens) < 3:
        return True
    order = found.bits.argsort(descending=True).tolist()
    places = sorted({order[0], order[len(order) // 2], order[-1]})
    highest = order[0]
    labels = lesson.labels(tokens)
    options = [f"{lesson.plain(labels[place])} · {place + 1}" for place in places]
    return lesson.predict(
        "surprise",
        t("next_word.surprise.question"),
        options,
        places.index(highest),
        text,
        t("next_word.surprise.answer", bits=float(found.bits[highest]), rank=int(found.rank[highest])),
    )


def _tiles(tokens: tuple[Token, ...], found: Scored, shown: bool) -> None:
    colours, tiles = lesson.colours(), []
    for token, bits, rank in zip(tokens, found.bits.tolist(), found.rank.tolist(), strict=True):
        tip = t("next_word.surprise.tip", rank=rank, p=f"{2**-bits:.3g}") if shown else ""
        note = f"{bits:.1f}" if shown else "?"
        back = token_flow.shade(bits / _FULL if shown else 0, colours)
        label = lesson.bare(lesson.label(token))
        tiles.append(Tile(label, note, back, tip, token.piece.startswith(SPACE)))
    st.html(token_flow.flow(tiles, t("next_word.surprise.label")))
    if shown:
        low, high = (t("next_word.surprise.n_bits", n=f"{end:g}") for end in (0, _FULL))
        st.html(token_flow.scale(low, f"{high} +", colours))


def _sums(text: str, found: Scored) -> None:
    bits = t("next_word.surprise.n_bits", n=f"{found.total_bits:.2f}")
    with st.container(horizontal=True, gap="medium"):
        st.metric(t("next_word.surprise.total"), bits, width="content")
        per = found.total_bits / len(text)
        st.metric(t("next_word.surprise.per_character"), f"{per:.3f}", width="content")
        per = found.total_bits / len(found.ids)
        st.metric(t("next_word.surprise.per_token"), f"{per:.3f}", width="content")
        st.metric(t("next_word.surprise.perplexity"), f"{found.perplexity:,.1f}", width="content")


def _table(tokens: tuple[Token, ...], found: Scored) -> pd.DataFrame:
    keys = ("token", "rank", "probability", "bits", "running")
    rows = zip(
        lesson.labels(tokens), found.rank.tolist(), found.probability.tolist(),
        found.bits.tolist(), found.bits.cumsum(0).tolist(), strict=True,
    )  # fmt: skip
    return pd.DataFrame(list(rows), columns=[t(f"next_word.surprise.{key}") for key in keys])


def _origin(text: str, tokens: tuple[Token, ...], found: Scored) -> None:
    place = int(found.bits.argmax())
    p, bits = math.exp(float(found.log_probability[place])), float(found.bits[place])
    total, n, characters = found.total_bits, len(found.ids), len(text)
    lesson.origin(
        Line(
            t("next_word.surprise.origin_one", token=lesson.said(lesson.labels(tokens)[place])),
            rf"-\log_2 {lesson.scientific(p)}",
            f"{bits:.4f}",
        ),
        Line(t("next_word.surprise.total"), r"\sum_t s_t", f"{total:.4f}"),
        Line(
            t("next_word.surprise.per_character"),
            rf"\frac{{{total:.4f}}}{{{characters}}}",
            f"{total / characters:.4f}",
        ),
        Line(
            t("next_word.surprise.perplexity"),
            rf"2^{{{total:.4f}/{n}}}=2^{{{total / n:.4f}}}",
            f"{found.perplexity:.4f}",
        ),
        about=t("next_word.surprise.origin_about"),
        expanded=False,
    )
