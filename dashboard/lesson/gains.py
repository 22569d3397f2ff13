"""Which words gain and which lose between two expectations of the next word."""

from typing import Final

import pandas as pd
import streamlit as st

from dashboard.figures import comparison as figures
from dashboard.lesson.controls import choose
from dashboard.lesson.frame import bars_figure
from dashboard.lesson.origins import Line, origin
from dashboard.lesson.words import latex_text, names, piece, said
from dashboard.texts import t
from lmcore.analysis.comparison import By, WordDifference
from lmcore.tokenizer import Tokenizer

SIDES: Final = 10
CHANGED: Final = 8


def gains(tokenizer: Tokenizer, found: WordDifference, headings: tuple[str, str]) -> None:
    """Both sides on one scale, row by row the same words; then B − A, with every number in the table."""
    likeliest = found.likeliest(SIDES)
    words = [piece(tokenizer, id) for id in likeliest]
    most = float(max(found.p_a.max(), found.p_b.max()))
    for column, name, heading, p in zip(
        st.columns(2, gap="medium"), "ab", headings, (found.p_a, found.p_b), strict=True
    ):
        with column:
            st.markdown(heading)
            drawn = figures.side(p[likeliest].tolist(), words)
            frame = pd.DataFrame({"id": likeliest, "token": words, "p": p[likeliest].tolist()})
            bars_figure(drawn, t("comparison.p"), f"side_{name}", frame, form=".4f", most=most)
    _changes(tokenizer, found)


def _changes(tokenizer: Tokenizer, found: WordDifference) -> None:
    by: By = choose("comparison", "b_by", label=True)
    ids = [*found.gained(CHANGED, by), *reversed(found.lost(CHANGED, by))]
    if not ids:
        st.info(t("comparison.same_words"), icon=":material/info:")
        return
    words = [piece(tokenizer, id) for id in ids]
    st.markdown(t("comparison.moved", moved=found.moved, bits=found.bits))
    caption = t(f"comparison.changes_{by}")
    bars_figure(
        figures.changes(found, ids, words, by), t(f"comparison.change_{by}"), "changes",
        lambda: _table(tokenizer, found, [*dict.fromkeys([*found.likeliest(100), *ids])]), caption,
        form="+.4f", legend=((t("comparison.gains"), "blue"), (t("comparison.loses"), "orange")),
    )  # fmt: skip
    _origin(found, ids[0], words[0])


def _table(tokenizer: Tokenizer, found: WordDifference, ids: list[int]) -> pd.DataFrame:
    columns = {
        "logit_a": found.logits_a, "logit_b": found.logits_b, "logit_change": found.change("logit"),
        "p_a": found.p_a, "p_b": found.p_b, "p_change": found.change("probability"),
    }  # fmt: skip
    head = {"id": ids, t("comparison.token"): [piece(tokenizer, id) for id in ids]}
    labels = names("comparison", *columns)
    return pd.DataFrame(head | {labels[key]: values[ids].tolist() for key, values in columns.items()})


def _origin(found: WordDifference, id: int, word: str) -> None:
    """One word's change, from the logits of both sides."""
    rows = (("A", found.logits_a, found.p_a), ("B", found.logits_b, found.p_b))
    lines = []
    for side, logits, p in rows:
        logit, share = float(logits[id]), float(p[id])
        power = rf"\frac{{e^{{x}}}}{{\sum_t e^{{x_t}}}},\quad x_{{{side}}}={logit:.4f}"
        lines.append(Line(t("comparison.origin_side", side=side), power, f"{share:.6f}"))
    change = float(found.change("probability")[id])
    product = rf"p_B({latex_text(word)})-p_A({latex_text(word)})"
    origin(
        *lines, Line(t("comparison.origin_change"), product, f"{change:+.6f}"),
        Line(t("comparison.origin_logit"), "x_B-x_A", f"{float(found.change('logit')[id]):+.4f}"),
        Line(t("comparison.origin_moved"), r"\tfrac12\sum_t|p_B-p_A|", f"{found.moved:.6f}"),
        Line(t("comparison.origin_bits"), r"\sum_t p_B\log_2\frac{p_B}{p_A}", f"{found.bits:.6f}"),
        about=t("comparison.origin_about", token=said(word)), expanded=False,
    )  # fmt: skip
