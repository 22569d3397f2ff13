"""Where a number came from: formulas, and a computation line by line."""

import re
from dataclasses import dataclass

import streamlit as st

from dashboard.texts import t


@dataclass(frozen=True)
class Line:
    """One line of a computation: what it is in words, the formula with its numbers, the result."""

    label: str
    latex: str = ""
    result: str = ""


def equation(number: str, latex: str) -> None:
    r"""A formula with the report's number beside it. A narrow page begins a new line where \quad parts it."""
    with st.container(
        key=f"lesson_equation_{re.sub(r'[^0-9a-z]+', '_', number.lower())}",
        horizontal=True, vertical_alignment="center", gap="small", wrap=False,
    ):  # fmt: skip
        st.markdown(" ".join(rf"$$\displaystyle {part}$$" for part in re.split(r"\\q?quad", latex) if part))
        st.markdown(f":gray[({number})]", width="content")


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
