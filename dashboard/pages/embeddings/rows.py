"""한 줄 찾기: each token of the sentence takes its row of W_E (2.10)."""

from typing import Final

import numpy as np
import streamlit as st

from dashboard import lesson, texts
from dashboard.components import embedding_map
from dashboard.figures import embeddings as figures
from dashboard.figures.attention import label
from dashboard.lesson import Line
from dashboard.pages.embeddings import common
from dashboard.store.vocabulary import Book, book
from dashboard.texts import t
from dashboard.view import channel, state
from dashboard.view.subject import Subject
from lmcore.analysis.embeddings import lookup
from lmcore.tokenizer import Token

_KEY: Final = "embedding_rows"
_WORD: Final = "배"
_SENTENCES: Final = ("배가 아프다.", "애플, 겨울 배가 맛있단다!")


def rows(subject: Subject) -> None:
    """Draw the part."""
    left, right = st.columns(2, vertical_alignment="center")
    with left:
        lesson.equation("2.10", r"\mathrm{Em}(w) = o_w\,W_E = W_E[\mathrm{id}(w)]")
    with right:
        _question(book(subject))
    _lookup(subject)


def _question(shown: Book) -> None:
    first, second = (_row_of(shown, sentence) for sentence in _SENTENCES)
    lesson.predict(
        "embedding_rows",
        t("embeddings.rows_question", first=_SENTENCES[0], second=_SENTENCES[1]),
        [t("embeddings.same"), t("embeddings.different")],
        int(not np.array_equal(first, second)),
        explain=t("embeddings.rows_answer"),
    )


def _row_of(shown: Book, sentence: str) -> np.ndarray:
    """The row that 배 takes in a sentence."""
    tokens = shown.loaded.tokenizer.tokenize(sentence)
    found = next((token.id for token in tokens if shown.rows.names[token.id] == _WORD), tokens[0].id)
    return shown.rows.vectors[found]


@st.fragment
def _lookup(subject: Subject) -> None:
    """The picture; the token it has chosen is the one whose numbers are traced below."""
    shown, text = book(subject), subject.text
    tokens = shown.loaded.tokenizer.tokenize(text)
    first = _first(shown, tokens)
    place = state.read("token", default=first + 1)
    payload = figures.rows_payload(
        shown.rows,
        text,
        [(token.id, label(token)) for token in tokens],
        first,
        texts.under("embeddings.rows_view."),
        channel.opened(),
    )
    embedding_map.picture(payload, _KEY)
    _origin(shown, tokens[min(place, len(tokens)) - 1])


def _first(shown: Book, tokens: tuple[Token, ...]) -> int:
    """The token to begin with: 배 when there is one, else the first that opens a word."""
    names = [shown.rows.names[token.id] for token in tokens]
    kinds = [shown.rows.kinds[token.id] for token in tokens]
    return names.index(_WORD) if _WORD in names else kinds.index("word") if "word" in kinds else 0


def _origin(shown: Book, token: Token) -> None:
    found = lookup(shown.rows, token.id)
    scale = shown.loaded.config.embedding_scale
    squares = "+".join(rf"({value:.4f})^2" for value in found.row[:3]) + r"+\cdots"
    shape = rf"{len(shown.rows.names):,}\times {len(found.row)}".replace(",", "{,}")
    lesson.origin(
        Line(t("embeddings.rows_matrix"), r"W_E\in\mathbb{R}^{V\times d}", shape),
        Line(t("embeddings.rows_one_hot", id=token.id), rf"o\in\{{0,1\}}^V,\; o_{{{token.id}}}", "1"),
        Line(
            t("embeddings.rows_product"),
            rf"\max_i\,\bigl|(o\,W_E)_i - W_E[{token.id}]_i\bigr|",
            f"{found.difference:g}",
        ),
        Line(
            t("embeddings.rows_norm", name=found.name),
            rf"\lVert {common.latex_word(found.name)}\rVert=\sqrt{{{squares}}}",
            f"{found.norm:.4f}",
        ),
        Line(t("embeddings.rows_scale"), rf"x_p = {scale:g}\;{common.latex_word(found.name)} + PE_p"),
        about=t("embeddings.rows_about", token=lesson.quoted(found.name)),
    )
