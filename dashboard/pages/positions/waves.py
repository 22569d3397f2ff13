"""파동: the table P of (2.11) as waves, one number of it, and the report's slip in (2.12)."""

import math
from typing import Final

import pandas as pd
import streamlit as st

from dashboard import lesson
from dashboard.components import waves as components
from dashboard.figures import positions as figures
from dashboard.lesson import Line
from dashboard.pages.positions import common
from dashboard.store import models, traces
from dashboard.texts import t
from dashboard.view import state
from dashboard.view.subject import Subject
from lmcore import positions
from lmcore.analysis import positions as analysis
from lmcore.trace import Trace

_EQUATION: Final = r"PE(p,2i)=\sin\frac{p}{10000^{2i/d}},\qquad PE(p,2i+1)=\cos\frac{p}{10000^{2i/d}}"


def waves(subject: Subject) -> None:
    """Draw this part."""
    loaded, trace = models.of(subject), traces.trace(subject)
    table = common.table(loaded.model)
    left, right = st.columns(2)
    with left:
        lesson.equation("2.11", _EQUATION)
    with right:
        _predict(*table.shape)
    left, right = st.columns(2)
    with left:
        pair = common.pick_pair(table.shape[1])
    with right:
        place = common.pick_token("p", trace, 4)
    shown = table[: max(common.SHOWN, len(trace.tokens))]
    turn = float(analysis.wavelengths(table.shape[1])[pair])
    caption = t("positions.waves_caption", pair=pair, low=2 * pair, high=2 * pair + 1, turn=turn)
    texts = lesson.names("positions", "dimension", "position")
    drawn = figures.waves(shown, pair, place, common.names(trace), caption, texts)

    def pick(pair: int, place: int) -> None:
        state.write(pair=pair, p=min(place, len(trace.tokens) - 1))

    lesson.framed(
        lambda: components.waves(drawn, pick),
        "positions",
        lambda: pd.DataFrame(shown).rename_axis("p").reset_index(),
        caption,
    )
    _origin(trace, pair, place)
    _slip(table.shape[1])


def _predict(context: int, width: int) -> None:
    longest = float(analysis.wavelengths(width)[-1])
    lesson.predict(
        "waves",
        t("positions.waves_question", context=context),
        [t("positions.yes"), t("positions.no")],
        int(longest > context),
        (context, width),
        t("positions.waves_answer", longest=longest),
    )


def _origin(trace: Trace, pair: int, place: int) -> None:
    width, even = trace.position.shape[1], 2 * pair
    angle = place * float(positions.angular_frequencies(width)[pair])
    embedding, added, total = (
        part[place, even].item() for part in (trace.embedding, trace.position, trace.residual(0))
    )
    word = common.name(trace.tokens[place])
    fraction = rf"\frac{{p}}{{10000^{{2i/d}}}}=\frac{{{place}}}{{10000^{{{even}/{width}}}}}"
    summed = rf"s\,e_{{{lesson.latex_text(word)}}}+PE_{{{place}}}={embedding:.4f}+({added:.4f})"
    lesson.origin(
        Line(t("positions.angle"), fraction, f"{angle:.6f}"),
        Line(t("positions.even", dimension=even), rf"\sin({angle:.6f})", f"{math.sin(angle):.6f}"),
        Line(t("positions.odd", dimension=even + 1), rf"\cos({angle:.6f})", f"{math.cos(angle):.6f}"),
        Line(t("positions.sum", dimension=even), summed, f"{total:.4f}"),
        about=t("positions.waves_about", token=lesson.quoted(word), place=place, pair=pair),
    )


def _slip(width: int) -> None:
    found = analysis.slip(width)
    printed, computed = (rf"({one:.3f},\;{two:.3f},\;\ldots)" for one, two in (found.printed, found.computed))
    with st.container(border=True):
        st.markdown(f"**{t('positions.slip_title')}**")
        left, right = st.columns(2)
        with left:
            st.markdown(t("positions.slip_report"))
            st.latex(rf"PE_2={printed}")
        with right:
            st.markdown(t("positions.slip_right"))
            st.latex(rf"PE_2=(\sin 2,\;\cos 2,\;\ldots)={computed}")
        sine, cosine = found.there
        st.markdown(
            t("positions.slip_why", length=found.length_squared, pair=found.pair, sine=sine, cosine=cosine)
        )
