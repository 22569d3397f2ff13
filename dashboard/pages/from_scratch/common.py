"""What the steps of the page 밑바닥부터 share: the words, and how code and matrices are shown."""

import inspect
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
import streamlit as st
import torch
from torch import Tensor

from dashboard import lesson
from dashboard.figures import scratch as figures
from dashboard.pages.from_scratch import MOST_WORDS
from dashboard.store import models
from dashboard.texts import t
from dashboard.view import state
from dashboard.view.subject import Subject
from lmcore.analysis import scratch

LIMIT: Final = 100.0
"""The largest number that an input may be."""

Rows = tuple[tuple[float, ...], ...]


@dataclass(frozen=True)
class Words:
    """What attention is computed on: names and numbers, and whether they are the book's own."""

    names: tuple[str, ...]
    rows: Rows
    book: bool

    @property
    def x(self) -> Tensor:
        """(word, 3), float32."""
        return torch.tensor(self.rows)


def parse_rows(raw: str) -> Rows:
    """The six rows of three numbers in a link, joined by commas; ValueError for anything else."""
    numbers = [float(part) for part in raw.split(",")]
    if len(numbers) != 18 or not all(math.isfinite(one) and abs(one) <= LIMIT for one in numbers):
        raise ValueError(f"not 18 numbers from {-LIMIT} to {LIMIT}")
    return tuple(tuple(numbers[row : row + 3]) for row in range(0, 18, 3))


def of_sentence(subject: Subject) -> Words:
    """The reader's tokens with the first three numbers of their embeddings in the model."""
    loaded = models.of(subject)
    tokens = loaded.tokenizer.tokenize(subject.text)[:MOST_WORDS]
    names = [lesson.bare(label) for label in lesson.labels(tokens)]
    with torch.inference_mode():
        rows = loaded.model.embed(torch.tensor([[token.id for token in tokens]]))[0, :, :3]
    return Words(tuple(names), tuple(tuple(row) for row in rows.tolist()), False)


def edited() -> Words:
    """The book's six words in an editor; what the reader changes goes into the link.

    The editor keeps a table of its own to which edits are applied. It is given a new one only when the link
    says something that did not come from it: a new table would take the reader out of the cell.
    """
    rows = state.read("x", parse_rows, scratch.INPUTS)
    fresh = {"version": 0, "base": rows, "rows": rows}
    memory: dict[str, Any] = st.session_state.setdefault("_scratch", fresh)
    if rows != memory["rows"]:
        memory |= {"version": memory["version"] + 1, "base": rows, "rows": rows}
    table = pd.DataFrame(memory["base"], columns=["x₁", "x₂", "x₃"])
    table.insert(0, "word", scratch.WORDS)
    number = st.column_config.NumberColumn(min_value=-LIMIT, max_value=LIMIT, step=0.01, required=True)
    changed = st.data_editor(
        table,
        key=f"scratch_{memory['version']}",
        hide_index=True,
        disabled=["word"],
        column_config=dict.fromkeys(["x₁", "x₂", "x₃"], number)
        | {"word": st.column_config.TextColumn(t("from_scratch.word"))},
    )
    rows = _taken(changed, rows)
    memory["rows"] = rows
    state.write(x=None if rows == scratch.INPUTS else ",".join(repr(one) for row in rows for one in row))
    return Words(scratch.WORDS, rows, rows == scratch.INPUTS)


def _taken(changed: pd.DataFrame, before: Rows) -> Rows:
    """The editor's numbers; an empty cell keeps the number it had, and that is said."""
    numbers = changed[["x₁", "x₂", "x₃"]].to_numpy(float)
    whole = np.isfinite(numbers)
    if not whole.all():
        st.warning(t("from_scratch.empty_cell"))
    kept = np.where(whole, numbers, np.array(before)).clip(-LIMIT, LIMIT)
    return tuple(tuple(row) for row in kept.tolist())


def matrix(
    key: str,
    values: Tensor,
    words: Words,
    columns: list[str] | None = None,
    number: int | None = None,
    **look: Any,
) -> None:
    """One matrix with its caption, `from_scratch.<key>`; columns are the words unless named.

    `number` tells apart several of one kind. A click on a row follows that word through the computation.
    """
    names = columns or list(words.names)
    caption = t(f"from_scratch.{key}") if number is None else t(f"from_scratch.{key}", number=number)

    def table() -> pd.DataFrame:
        frame = pd.DataFrame(values.numpy(), columns=figures.labels(names))
        frame.insert(0, "word", list(words.names))
        return frame

    lesson.grid_figure(
        figures.matrix(values.numpy(), words.names, names, caption, **look),
        f"scratch_{key}{number or ''}", table, caption, lambda row, _: state.write(row=row),
    )  # fmt: skip


def code(*functions: Callable[..., Any]) -> None:
    """The source of the functions that computed what is on screen."""
    with st.expander(t("from_scratch.code"), icon=":material/code:"):
        st.code("\n\n".join(inspect.getsource(function).strip() for function in functions), language="python")


def pick_row(words: Words) -> int:
    """Which word to follow through the computation."""
    last = len(words.names) - 1
    row = min(state.read("row"), last)
    state.follow("bound_row", row)
    chosen = st.pills(
        t("from_scratch.row"),
        range(last + 1),
        format_func=lambda place: lesson.plain(words.names[place]),
        key="bound_row",
        required=True,
        wrap=True,
        on_change=lambda: state.write(row=st.session_state["bound_row"]),
    )
    return row if chosen is None else chosen


def seeded() -> tuple[Tensor, Tensor, Tensor]:
    """W_query, W_key, W_value of the seed that the reader chose."""
    seed = st.number_input(t("from_scratch.seed"), 0, 999_999, **state.bind("seed"))
    return scratch.random_matrices(int(seed))


def terms(weights: Tensor, values: Tensor) -> str:
    """Σ_j α_j v_j written out for one dimension, the first three terms and the last."""
    pairs = zip(weights.tolist(), values.tolist(), strict=True)
    parts = [rf"{weight:.4f}\cdot{factor(value)}" for weight, value in pairs]
    return "+".join(parts if len(parts) <= 4 else [*parts[:3], r"\cdots", parts[-1]])


def factor(value: float) -> str:
    """A number as a factor: a negative one in brackets."""
    return f"{value:.4f}" if value >= 0 else f"({value:.4f})"


def vector(values: Tensor, digits: int = 4) -> str:
    """A vector for a formula."""
    return "(" + r",\;".join(f"{one:.{digits}f}" for one in values.tolist()) + ")"
