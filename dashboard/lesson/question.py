"""A question before the picture, and what covers the answer until the reader has guessed."""

from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import contextmanager

import streamlit as st

from dashboard.texts import t


def predict(
    key: str,
    question: str,
    options: Sequence[str],
    answer: int | Callable[[], int | None],
    about: Hashable = None,
    explain: str | Callable[[], str] = "",
    covers: bool = False,
) -> bool:
    """Ask before showing. Returns whether the reader has chosen, so that a page can hold back its picture.

    `answer` is the index of what the live model does, or a function that finds it once somebody has chosen
    (None while nobody can know yet, as before a training);
    `about` is what the question depends on (text, mode, layer …): when it changes, the question stands anew.
    `covers`: the page covers its answer until then (see `covered`), and a reader may pass without guessing.
    """
    widget = f"predict_{key}"
    if st.session_state.get(f"{widget}_about") != about:
        st.session_state[f"{widget}_about"] = about
        st.session_state[widget] = None
    with st.container(key=f"lesson_{widget}", border=True):
        st.markdown(f"**{t('lesson.predict')}** {question}")
        chosen = st.pills(
            question, range(len(options)), format_func=list(options).__getitem__, key=widget,
            label_visibility="collapsed", wrap=True,
        )  # fmt: skip
        if chosen is not None:
            _verdict(widget, chosen, options, answer, explain)
            return True
        if covers and st.session_state.get(f"{widget}_passed") != (about,):
            st.button(
                t("lesson.pass"), key=f"{widget}_pass", type="tertiary", on_click=_pass, args=(widget, about)
            )
            return False
    return covers


@contextmanager
def covered(key: str, shown: bool) -> Iterator[None]:
    """What is drawn within is blurred until `shown`: the answer to a question asked above it."""
    with st.container(key=f"lesson_{'shown' if shown else 'covered'}_{key}"):
        yield


def _verdict(
    widget: str,
    chosen: int,
    options: Sequence[str],
    answer: int | Callable[[], int | None],
    explain: str | Callable[[], str],
) -> None:
    right = answer() if callable(answer) else answer
    if right is None:
        st.info(t("lesson.later"))
        return
    said = t("lesson.right" if chosen == right else "lesson.otherwise", answer=options[right])
    (st.success if chosen == right else st.info)(f"{said} {explain() if callable(explain) else explain}")
    st.button(t("lesson.again"), key=f"{widget}_again", type="tertiary", on_click=_forget, args=(widget,))


def _pass(widget: str, about: Hashable) -> None:
    st.session_state[f"{widget}_passed"] = (about,)


def _forget(widget: str) -> None:
    st.session_state[widget] = None
