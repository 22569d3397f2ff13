"""A place in the sentence and the stages of its way through the layers."""

from collections.abc import Sequence

import streamlit as st

from dashboard.components.grid import grid as draw_grid
from dashboard.figures import grid as grids
from dashboard.lesson.controls import bounded
from dashboard.lesson.words import labels
from dashboard.texts import t
from dashboard.view import state
from lmcore.tokenizer import SPACE, Token


def default_place(tokens: Sequence[Token]) -> int:
    """배 if the sentence has it, else the token before the last, whose next one is known."""
    found = [place for place, token in enumerate(tokens) if token.piece.removeprefix(SPACE) == "배"]
    return found[0] if found else max(0, len(tokens) - 2)


def place(tokens: Sequence[Token]) -> int:
    """The place `at` in the URL, within the sentence; a link may name any place that the model can read."""
    return bounded("at", 0, len(tokens) - 1, default_place(tokens))


def pick_place(page: str, tokens: Sequence[Token]) -> int:
    """The sentence as tiles; the chosen one is kept in the URL."""
    at = place(tokens)
    shown = grids.tiles(labels(tokens), at, t("inside.pick"))
    st.markdown(f":gray[{t('inside.pick')}]")
    draw_grid(grids.payload(shown), f"{page}_tiles", lambda _, column: state.write(at=column))
    return at


def stages(n_layers: int, halves: bool = False) -> list[str]:
    """임베딩, 1층, 2층 …; with `halves` attention and feed-forward of each layer."""
    layers = range(1, n_layers + 1)
    kinds = ("after_attention", "after_feedforward") if halves else ("layer",)
    return [t("inside.embedding"), *(t(f"inside.{kind}", n=layer) for layer in layers for kind in kinds)]
