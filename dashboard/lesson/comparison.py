"""Two side by side: what B is, beside what the page shows as A. It stands in the address, off by default."""

from dataclasses import dataclass, replace
from typing import Final, Literal

import streamlit as st

from dashboard.lesson.controls import tied
from dashboard.lesson.saying import remarks
from dashboard.lesson.words import quoted
from dashboard.store import models, snapshots
from dashboard.texts import t
from dashboard.view import links, sentence, state
from dashboard.view.schema import MODES, Rule, choice, text
from dashboard.view.subject import Subject
from lmcore.tokenizer import Tokenizer

Kind = Literal["text", "mode", "step"]
LONGEST: Final = 1000
"""Characters of B's sentence."""
_STEP: Final = Rule("integer", low=0, high=99_999_999)
RULES: Final = {
    "b_text": text(LONGEST),
    "b_mode": Rule("choice", names=MODES),
    "a_step": _STEP,
    "b_step": _STEP,
    "b_by": choice("probability", "logit"),
}
"""For the schema of a page that compares. Without any of the first four nothing is compared."""

_NAMED: Final = 40  # characters of a sentence in a heading
_OTHERS: Final = ("애플, 겨울 배가 맛있단다!", "배가 항구를 떠난다.", "배가 아프다.")
"""To begin with: the first that has as many tokens as A, else the first that is another sentence."""


@dataclass(frozen=True)
class Sides:
    """What is compared. Both are read by models of one shape and one vocabulary."""

    a: Subject
    b: Subject

    @property
    def headings(self) -> tuple[str, str]:
        """What each side is, for markdown."""
        return _heading("A", self.a), _heading("B", self.b)


def _heading(name: str, side: Subject) -> str:
    shown = side.text if len(side.text) <= _NAMED else f"{side.text[:_NAMED]}…"
    said = t("comparison.heading", side=name, text=quoted(shown), mode=t(f"sentence.{side.mode}"))
    return said if side.step is None else f"{said} · {t('comparison.at_step', step=side.step)}"


@dataclass(frozen=True)
class _View:
    """The address: what is None there does not differ."""

    text: str | None
    mode: str | None
    steps: tuple[int, int] | None

    @property
    def kinds(self) -> list[Kind]:
        named: dict[Kind, object] = {"text": self.text, "mode": self.mode, "step": self.steps}
        return [kind for kind, value in named.items() if value is not None]


def pick(subject: Subject) -> Sides | None:
    """Draw the choice of what differs in B; both sides, None while nothing is compared or B has no text."""
    steps = snapshots.steps(models.sibling())
    view = _read(steps)
    loaded = models.of(subject)
    offered: list[Kind] = ["text", "mode", *(["step"] if len(steps) > 1 else [])]
    beginning = {
        "text": {"b_text": _other(subject.text, loaded.tokenizer)},
        "mode": {"b_mode": next(mode for mode in MODES if mode != subject.mode)},
        "step": {"a_step": steps[0], "b_step": steps[-1]} if steps else {},
    }

    def switch() -> None:
        wanted = st.session_state["compare"]
        for kind in offered:
            if (kind in wanted) != (kind in view.kinds):
                state.write(**(beginning[kind] if kind in wanted else dict.fromkeys(beginning[kind])))

    state.follow("compare", view.kinds)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f":gray[{t('comparison.label')}]", width="content", help=t("comparison.help"))
        st.pills(
            t("comparison.label"), offered, format_func=lambda kind: t(f"comparison.{kind}"), key="compare",
            selection_mode="multi", label_visibility="collapsed", width="content", wrap=True,
            on_change=switch,
        )  # fmt: skip
    return _sides(subject, view, steps) if view.kinds else None


def _read(steps: tuple[int, ...]) -> _View:
    among = links.among(steps) if steps else links.choice()  # without a history no step makes sense
    first, second = (state.read(key, among) for key in ("a_step", "b_step"))
    chosen = None
    if first is not None or second is not None:
        chosen = (steps[0] if first is None else first, steps[-1] if second is None else second)
    return _View(state.read("b_text"), state.read("b_mode"), chosen)


def _sides(subject: Subject, view: _View, steps: tuple[int, ...]) -> Sides | None:
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium", key="compare_row"):
        if view.steps:
            for key, step in zip(("a_step", "b_step"), view.steps, strict=True):
                st.select_slider(t(f"comparison.{key}"), steps, width=260, **tied(key, step))
        if view.text is not None:
            st.text_input(
                t("comparison.b_text"), max_chars=LONGEST, autocomplete="off", **tied("b_text", view.text)
            )
        if view.mode is not None:
            st.segmented_control(
                t("comparison.b_mode"), MODES, format_func=lambda mode: t(f"sentence.{mode}"),
                required=True, **tied("b_mode", view.mode),
            )  # fmt: skip
    a = b = subject
    if view.steps:
        a, b = (replace(subject, model=models.sibling(), step=step) for step in view.steps)
    b = replace(b, text=b.text if view.text is None else view.text)
    if view.mode is not None:
        b = replace(b, mode=view.mode)
    a, b = _readable(a), _readable(b, say=True)
    return Sides(a, b) if b.text else None


def _readable(side: Subject, say: bool = False) -> Subject:
    """The side with as much of its text as its model can read."""
    loaded = models.of(side)
    prepared = sentence.prepare(side.text, loaded.tokenizer, loaded.config.context)
    if say:
        remarks(prepared.remarks)
    return replace(side, text=prepared.text)


def _other(text: str, tokenizer: Tokenizer) -> str:
    others = [other for other in _OTHERS if other != text]
    length = len(tokenizer.encode(text))
    return next((other for other in others if len(tokenizer.encode(other)) == length), others[0])
