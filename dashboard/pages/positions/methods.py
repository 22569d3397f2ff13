"""다른 방법: on what a score depends with sinusoidal, rotary, learned or no positions."""

import pandas as pd
import streamlit as st

from dashboard import lesson
from dashboard.figures import positions as figures
from dashboard.lesson import Line
from dashboard.pages.positions import FARTHEST, common
from dashboard.store import models, traces
from dashboard.texts import t
from dashboard.view.subject import Subject
from lmcore.analysis.position_methods import METHODS, MovedScores, learned_numbers, moved_scores
from lmcore.trace import Trace


def methods(subject: Subject) -> None:
    """Draw this part."""
    trace, loaded = traces.trace(subject), models.of(subject)
    config = loaded.config
    left, middle, right = st.columns([3, 3, 1])
    with left:
        query = common.pick_token("query", trace, 4)
    with middle:
        key = common.pick_token("key", trace, 3)
    with right:
        head = common.pick_number("head", config.n_heads, 1)
    room = (config.context - 1) // 2, config.context - 1 - abs(key - query)
    ids, most = trace.ids.tolist(), min(FARTHEST, *room)
    scores = moved_scores(loaded.model, ids[query], ids[key], head - 1, key - query, most)
    _predict(scores, (subject.text, query, key, head))
    _picture(trace, scores, query, key)
    st.markdown(t("positions.methods_table", numbers=learned_numbers(config), context=config.context))
    _origin(trace, scores, query, key, head - 1)


def _predict(scores: MovedScores, about: tuple[str, int, int, int]) -> None:
    ranges = {name: float(values.max() - values.min()) for name, values in scores.together.items()}
    lesson.predict(
        "methods",
        t("positions.methods_question"),
        [t("positions.stays"), t("positions.moves")],
        int(ranges["rotary"] > 10 * common.SAME),
        about,
        t("positions.methods_answer", rotary=ranges["rotary"], sinusoidal=ranges["sinusoidal"]),
    )


def _picture(trace: Trace, scores: MovedScores, query: int, key: int) -> None:
    series = {method: t(f"positions.method_{method}") for method in METHODS}
    titles = t("positions.together"), t("positions.apart", place=int(scores.distances[-1]))
    axes = series | lesson.names("positions", "distance", "moved_by")
    figure = figures.moved(scores, key - query, lesson.colours(), titles, axes)
    said = [lesson.quoted(common.name(trace.tokens[place])) for place in (query, key)]
    caption = t("positions.methods_caption", query=said[0], key=said[1])
    lesson.figure(figure, "positions_methods", lambda: _frame(scores), caption)


def _frame(scores: MovedScores) -> pd.DataFrame:
    moves = {"together": scores.together, "apart": scores.apart}
    places = {"together": range(len(scores.together[METHODS[0]])), "apart": scores.distances.tolist()}
    return pd.concat(
        pd.DataFrame({name: values.numpy() for name, values in by_method.items()}).assign(
            moved=move, k=list(places[move])
        )
        for move, by_method in moves.items()
    )


def _origin(trace: Trace, scores: MovedScores, query: int, key: int, head: int) -> None:
    score = trace.layers[0].attention.scaled[head, query, key].item()
    drawn = scores.together["sinusoidal"][min(query, key)].item()
    formula = rf"\frac{{q_{{{query}}}\cdot k_{{{key}}}}}{{\sqrt{{d_k}}}}"
    lesson.origin(
        Line(t("positions.score_model"), formula, f"{score:.4f}"),
        Line(t("positions.score_drawn", place=min(query, key)), formula, f"{drawn:.4f}"),
        Line(t("positions.score_rotary"), r"(R_m\,q)\cdot(R_n\,k)=q^{\top}R_{n-m}\,k"),
    )
