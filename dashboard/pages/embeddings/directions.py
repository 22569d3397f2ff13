"""방향: an axis from two sets of words (2.4), and what it says about words it never saw (2.5, 2.6)."""

from typing import Final

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard import lesson, texts
from dashboard.components import embedding_map
from dashboard.figures import embeddings as figures
from dashboard.lesson import Line
from dashboard.pages.embeddings import LONGEST_LIST, common
from dashboard.pages.embeddings.common import Chains
from dashboard.pages.embeddings.examples import PRESETS, Preset
from dashboard.shell import notices
from dashboard.store.vocabulary import Book, book
from dashboard.texts import t
from dashboard.view import state
from dashboard.view.subject import Subject
from lmcore.analysis import directions
from lmcore.analysis.directions import Axis, Outcome
from lmcore.errors import LmcoreError

_KEY: Final = "embedding_line"
_DRAWS: Final = 500
_FIELDS: Final = ("plus", "minus", "test")
_EQUATION: Final = r"p=\overline{\mathrm{Em}(+)}-\overline{\mathrm{Em}(-)},\qquad p\cdot\mathrm{Em}(w)"


def axes(subject: Subject) -> None:
    """Draw the part; it needs no sentence."""
    left, right = st.columns(2, vertical_alignment="center")
    with left:
        lesson.equation("2.4–2.6", _EQUATION)
    with right:
        _question(book(subject))
    _axis(subject)


def _question(shown: Book) -> None:
    """Does the direction of the report's one pair hold for others? Asked of the live model."""
    made = _outcome(shown, PRESETS["report"])
    if made is None or made[1].share is None:
        return
    share = made[1].share
    bounds = (0.6, 0.9)
    lesson.predict(
        "embedding_directions",
        t("embeddings.axis_question", count=share.n),
        [t(f"embeddings.axis_option_{at}") for at in range(3)],
        sum(share.accuracy >= bound for bound in bounds),
        explain=t(
            "embeddings.axis_answer", right=round(share.accuracy * share.n), count=share.n,
            low=share.low, high=share.high,
        ),
    )  # fmt: skip


def _outcome(shown: Book, preset: Preset) -> tuple[Axis, Outcome] | None:
    """What a preset's axis says, by the words this vocabulary has; None without an axis."""
    table = shown.words("raw")
    known = table.index()
    plus, minus = (
        [word for word in common.words(side) if word in known] for side in (preset.plus, preset.minus)
    )
    chains = [chain for chain in common.chains(preset.test) if set(chain) <= known.keys()]
    if not plus or not minus:
        return None
    axis = directions.axis(table, plus, minus)
    return axis, directions.check_chains(table, axis, chains)


@st.fragment
def _axis(subject: Subject) -> None:
    """One axis: its words, the picture, what was tested."""
    shown = book(subject)
    typed = _fields()
    space = common.pick_space()
    table = shown.words(space)
    plus, minus = common.words(typed.plus), common.words(typed.minus)
    chains = common.chains(typed.test)
    found = common.known(shown, [*plus, *minus, *(word for chain in chains for word in chain)])
    try:
        axis = directions.axis(table, _named(plus, found), _named(minus, found))
    except LmcoreError as error:
        st.info(notices.error_message(error), icon=":material/info:")
        return
    kept: Chains = tuple(_named(chain, found) for chain in chains)
    outcome = directions.check_chains(table, axis, [chain for chain in kept if len(chain) > 1])
    _summary(table, outcome)
    embedding_map.picture(
        figures.line_payload(table, axis, outcome, texts.under("embeddings.line_view.")), _KEY
    )
    _table(outcome)
    _origin(axis, outcome)


def _named(words: tuple[str, ...], found: dict[str, str]) -> tuple[str, ...]:
    return tuple(found[word] for word in words if word in found)


def _fields() -> Preset:
    """The preset and the three lists; a changed list makes it the reader's own axis."""
    preset = PRESETS[_pick_preset()]
    changed = any(field in st.query_params for field in _FIELDS)
    with st.expander(t("embeddings.axis_words"), expanded=changed, icon=":material/edit:"):
        left, right = st.columns(2)
        below = st.container()
        values = [
            _field(column, field, getattr(preset, field))
            for column, field in zip((left, right, below), _FIELDS, strict=True)
        ]
    return Preset(*values)


def _field(column: DeltaGenerator, field: str, default: str) -> str:
    box = column.text_area if field == "test" else column.text_input
    typed = box(
        t(f"embeddings.axis_{field}"),
        help=t(f"embeddings.axis_{field}_help"),
        max_chars=LONGEST_LIST,
        **state.bind(field, default=default),
    )
    return typed or ""


def _pick_preset() -> str:
    name = state.read("axis")

    def take() -> None:
        state.write(axis=st.session_state["axis_preset"], plus=None, minus=None, test=None)

    state.follow("axis_preset", name)
    st.segmented_control(
        t("embeddings.axis_preset"),
        tuple(PRESETS),
        format_func=lambda one: t(f"embeddings.axis_{one}"),
        key="axis_preset",
        required=True,
        label_visibility="collapsed",
        on_change=take,
    )
    return name


def _summary(table: directions.WordTable, outcome: Outcome) -> None:
    """How many claims hold, beside axes between two words drawn at random."""
    chance = directions.by_chance(table, outcome, _DRAWS)
    parts = []
    if outcome.share:
        right = round(outcome.share.accuracy * outcome.share.n)
        parts.append(
            t(
                "embeddings.axis_pairs", right=right, count=outcome.share.n, low=outcome.share.low,
                high=outcome.share.high, chance=chance.share, reached=chance.share_reached, draws=_DRAWS,
            )
        )  # fmt: skip
    for order, reached in zip(outcome.orders, chance.order_reached, strict=True):
        if order.spearman is not None:
            ends = f"{order.words[0]} … {order.words[-1]}"
            parts.append(
                t(
                    "embeddings.axis_order", ends=lesson.quoted(ends), rho=order.spearman,
                    count=sum(order.held_out), reached=reached, draws=_DRAWS,
                )
            )  # fmt: skip
    st.markdown("  \n".join(parts) if parts else t("embeddings.axis_nothing"))


def _table(outcome: Outcome) -> None:
    with st.expander(t("lesson.table"), expanded=False, icon=":material/table:"):
        rows = [
            (pair.low, pair.low_at, pair.high, pair.high_at, pair.right, pair.held_out)
            for pair in outcome.pairs
        ]
        rows += [
            (first, first_at, second, second_at, first_at < second_at, held_out)
            for order in outcome.orders
            for first, second, first_at, second_at, held_out in zip(
                order.words, order.words[1:], order.at, order.at[1:], order.held_out[1:], strict=False
            )
        ]
        names = ("low", "low_at", "high", "high_at", "right", "held_out")
        frame = pd.DataFrame(rows, columns=[t(f"embeddings.axis_column_{name}") for name in names])
        st.dataframe(frame, hide_index=True)


def _mean(words: tuple[str, ...]) -> str:
    """The mean of words' vectors as a formula, the first two of them by name."""
    terms = "+".join(map(common.latex_word, words[:2])) + (r"+\cdots" if len(words) > 2 else "")
    return rf"\tfrac{{1}}{{{len(words)}}}\bigl({terms}\bigr)" if len(words) > 1 else terms


def _origin(axis: Axis, outcome: Outcome) -> None:
    sides = [_mean(words) for words in (axis.plus, axis.minus)]
    lines = [
        Line(t("embeddings.axis_make"), rf"p={sides[0]}-{sides[1]}"),
        Line(t("embeddings.axis_length"), r"\lVert p\rVert", f"{axis.length:.4f}"),
    ]
    if outcome.pairs:
        pair = outcome.pairs[0]
        for word, at in ((pair.low, pair.low_at), (pair.high, pair.high_at)):
            lines.append(
                Line(
                    t("embeddings.axis_coordinate", word=word),
                    rf"p\cdot{common.latex_word(word)}\,/\,\lVert p\rVert"
                    rf"={at * axis.length:.4f}/{axis.length:.4f}",
                    f"{at:.4f}",
                )
            )
    if len(outcome.orders):
        lines.append(
            Line(
                t("embeddings.axis_spearman"),
                r"\rho=\mathrm{corr}\bigl(\mathrm{rank}(i),\,\mathrm{rank}(p\cdot\mathrm{Em}(w_i))\bigr)",
            )
        )
    lesson.origin(*lines, about=t("embeddings.axis_about"), expanded=False)
