"""섞기: the reader's words in another order, with positions and without."""

from functools import partial
from typing import Any

import pandas as pd
import streamlit as st
from torch import Tensor

from dashboard import lesson
from dashboard.figures import shuffling as figures
from dashboard.lesson import Line
from dashboard.pages.positions import common
from dashboard.store import models
from dashboard.texts import t
from dashboard.view import state
from dashboard.view.subject import Subject
from lmcore.analysis import shuffling
from lmcore.checkpoints import Checkpoint
from lmcore.tokenizer import SPACE, Token

Order = tuple[int, ...]


def shuffle(subject: Subject) -> None:
    """Draw this part; the outcome is shown once the reader has predicted it."""
    loaded, mode = models.of(subject), subject.mode
    tokens = loaded.tokenizer.tokenize(subject.text)
    seed = state.read("seed")
    order = shuffling.shuffled(tokens, seed)
    if not order:
        st.info(t("positions.one_token"))
        return
    _orders(tokens, order, seed)
    on, off = (_effect(subject, order, adds) for adds in (True, False))
    shown = lesson.predict(
        "shuffle",
        t("positions.shuffle_question", mode=t(f"sentence.{mode}")),
        [t("positions.unchanged"), t("positions.changed")],
        int(float(off.relative.max()) > common.SAME),
        (subject.text, mode),
        t(f"positions.shuffle_{mode}", off=float(off.difference.max()), on=float(on.difference.max())),
    )
    if shown:
        _changes(tokens, on, off)
        _inside(subject, loaded, tokens, order, (on.layer, on.head))


@st.cache_data(max_entries=16, show_spinner=False)
def _effect(
    subject: Subject, order: Order, adds: bool, chosen: tuple[int, int] | None = None
) -> shuffling.ShuffleEffect:
    loaded, text, mode = models.of(subject), subject.text, subject.mode
    return shuffling.shuffle_effect(loaded.model, loaded.tokenizer, text, mode, order, adds, chosen)


def _labels(tokens: tuple[Token, ...]) -> list[str]:
    return ["<s>", *map(common.name, tokens)]


def _orders(tokens: tuple[Token, ...], order: Order, seed: int) -> None:
    rows = tokens, [tokens[place] for place in order]
    own, other = (lesson.quoted("".join(token.piece for token in row).replace(SPACE, " ")) for row in rows)
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.markdown(t("positions.orders", own=own, other=other), width="content")
        again = partial(state.write, seed=(seed + 1) % 1_000_000)
        st.button(t("positions.shuffle_again"), icon=":material/shuffle:", on_click=again)


def _changes(tokens: tuple[Token, ...], on: shuffling.ShuffleEffect, off: shuffling.ShuffleEffect) -> None:
    labels = _labels(tokens)
    columns: dict[str, Any] = {"token": labels}
    for name, effect in (("on", on), ("off", off)):
        columns |= {f"relative_{name}": effect.relative, f"largest_{name}": effect.difference}
    axes = lesson.names("positions", "on", "off", "change")
    figure = figures.changes(on.relative.numpy(), off.relative.numpy(), labels, lesson.colours(), axes)
    lesson.figure(figure, "positions_shuffle", pd.DataFrame(columns), t("positions.shuffle_caption"))


def _inside(
    subject: Subject, loaded: Checkpoint, tokens: tuple[Token, ...], order: Order, most: tuple[int, int]
) -> None:
    """Attention of one head and the next token, before and after, with positions or without."""
    config = loaded.config
    left, middle, right = st.columns([2, 1, 1], vertical_alignment="bottom")
    with left:
        adds = _switch()
    with middle:
        layer = common.pick_number("layer", config.n_layers, most[0] + 1)
    with right:
        head = common.pick_number("head", config.n_heads, most[1] + 1)
    chosen = layer - 1, head - 1
    effect = _effect(subject, order, adds, chosen)
    _attention(effect, _labels(tokens))
    _next(loaded, tokens, order, adds)
    _origin(effect, _labels(tokens))


def _switch() -> bool:
    state.follow("bound_off", not state.read("off"))
    keep = lambda: state.write(off=not st.session_state["bound_off"])  # noqa: E731
    return st.toggle(t("positions.add"), key="bound_off", on_change=keep)


def _attention(effect: shuffling.ShuffleEffect, labels: list[str]) -> None:
    axes, colours = lesson.names("positions", "query", "key"), lesson.colours()
    top = max(effect.before.max().item(), effect.after.max().item())
    sides = ("before", effect.before), ("after", effect.after)
    for column, (when, weights) in zip(st.columns(2), sides, strict=True):
        with column:
            figure = figures.attention(weights.numpy(), labels, top, colours, axes)
            made = partial(_weights_frame, weights, labels)
            lesson.figure(figure, f"positions_{when}", made, t(f"positions.{when}"))


def _weights_frame(weights: Tensor, labels: list[str]) -> pd.DataFrame:
    columns = [f"{place} {label}" for place, label in enumerate(labels)]
    return pd.DataFrame(weights.numpy(), columns=columns).assign(query=columns)


def _next(loaded: Checkpoint, tokens: tuple[Token, ...], order: Order, adds: bool) -> None:
    """The next token after the same words in either order; a last token that stayed is the one to guess."""
    stayed = order[-1] == len(order) - 1
    rows = [
        [loaded.tokenizer.bos_id, *(tokens[place].id for place in places)]
        for places in (range(len(order)), order)
    ]
    before, after = (
        shuffling.next_probabilities(loaded.model, row[:-1] if stayed else row, adds) for row in rows
    )
    best = [token for part in (before, after) for token in part.topk(5).indices.tolist()]
    shown = list(dict.fromkeys([tokens[-1].id, *best] if stayed else best))
    labels = [lesson.piece(loaded.tokenizer, token) for token in shown]
    values = [part[shown].numpy() for part in (before, after)]
    axes = lesson.names("positions", "before", "after", "probability")
    st.markdown(
        t(f"positions.next_{'stayed' if stayed else 'moved'}", token=lesson.quoted(common.name(tokens[-1])))
    )
    frame = pd.DataFrame({"token": labels, "before": values[0], "after": values[1]})
    lesson.figure(
        figures.next_tokens(values[0], values[1], labels, lesson.colours(), axes), "positions_next", frame
    )


def _origin(effect: shuffling.ShuffleEffect, labels: list[str]) -> None:
    query, key = effect.most_moved
    cell = rf"\alpha_{{{lesson.latex_text(labels[query])}\to{lesson.latex_text(labels[key])}}}"
    lesson.origin(
        Line(t("positions.sum_blind"), r"z_i=\sum_j\alpha_{ij}V_j"),
        Line(t("positions.before"), cell, f"{effect.before[query, key].item():.7f}"),
        Line(t("positions.after"), cell, f"{effect.after[query, key].item():.7f}"),
    )
