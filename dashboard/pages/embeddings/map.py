"""지도와 이웃: the whole vocabulary as a map, and the words nearest to one."""

from typing import Final

import streamlit as st
import torch

from dashboard import lesson, texts
from dashboard.components import embedding_map
from dashboard.figures import embeddings as figures
from dashboard.lesson import Line
from dashboard.pages.embeddings import common
from dashboard.shell import notices
from dashboard.store.vocabulary import Book, book
from dashboard.texts import t
from dashboard.view import channel, links, state
from dashboard.view.subject import Subject
from dashboard.work import jobs, maps
from lmcore.analysis import embeddings
from lmcore.analysis.products import angle
from lmcore.analysis.projections import METHODS, Map, Method, available
from lmcore.analysis.vocabulary import Space
from lmcore.errors import LmcoreError

NEIGHBOURS: Final = 12
_PANEL: Final = "embedding_word"
_COUNT: Final = ("하나", "둘", "셋", "넷", "다섯", "여섯", "일곱", "여덟", "아홉", "열")
_DRAWS: Final = 200
_ASKED: Final = "_embedding_asked"


def vocabulary_map(subject: Subject) -> None:
    """Draw the part."""
    _check_link(book(subject))
    _map(subject)


def _question(shown: Book) -> None:
    rows = [shown.index[word] for word in _COUNT if word in shown.index]
    if len(rows) < 2:
        return

    def answer() -> int:
        return int(embeddings.togetherness(shown.rows.table, rows) < _random_togetherness(shown, len(rows)))

    def explain() -> str:
        together = embeddings.togetherness(shown.rows.table, rows)
        chance = _random_togetherness(shown, len(rows))
        return t("embeddings.map_answer", together=together, chance=chance, draws=_DRAWS)

    options = [t("embeddings.closer"), t("embeddings.not_closer")]
    lesson.predict("embedding_map", t("embeddings.map_question"), options, answer, explain=explain)


def _random_togetherness(shown: Book, count: int) -> float:
    """The same mean cosine for whole words drawn at random: the baseline."""
    return embeddings.random_togetherness(shown.words("raw"), count, _DRAWS)


def _check_link(shown: Book) -> None:
    """Check the groups in the URL, which the browser keeps there; nonsense is taken out with a notice."""

    def chosen(raw: str) -> tuple[str, ...]:
        names = links.choice("none", *shown.groups)
        return tuple(names(name) for name in raw.split(","))

    state.read("groups", chosen, figures.FIRST_GROUPS)


@st.fragment
def _map(subject: Subject) -> None:
    """The map and the word beside it; choosing a word reruns only this."""
    shown = book(subject)
    _begin_wanted_map(shown)
    # one row, so that more of the map is on a projector's first screen
    formula, asked, vectors = st.columns([1, 2.3, 1.1], vertical_alignment="center")
    with formula:
        lesson.equation("cos", r"\cos(u,v)=\frac{u\cdot v}{\lVert u\rVert\,\lVert v\rVert}")
    with asked:
        _question(shown)
    with vectors:
        space = common.pick_space("centred")
    own = _own(shown, subject.text)
    row = _chosen_row(shown, own)
    left, right = st.columns([2.35, 1], gap="medium")
    with left:
        embedding_map.vocabulary_map(_payload(shown, space))
        _progress(shown)
    with right:
        table = shown.table(space)
        near = embeddings.neighbours(table, row, NEIGHBOURS)
        embedding_map.picture(_word_payload(shown, row, near, space, own), _PANEL)
    _origin(shown, row, near, space)


def _payload(shown: Book, space: Space) -> bytes:
    ready: dict[Method, Map] = {}
    for method in METHODS:
        if (found := maps.load(shown.fingerprint, method)) is not None:
            ready[method] = found
    labels = {name: t(f"embeddings.group_{name}") for name in shown.groups}
    missing: list[Method] = [method for method in METHODS if method not in ready and not available(method)]
    return figures.map_payload(
        shown.rows,
        space,
        shown.components,
        ready,
        shown.groups,
        labels,
        missing,
        texts.under("embeddings.map_view."),
        channel.opened(),
    )


def _word_payload(shown: Book, row: int, near: embeddings.Neighbours, space: Space, own: list[int]) -> bytes:
    cosines = embeddings.cosines(shown.table(space), row)
    kind = t(f"embeddings.kind_{shown.rows.kinds[row]}")
    return figures.word_payload(
        shown.rows, row, near, cosines, own, kind, texts.under("embeddings.word_view.")
    )


def _own(shown: Book, text: str) -> list[int]:
    """The rows of the sentence's words."""
    tokens = shown.loaded.tokenizer.tokenize(text)
    return list(dict.fromkeys(token.id for token in tokens))[:24]


def _chosen_row(shown: Book, own: list[int]) -> int:
    """What the map asked for last, else what the link says, else 배 or the sentence's first word."""
    asked = embedding_map.asked_for().get("word")
    if asked is not None and asked != st.session_state.get(_ASKED):
        st.session_state[_ASKED] = asked
        try:
            row = shown.find(asked)
            state.write(word=shown.rows.names[row])
        except LmcoreError as error:
            st.warning(notices.error_message(error), icon=":material/info:")
    default = next((row for row in own if shown.rows.kinds[row] == "word"), own[0] if own else 0)
    if shown.index.get("배") in own:
        default = shown.index["배"]
    return state.read("word", lambda raw: _row(shown, raw), default)


def _row(shown: Book, raw: str) -> int:
    try:
        return shown.find(raw)
    except LmcoreError as error:
        raise ValueError(str(error)) from error


# Maps that take minutes


def _begin_wanted_map(shown: Book) -> None:
    """Start the work for a map that the reader chose on screen; a link alone starts nothing."""
    wanted = state.read("method")
    if wanted in METHODS and embedding_map.asked_for().get("method") == wanted:
        _start(shown, wanted)


def _progress(shown: Book) -> None:
    wanted = state.read("method")
    if wanted in METHODS and not maps.path(shown.fingerprint, wanted).is_file():
        _watch(shown, wanted)


@st.fragment(run_every=1.5)
def _watch(shown: Book, method: Method) -> None:
    """How far the map is; when it is there the page is drawn anew."""
    job = jobs.shared(f"{shown.fingerprint}-{method}")
    name = t(f"embeddings.map_view.method_{method}")
    if maps.path(shown.fingerprint, method).is_file():
        st.rerun()
    elif not available(method):
        st.info(t("embeddings.map_missing"), icon=":material/info:")
    elif job and job.alive:
        with st.container(horizontal=True, vertical_alignment="center"):
            lesson.at_work(job, "map", lambda: t("embeddings.map_working", name=name, share=job.progress))
    else:
        if job and job.error:
            reason = notices.error_message(job.error)
            st.warning(t("embeddings.map_failed", name=name, reason=reason))
        st.info(t("embeddings.map_absent", name=name))
        st.button(t("embeddings.map_start", name=name), on_click=_start, args=(shown, method))


def _start(shown: Book, method: Method) -> None:
    """Once for everybody: who asks for it meanwhile looks at the same work."""
    target = maps.path(shown.fingerprint, method)
    if available(method) and not target.is_file():
        name = f"{shown.fingerprint}-{method}"
        jobs.share(name, "slow", maps.compute, shown.rows.vectors, method, target, limits=maps.LIMITS)


def _origin(shown: Book, row: int, near: embeddings.Neighbours, space: Space) -> None:
    other = shown.index[near.names[0]]
    a, b = (torch.from_numpy(shown.table(space).vectors[index]) for index in (row, other))
    found = angle(a, b)
    first, second = common.latex_word(shown.rows.names[row]), common.latex_word(near.names[0])
    pairs = zip(a[:2].tolist(), b[:2].tolist(), strict=True)
    products = "+".join(f"({x:.4f})({y:.4f})" for x, y in pairs) + r"+\cdots"
    explained = shown.components.explained
    lesson.origin(
        Line(t("embeddings.map_dot"), rf"{first}\cdot{second}={products}", f"{found.dot:.4f}"),
        Line(
            t("embeddings.map_cosine"),
            rf"\cos=\frac{{{first}\cdot{second}}}{{\lVert {first}\rVert\,\lVert {second}\rVert}}"
            rf"=\frac{{{found.dot:.4f}}}{{{found.first:.4f}\times{found.second:.4f}}}",
            f"{near.cosines[0]:.4f}",
        ),
        Line(
            t("embeddings.map_pca"),
            r"C=\tfrac1V\sum_i (e_i-\bar e)(e_i-\bar e)^{\top},\quad C\,v_k=\lambda_k v_k,\quad "
            r"\lambda_k/\textstyle\sum\lambda",
            r",\;".join(f"{share:.4f}" for share in explained) + r",\;\ldots",
        ),
        about=t(f"embeddings.map_about_{space}", count=len(shown.rows.names)),
        expanded=False,
    )
