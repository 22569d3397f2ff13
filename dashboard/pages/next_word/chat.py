"""챗봇 틀: the text round the reader's words that makes a model a chatbot, and what is written after it."""

from functools import lru_cache
from typing import Final

import pandas as pd
import streamlit as st

from dashboard import lesson
from dashboard.figures import token_flow
from dashboard.figures.palette import Colours
from dashboard.figures.token_flow import Tile
from dashboard.lesson import Line
from dashboard.pages.next_word import LONGEST, common
from dashboard.store import models
from dashboard.texts import t
from dashboard.view import state
from dashboard.view.subject import Subject
from lmcore.analysis import chat
from lmcore.analysis.chat import SYSTEM, Answer, Piece, Role
from lmcore.checkpoints import Checkpoint
from lmcore.generation import generate
from lmcore.sampling import Sampling
from lmcore.tokenizer import SPACE, Tokenizer

_MOST: Final = 40
_ROLES: Final[tuple[Role, ...]] = ("start", "system", "marker", "user", "assistant")
_STOPPED: Final = ("end", "turn", "length")


def part(subject: Subject) -> None:
    """Draw this part."""
    lesson.equation(
        "2.9", r"y_t\sim\mathrm{softmax}\!\left(\tfrac1T\,x(s_1\dots s_n,\,y_1\dots y_{t-1})\right)"
    )
    common.says_causal(subject.mode)
    left, right = st.columns([3, 2], gap="large")
    with left:
        system = _typed("system", SYSTEM, 68)
        more = _line("more")
    with right:
        sampling = Sampling(temperature=common.temperature(0.8), top_p=0.9, seed=common.seed())
    loaded = models.of(subject)
    pieces = _template(subject, loaded, system, more, sampling)
    if pieces is None:
        return
    _read(loaded.tokenizer, pieces)
    answer = _answer(subject.weights, tuple(pieces), sampling)
    shown = _question(answer, (subject.text, system, more, sampling))
    with lesson.covered("chat", shown):
        _said(answer, _bare(subject.weights, subject.text, sampling))
    _origin(loaded.tokenizer, pieces, answer)


def _typed(key: str, default: str, height: int) -> str:
    value = st.text_area(
        t(f"next_word.chat.{key}"), max_chars=LONGEST, height=height,
        **state.bind(key, default=default),
    )  # fmt: skip
    return " ".join((value or "").split())


def _line(key: str) -> str:
    value = st.text_input(
        t(f"next_word.chat.{key}"), max_chars=LONGEST, autocomplete="off",
        placeholder=t("next_word.chat.more_hint"), **state.bind(key, default=""),
    )  # fmt: skip
    return " ".join((value or "").split())


def _template(
    subject: Subject, loaded: Checkpoint, system: str, more: str, sampling: Sampling
) -> list[Piece] | None:
    """The template with one turn or two; None, said so, when the model cannot read all of it."""
    text = subject.text
    pieces = chat.template(loaded.tokenizer, system, [(text, None)])
    if more and len(pieces) < loaded.config.context:
        first = _answer(subject.weights, tuple(pieces), sampling)
        pieces = chat.template(loaded.tokenizer, system, [(text, first.said), (more, None)])
    if len(pieces) < loaded.config.context:
        return pieces
    message = t("next_word.chat.too_long", tokens=len(pieces), limit=loaded.config.context)
    st.info(message, icon=":material/info:")
    return None


@lru_cache(32)
def _answer(model: Subject, pieces: tuple[Piece, ...], sampling: Sampling) -> Answer:
    loaded = models.of(model)
    return chat.answer(loaded.model, loaded.tokenizer, pieces, sampling, _MOST)


@lru_cache(32)
def _bare(model: Subject, text: str, sampling: Sampling) -> str:
    """What the model writes after the reader's words alone."""
    loaded = models.of(model)
    ids = loaded.tokenizer.encode(text)
    steps = list(generate(loaded.model, loaded.tokenizer, ids, sampling, _MOST))
    return loaded.tokenizer.decode([step.id for step in steps if not step.ends]).strip()


def _tint(role: Role, colours: Colours) -> str:
    number = {"system": 7, "marker": 1, "user": 0, "assistant": 2}.get(role)
    return (
        "transparent" if number is None else f"color-mix(in srgb, {colours.series[number]} 28%, transparent)"
    )


def _read(tokenizer: Tokenizer, pieces: list[Piece]) -> None:
    """What the model really reads, whose words in which colour."""
    st.markdown(t("next_word.chat.read", n=len(pieces)))
    colours, labels = lesson.colours(), [lesson.piece(tokenizer, piece.id) for piece in pieces]
    lesson.framed(
        lambda: _draw(pieces, labels, colours), "chat", lambda: _table(pieces, labels),
        t("next_word.chat.caption"),
    )  # fmt: skip


def _draw(pieces: list[Piece], labels: list[str], colours: Colours) -> None:
    tiles = []
    for number, (piece, label) in enumerate(zip(pieces, labels, strict=True)):
        role = t(f"next_word.chat.role_{piece.role}")
        shown = lesson.bare(label)
        tip = f"{number} · {role}"
        tiles.append(Tile(shown, "", _tint(piece.role, colours), tip, label.startswith(SPACE)))
    st.html(token_flow.flow(tiles, t("next_word.chat.label")))
    present = {piece.role for piece in pieces}
    roles: list[Role] = [role for role in _ROLES[1:] if role in present]
    st.html(token_flow.key([(_tint(role, colours), t(f"next_word.chat.role_{role}")) for role in roles]))


def _table(pieces: list[Piece], labels: list[str]) -> pd.DataFrame:
    rows = [
        (number, piece.id, label, t(f"next_word.chat.role_{piece.role}"))
        for number, (piece, label) in enumerate(zip(pieces, labels, strict=True))
    ]
    keys = ("place", "id", "token", "role")
    return pd.DataFrame(rows, columns=[t(f"next_word.chat.{key}") for key in keys])


def _question(answer: Answer, about: tuple[object, ...]) -> bool:
    return lesson.predict(
        "chat",
        t("next_word.chat.question", most=_MOST),
        [t(f"next_word.chat.stops_{kind}") for kind in _STOPPED],
        _STOPPED.index(answer.stopped),
        about,
        t("next_word.chat.answer"),
        covers=True,
    )


def _said(answer: Answer, bare: str) -> None:
    nothing = t("next_word.chat.nothing")
    left, right = st.columns(2, gap="medium")
    with left, st.container(border=True):
        st.markdown(f"**{t('next_word.chat.with_template')}**")
        st.markdown(lesson.quoted(answer.said) if answer.said else f":gray[{nothing}]")
        if answer.beyond:
            st.markdown(f":gray[{t('next_word.chat.beyond')} {lesson.quoted(answer.beyond)}]")
    with right, st.container(border=True):
        st.markdown(f"**{t('next_word.chat.without_template')}**")
        st.markdown(lesson.quoted(bare) if bare else f":gray[{nothing}]")
    st.caption(t("next_word.chat.honest"))


def _origin(tokenizer: Tokenizer, pieces: list[Piece], answer: Answer) -> None:
    counts = {role: sum(piece.role == role for piece in pieces) for role in _ROLES}
    kinds = [role for role in _ROLES if counts[role]]
    first = "" if not answer.ids else lesson.latex_text(common.name(tokenizer, answer.ids[0]))
    lesson.origin(
        Line(
            t("next_word.chat.origin_read"),
            "+".join(str(counts[role]) for role in kinds),
            str(len(pieces)),
        ),
        Line(t("next_word.chat.origin_written"), rf"y_1={first}" if first else "", str(len(answer.ids))),
        about=t("next_word.chat.origin_about"),
        expanded=False,
    )
