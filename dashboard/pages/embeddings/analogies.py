"""유추: a − b + c (2.2, 2.3), drawn in its plane and judged in every way of asking."""

from collections import Counter
from collections.abc import Sequence
from typing import Final, cast

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard import lesson, texts
from dashboard.components import embedding_map
from dashboard.figures import embedding_tables as tables
from dashboard.figures import embeddings as figures
from dashboard.figures.embedding_tables import Judged
from dashboard.lesson import Line
from dashboard.pages.embeddings import LONGEST, common
from dashboard.pages.embeddings.examples import PAIRS, QUESTIONS
from dashboard.shell import notices
from dashboard.store.vocabulary import Book, book
from dashboard.texts import t
from dashboard.view import state
from dashboard.view.subject import Subject
from lmcore.analysis import offsets
from lmcore.analysis.analogies import Rule
from lmcore.analysis.offsets import Question, Verdict
from lmcore.analysis.vocabulary import SPACES, Space
from lmcore.errors import LmcoreError

_KEY: Final = "embedding_plane"
_RULES: Final[tuple[Rule, ...]] = ("add", "multiply")
_FIELDS: Final = ("a", "b", "c", "d")
_DRAWS: Final = 2000
_LISTED: Final = 8


def analogies(subject: Subject) -> None:
    """Draw the part; it needs no sentence."""
    shown = book(subject)
    left, right = st.columns(2, vertical_alignment="center")
    with left:
        lesson.equation("2.3", r"\mathrm{Em}(a)-\mathrm{Em}(b)+\mathrm{Em}(c)\approx\mathrm{Em}(d)")
    with right:
        _question(shown)
    _one(subject)
    _all(shown)
    _parallel(shown)


def _ready(shown: Book) -> list[Question]:
    """The ready questions whose words are all tokens of this vocabulary."""
    known = shown.words("raw").index()
    return [one for one in QUESTIONS if {one.a, one.b, one.c, one.right} <= known.keys()]


def _question(shown: Book) -> None:
    kinds = ("right", "asked", "other")

    def counts() -> Counter[str]:
        return Counter(map(_first_kind, _judged(shown, _ready(shown), "raw", "add")))

    ready = _ready(shown)
    if ready:
        lesson.predict(
            "embedding_analogies",
            t("embeddings.analogy_question"),
            [t(f"embeddings.analogy_first_{kind}") for kind in kinds],
            lambda: kinds.index(counts().most_common(1)[0][0]),
            explain=lambda: t(
                "embeddings.analogy_answer",
                count=len(ready),
                right=counts()["right"],
                asked=counts()["asked"],
                other=counts()["other"],
            ),
        )


def _first_kind(item: Judged) -> str:
    first = item.verdict.answers[0]
    return "asked" if first.excluded is None else "right" if first.word == item.question.right else "other"


def _judged(shown: Book, questions: list[Question], space: Space, rule: Rule) -> list[Judged]:
    table = shown.words(space)
    return [Judged(question, offsets.answers(table, question, rule, 1)) for question in questions]


@st.fragment
def _one(subject: Subject) -> None:
    """One question: its words, its plane, its answers."""
    shown = book(subject)
    _pick_ready(_ready(shown))
    # in one row, so that the plane begins higher on a projector
    *fields, left, right = st.columns([1, 1, 1, 1, 1.15, 0.75])
    question = _typed(shown, _ready(shown), fields)
    with left:
        space = common.pick_space()
    with right:
        rule = _pick_rule()
    if question is None:
        return
    verdicts: dict[tuple[Space, Rule], Verdict] = {
        (one, way): offsets.answers(shown.words(one), question, way, _LISTED)
        for one in SPACES
        for way in _RULES
    }
    verdict = verdicts[space, rule]
    left, right = st.columns([1.35, 1], gap="medium")
    with left:
        _plane(shown, question, space, verdict)
        if question.right:
            st.html(tables.ranks(verdicts, texts.under("embeddings.answers_view.")))
    with right:
        st.html(tables.answers(verdict, question, texts.under("embeddings.answers_view.")))
    _origin(shown, question, space, verdicts[space, "add"])


def _typed(shown: Book, ready: list[Question], columns: Sequence[DeltaGenerator]) -> Question | None:
    """The four fields; None, with advice on screen, when a word is none."""
    first = ready[0] if ready else QUESTIONS[0]
    defaults = (first.a, first.b, first.c, first.right)
    typed = []
    for column, field, default in zip(columns, _FIELDS, defaults, strict=True):
        label = t(f"embeddings.analogy_{field}")
        typed.append(
            (column.text_input(label, max_chars=LONGEST, **state.bind(field, default=default)) or "").strip()
        )
    wanted = [word for word in typed if word]
    found = common.known(shown, wanted)
    if not all(typed[:3]):
        st.info(t("embeddings.analogy_empty"), icon=":material/info:")
        return None
    if len(found) < len(set(wanted)):
        return None
    a, b, c = (found[word] for word in typed[:3])
    return Question(a, b, c, found[typed[3]] if typed[3] else None)


def _pick_ready(ready: list[Question]) -> None:
    def take() -> None:
        chosen = st.session_state["analogy_ready"]
        if chosen is not None:
            one = ready[chosen]
            state.write(a=one.a, b=one.b, c=one.c, d=one.right)
        st.session_state["analogy_ready"] = None

    st.pills(
        t("embeddings.analogy_ready"),
        range(len(ready)),
        format_func=lambda at: f"{ready[at].a} − {ready[at].b} + {ready[at].c} → {ready[at].right}",
        key="analogy_ready",
        label_visibility="collapsed",
        on_change=take,
    )


def _pick_rule() -> Rule:
    chosen = st.segmented_control(
        t("embeddings.rule"),
        _RULES,
        format_func=lambda name: t(f"embeddings.answers_view.rule_{name}"),
        help=t("embeddings.rule_help"),
        required=True,
        **state.bind("rule"),
    )
    return cast("Rule", chosen)


def _plane(shown: Book, question: Question, space: Space, verdict: Verdict) -> None:
    table = shown.words(space)
    try:
        plane = offsets.plane(table, question)
    except LmcoreError as error:
        st.info(notices.error_message(error), icon=":material/info:")
        return
    embedding_map.picture(
        figures.plane_payload(table, question, plane, verdict, texts.under("embeddings.plane_view.")), _KEY
    )
    st.caption(t("embeddings.plane_caption", a=question.a, b=question.b, c=question.c))


def _origin(shown: Book, question: Question, space: Space, verdict: Verdict) -> None:
    table, d = shown.words(space), question.right or verdict.answers[0].word
    cosines = offsets.cosines(table, d, (question.a, question.b, question.c))
    names = [lesson.latex_text(word) for word in (question.a, question.b, question.c, d)]
    lines = [
        Line(
            t("embeddings.analogy_add", word=d),
            rf"\cos({names[3]},{names[0]})-\cos({names[3]},{names[1]})+\cos({names[3]},{names[2]})"
            rf"={cosines[0]:.4f}-({cosines[1]:.4f})+({cosines[2]:.4f})",
            f"{cosines[0] - cosines[1] + cosines[2]:.4f}",
        )
    ]
    shifted = [(cosine + 1) / 2 for cosine in cosines]
    lines.append(
        Line(
            t("embeddings.analogy_multiply", word=d),
            rf"\frac{{{shifted[0]:.4f}\times{shifted[2]:.4f}}}{{{shifted[1]:.4f}+0.001}}",
            f"{shifted[0] * shifted[2] / (shifted[1] + 0.001):.4f}",
        )
    )
    if question.right and len({question.a, question.b, question.c, question.right}) == 4:
        pairs = [(question.a, question.b), (question.right, question.c)]
        cosine = float(offsets.parallels(table, pairs).cosines[0, 1])
        chance = offsets.random_parallels(table, 2, _DRAWS)
        above = float((chance >= cosine).mean())
        lines.append(
            Line(
                t("embeddings.analogy_offset"),
                rf"\cos({names[0]}-{names[1]},\;{names[3]}-{names[2]})",
                f"{cosine:.4f}",
            )
        )
        lines.append(
            Line(
                t("embeddings.analogy_chance", count=_DRAWS, above=above),
                rf"{chance.mean():.4f}\pm{chance.std():.4f}",
            )
        )
    lesson.origin(*lines, about=t("embeddings.analogy_about"), expanded=False)


def _all(shown: Book) -> None:
    ready = _ready(shown)
    if ready:
        with st.expander(t("embeddings.analogy_all"), expanded=False, icon=":material/list:"):
            st.html(
                tables.overview(_judged(shown, ready, "raw", "add"), texts.under("embeddings.answers_view."))
            )


def _parallel(shown: Book) -> None:
    """The differences of all pairs of (2.2) against each other, with two baselines."""
    table = shown.words("raw")
    known = table.index()
    pairs = [pair for pair in PAIRS if known.keys() >= set(pair)]
    if len(pairs) < 2:
        return
    st.subheader(t("embeddings.parallel_title"), anchor=False)
    lesson.equation(
        "2.2",
        r"\mathrm{Em}(\text{아버지})-\mathrm{Em}(\text{어머니})\approx\mathrm{Em}(\text{남자})-\mathrm{Em}(\text{여자})"
        r"\approx\cdots",
    )
    found = offsets.parallels(table, pairs)
    left, right = st.columns([1.6, 1], gap="medium", vertical_alignment="center")
    left.html(tables.parallels(found, texts.under("embeddings.answers_view.")))
    chance = offsets.random_parallels(table, len(pairs), _DRAWS)
    right.markdown(
        t(
            "embeddings.parallel_summary",
            mean=found.mean, chance=float(chance.mean()), spread=float(chance.std()), count=_DRAWS,
            reached=float((chance >= found.mean).mean()), pairs=len(pairs),
        )
    )  # fmt: skip
