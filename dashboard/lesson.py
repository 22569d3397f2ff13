"""The parts that all lesson pages are put together from, so that they look and work alike."""

import re
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from dashboard import links, state
from dashboard.components.share import share_button
from dashboard.figures import theme
from dashboard.texts import has, t

Table = pd.DataFrame | Callable[[], pd.DataFrame]

_STYLE: Final = Path(__file__).with_suffix(".css").read_text("utf-8")
_CHART: Final = {
    "displaylogo": False,
    "modeBarButtons": [["toImage"]],
    "toImageButtonOptions": {"format": "png", "scale": 2},
    "scrollZoom": False,
}


@dataclass(frozen=True)
class Line:
    """One line of a computation: what it is in words, the formula with its numbers, the result."""

    label: str
    latex: str = ""
    result: str = ""


def colours() -> theme.Colours:
    """The colours of the theme on the reader's screen."""
    return theme.colours(st.context.theme.type == "dark")


def intro(page: str) -> None:
    """The page's opening paragraphs: `intro_1`, `intro_2` … of its strings. Brings the style sheet too."""
    st.html(f"<style>{_STYLE}</style>")
    with st.container(key="lesson_intro", gap="small"):
        number = 1
        while has(f"{page}.intro_{number}"):
            st.markdown(t(f"{page}.intro_{number}"))
            number += 1


def part(page: str, parts: Iterable[str]) -> str:
    """Draw the choice among a page's parts, kept in the URL; the first is where a page begins."""
    names = tuple(parts)
    return st.segmented_control(
        t(f"{page}.part"),
        names,
        format_func=lambda name: t(f"{page}.part_{name}"),
        required=True,
        wrap=True,
        label_visibility="collapsed",
        **state.bind("part", links.choice(*names), names[0]),
    )


def equation(number: str, latex: str) -> None:
    r"""A formula with the report's number beside it. A narrow page begins a new line where \quad parts it."""
    with st.container(
        key=f"lesson_equation_{re.sub(r'[^0-9a-z]+', '_', number.lower())}",
        horizontal=True, vertical_alignment="center", gap="small", wrap=False,
    ):  # fmt: skip
        st.markdown(" ".join(rf"$$\displaystyle {part}$$" for part in re.split(r"\\q?quad", latex) if part))
        st.markdown(f":gray[({number})]", width="content")


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


def origin(*lines: Line, about: str = "", expanded: bool = True) -> None:
    """The panel "숫자는 어디서 왔나": the exact computation behind a number, line by line."""
    with st.expander(t("lesson.origin"), expanded=expanded, icon=":material/calculate:"):
        if about:
            st.markdown(about)
        st.markdown("\n\n".join(map(_written, lines)))


def _written(line: Line) -> str:
    """A paragraph whose two parts lesson.css puts side by side: one element for a panel draws much sooner
    than three for a line. Two dollar signs, because a formula may hold one.
    """
    formula = r" \;=\; ".join(part for part in (line.latex, line.result) if part)
    return f":gray[{line.label}]" + (f" $$\\displaystyle {formula}$$" if formula else "")


def share() -> None:
    """A button that copies the link to what is on screen: the URL is the view (see dashboard.state)."""
    share_button(t("lesson.share"), t("lesson.shared"))


def figure(fig: go.Figure, key: str, table: Table, caption: str = "", alt: str = "") -> None:
    """Draw a figure in the common template, with a table in its place on request and the numbers as CSV.

    `table` holds every number drawn; give a function when it is large, it is then made only when wanted.
    """
    _framed(theme.dress(fig, colours()), key, table, caption, alt)


@st.fragment
def _framed(fig: go.Figure, key: str, table: Table, caption: str, alt: str) -> None:
    config: dict[str, Any] = _CHART | {
        "toImageButtonOptions": _CHART["toImageButtonOptions"] | {"filename": key}  # type: ignore[operator]
    }
    framed(
        lambda: st.plotly_chart(fig, key=f"chart_{key}", config=config, alt=alt or caption or None),
        key,
        table,
        caption,
    )


def framed(draw: Callable[[], object], key: str, table: Table, caption: str = "") -> None:
    """What `draw` draws, with its caption, the table in its place on request, and all numbers as CSV."""
    with st.container(key=f"lesson_figure_{key}", gap="xsmall"):
        slot = st.container()
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="right"):
            st.caption(caption)
            wanted = st.toggle(t("lesson.table"), key=f"table_{key}", width="content")
            st.download_button(
                "CSV", lambda: csv(_made(table)), f"{key}.csv", "text/csv", key=f"csv_{key}",
                type="tertiary", icon=":material/download:", on_click="ignore", help=t("lesson.csv"),
            )  # fmt: skip
        with slot:
            if wanted:
                st.dataframe(_made(table), hide_index=True)
            else:
                draw()


def _made(table: Table) -> pd.DataFrame:
    return table() if callable(table) else table


def csv(table: pd.DataFrame) -> bytes:
    """A table as CSV with a byte order mark, without which spreadsheets take Hangul for something else."""
    return table.to_csv(index=False).encode("utf-8-sig")


def plain(text: str) -> str:
    """A text for st.markdown that stands there as it is, whatever signs it holds."""
    return re.sub(r"([\\`*_{}\[\]()#+\-.!|~$:<>&])", r"\\\1", " ".join(text.split()))


def quoted(text: str) -> str:
    """A token or sentence in quotation marks, for markdown."""
    return f"“{plain(text)}”"


def latex_text(text: str) -> str:
    r"""A text for a formula: \text{…} with its special signs made harmless."""
    signs = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
    safe = "".join(signs.get(sign, f"\\{sign}" if sign in "{}$%&#_" else sign) for sign in text)
    return rf"\text{{{safe}}}"
