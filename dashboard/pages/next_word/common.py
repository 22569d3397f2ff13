"""What the parts of the page on the next word share: the place, the settings of drawing, names of tokens."""

from dataclasses import replace
from typing import Any, Final

import streamlit as st
from jaxtyping import Float
from torch import Tensor

from dashboard import lesson
from dashboard.pages.next_word import LARGEST_SEED
from dashboard.store import models, traces
from dashboard.texts import t
from dashboard.view import state
from dashboard.view.subject import Subject
from lmcore.analysis.prediction import Place, default_place, predict
from lmcore.analysis.temperature import TEMPERATURES
from lmcore.config import Mode
from lmcore.sampling import Sampling
from lmcore.tokenizer import Tokenizer
from lmcore.trace import Trace

PAGE: Final = "next_word"
_LONGEST_LABEL: Final = 16


def name(tokenizer: Tokenizer, id: int) -> str:
    """A token as it is written in pictures, without the sign for a space before it."""
    return lesson.bare(lesson.piece(tokenizer, id))


def read(subject: Subject) -> Trace:
    """The sentence read from left to right, as one writes."""
    return traces.trace(replace(subject, mode="causal"))


def pick_place(subject: Subject) -> int:
    """A slider over the places of the sentence, the one after its end included; `at` in the URL."""
    loaded, tokens = models.of(subject), read(subject).tokens
    last = len(tokens)
    at = lesson.bounded("at", 1, last, default_place(tokens))
    names = [name(loaded.tokenizer, token.id) for token in tokens]

    def label(place: int) -> str:
        follows = names[place] if place < last else "?"
        return f"{place} · {names[place - 1][:_LONGEST_LABEL]} → {follows[:_LONGEST_LABEL]}"

    if last == 1:
        return 1
    places = range(1, last + 1)
    return st.select_slider(t("next_word.place"), places, format_func=label, **lesson.tied("at", at))


def logits(subject: Subject, at: int) -> Float[Tensor, " vocabulary"]:
    """What the model says of the token at a place (see lmcore.analysis.prediction.predict)."""
    loaded, mode = models.of(subject), subject.mode
    at = min(at, loaded.config.context - 1) if mode == "bidirectional" else at
    return predict(loaded.model, loaded.tokenizer, read(subject), Place(at, at), mode).logits


def before(subject: Subject, at: int) -> tuple[int, ...]:
    """The ids that stand before a place, the start token first."""
    return tuple(read(subject).ids.tolist()[:at])


def says_causal(mode: Mode) -> None:
    """Say, under the other mask, that this part reads from left to right all the same."""
    if mode != "causal":
        st.caption(t("next_word.always_causal"))


def temperature(default: float) -> float:
    """A slider from 0.01 to 100 in equal ratios; a link may say any temperature between."""
    value = state.read("T", default=default)
    steps = sorted({*TEMPERATURES, value})
    label = t("next_word.temperature")
    return st.select_slider(label, steps, format_func=lambda T: f"{T:g}", **lesson.tied("T", value))


def cuts(vocabulary: int, top_k: int, top_p: float, min_p: float) -> dict[str, Any]:
    """The three cuts side by side, as arguments of `Sampling`."""
    k, p, m = st.columns(3)
    with k:
        value = min(state.read("k", default=top_k), vocabulary)
        chosen_k = st.number_input(t("next_word.view.k_label"), 0, vocabulary, **lesson.tied("k", value))
    with p:
        bound = state.bind("p", default=top_p)
        chosen_p = st.slider(t("next_word.view.p_label"), 0.0, 1.0, step=0.01, **bound)
    with m:
        bound = state.bind("m", default=min_p)
        chosen_m = st.slider(t("next_word.view.m_label"), 0.0, 1.0, step=0.01, **bound)
    return {"top_k": int(chosen_k), "top_p": float(chosen_p), "min_p": float(chosen_m)}


def seed() -> int:
    """The number that decides what is drawn, and a button for another."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        chosen = st.number_input(
            t("next_word.view.seed_label"), 0, LARGEST_SEED, width=150, **state.bind("seed")
        )
        following = (int(chosen) + 1) % (LARGEST_SEED + 1)
        st.button(
            t("next_word.view.other_seed"), icon=":material/casino:", key="next_word_other_seed",
            on_click=lambda: state.write(seed=following),
        )  # fmt: skip
    return int(chosen)


def sampling(temperature: float, cuts: dict[str, Any], seed: int = 0) -> Sampling:
    """Settings without a repetition penalty: what stands earlier in the text plays no part here."""
    return Sampling(temperature=temperature, seed=seed, **cuts)
