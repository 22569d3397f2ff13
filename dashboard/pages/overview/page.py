"""한눈에: the whole way of a sentence through the model, in one picture."""

from dataclasses import replace
from typing import Any, Final

import streamlit as st

from dashboard import lesson, texts
from dashboard.components.overview import overview
from dashboard.figures.attention import label
from dashboard.figures.overview import overview_payload
from dashboard.pages.overview import schema
from dashboard.pages.overview.links import Link, page_links
from dashboard.pages.overview.origin import origin
from dashboard.shell import navigation
from dashboard.shell.sentence_box import sentence_box
from dashboard.store import models, traces
from dashboard.view import state
from dashboard.view.subject import Subject
from lmcore.analysis.passage import Passage, passage
from lmcore.analysis.prediction import default_place
from lmcore.checkpoints import Checkpoint
from lmcore.config import Mode
from lmcore.edits import Edits
from lmcore.tokenizer import Token
from lmcore.trace import Trace

PAGE: Final = "overview"
_TEXTS: Final = "overview.view."


def page() -> None:
    """Draw the page."""
    subject = sentence_box()
    state.use(schema(models.of(subject).config))
    if subject.text:
        _picture(subject)
        lesson.share()
    lesson.intro(PAGE)


@st.fragment
def _picture(subject: Subject) -> None:
    """The picture and where its numbers come from; another token or head reruns only this."""
    loaded, mode = models.of(subject), subject.mode
    tokens = (loaded.tokenizer.start_token(), *loaded.tokenizer.tokenize(subject.text))
    at, head = _place(tokens, mode, loaded.config.context), _head()
    # a bidirectional model says the next token only where it cannot see it
    edits = Edits(hidden=at + 1) if mode == "bidirectional" else Edits()
    trace = traces.trace(replace(subject, edits=edits))
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    found = passage(trace, at, head, following.id if following else None)
    pages = page_links(mode, at, head, len(trace.layers))
    payload = _payload(loaded, trace, found, following, pages, head)
    opened = overview(payload, lambda asked: state.write(**asked))
    if opened in pages:
        navigation.open_page(*pages[opened])
    origin(loaded, trace, at, found)


def _place(tokens: tuple[Token, ...], mode: Mode, context: int) -> int:
    """The chosen token: before the place that 다음 낱말 looks at first, unless the link names one."""
    # the token after the chosen one is hidden, and must have room
    last = min(len(tokens), context - 1) - 1 if mode == "bidirectional" else len(tokens) - 1
    return lesson.bounded("at", 0, last, min(default_place(tokens) - 1, last))


def _head() -> int | None:
    name = state.read("head")
    return None if name == "mean" else int(name) - 1


def _payload(
    loaded: Checkpoint,
    trace: Trace,
    found: Passage,
    following: Token | None,
    pages: dict[str, Link],
    head: int | None,
) -> bytes:
    ids = {int(id) for id in found.top_ids.flatten()}
    header: dict[str, Any] = {
        "mode": trace.mode,
        "hidden": trace.edits.hidden,
        "following": label(following) if following else None,
        "actual": vars(found.actual) if found.actual else None,
        "head": "mean" if head is None else str(head + 1),
        "heads": loaded.config.n_heads,
        "links": {name: link.address for name, link in pages.items()},
        "texts": texts.under(_TEXTS),
    }
    pieces = {id: label(Token(id, loaded.tokenizer.piece(id), 0, 0, 0)) for id in ids}
    return overview_payload(found, [label(token) for token in trace.tokens], pieces, header)
