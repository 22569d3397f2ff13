"""어텐션: every head of the model on the reader's sentence."""

import importlib
from typing import Final, cast

import streamlit as st

from dashboard import texts
from dashboard.components.attention import asked_for, attention
from dashboard.figures.attention import AGGREGATES, Aggregate, Wanted, attention_payload
from dashboard.lesson import comparison as comparing
from dashboard.pages.attention import schema
from dashboard.shell.notices import say_what_was_taught
from dashboard.shell.sentence_box import sentence_box
from dashboard.store import models, traces
from dashboard.view import channel, links, state
from dashboard.view.subject import Subject
from lmcore.analysis.heads import most_telling
from lmcore.config import ModelConfig
from lmcore.trace import Trace

_TEXTS: Final = "attention.view."
_SEEN: Final = "_attention_text"


def page() -> None:
    """Draw the page."""
    subject = sentence_box()
    state.use(schema(models.of(subject).config))
    if not subject.text:
        return
    if sides := comparing.pick(subject):
        importlib.import_module("dashboard.pages.attention.comparison").draw(sides)
    else:
        _heads(subject)
    say_what_was_taught(models.of(subject))


@st.fragment
def _heads(subject: Subject) -> None:
    """The component; a head that the browser lacks reruns only this."""
    trace, fresh = traces.trace(subject), st.session_state.get(_SEEN) in (None, subject.text)
    linked = _read_link(models.of(subject).config, trace, fresh)
    st.session_state[_SEEN] = subject.text
    asked = asked_for()
    wanted = Wanted(asked["layer"] - 1, _head(str(asked["head"]))) if asked else linked
    attention(attention_payload(trace, wanted, texts.under(_TEXTS), channel.opened()))


def _read_link(config: ModelConfig, trace: Trace, fresh: bool) -> Wanted:
    """Check the view in the URL, and take from it the head to send first.

    The browser keeps the view in the URL without asking Python. A cell beyond the sentence is worth a notice
    in a link that was opened, but not when the reader has just written a shorter sentence.
    """
    place = links.integer(0, (len(trace.tokens) if fresh else config.context) - 1)
    state.read("query", place)
    state.read("key", place)
    layer, head = most_telling(trace)
    return Wanted(
        state.read("layer", default=layer + 1) - 1, _head(state.read("head", default=str(head + 1)))
    )


def _head(name: str) -> int | Aggregate:
    return cast("Aggregate", name) if name in AGGREGATES else int(name) - 1
