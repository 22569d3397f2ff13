"""다음 낱말: what the model expects at each place of a text, and what it writes."""

import importlib
from collections.abc import Callable
from typing import Any, Final
from urllib.parse import parse_qsl

import streamlit as st

from dashboard import lesson, texts
from dashboard.components.distribution import asked, distribution
from dashboard.figures.next_word import next_word_payload
from dashboard.lesson import comparison as comparing
from dashboard.pages.next_word import common, schema
from dashboard.shell.sentence_box import sentence_box
from dashboard.store import models
from dashboard.view import channel, links, state
from dashboard.view.subject import Subject
from lmcore.analysis.prediction import Place, default_place
from lmcore.checkpoints import Checkpoint
from lmcore.config import Mode, ModelConfig
from lmcore.generation import generate
from lmcore.sampling import SYMBOLS, Sampling
from lmcore.trace import Trace

_TEXTS: Final = "next_word.view."
_SEEN, _ASKED = "_next_word_text", "_next_word_view"
_MOST: Final = 50  # tokens written at one request
Read = Callable[..., Any]

_PLACE: Final = ("at", "from", "w", "step")

PARTS: Final = ("write", "softmax", "curves", "draws", "beam", "cache", "surprise", "score", "chat")
"""The first is the component below; each other one is a module beside this one."""


def page() -> None:
    """Draw the page."""
    subject = sentence_box(default="causal")
    state.use(schema(PARTS, models.of(subject).config))
    part = lesson.choose("next_word", "part")
    if subject.text:
        _forget_places_of_another(subject.text)
        _draw(part)(subject)
        lesson.share()
    lesson.intro(f"next_word.{part}")


def _draw(part: str) -> lesson.Part:
    """The function that draws a part; imported when it is first wanted, so that the others do not wait."""
    if part == PARTS[0]:
        return _write_or_compare
    _take_over()
    return importlib.import_module(f"dashboard.pages.next_word.{part}").part


def _take_over() -> None:
    """Put into the URL what the browser last told of the component, so that the other parts go on from it."""
    if told := st.session_state.pop(_ASKED, None):
        state.write(**dict(parse_qsl(told)))


def _write_or_compare(subject: Subject) -> None:
    if sides := comparing.pick(subject):
        _take_over()
        importlib.import_module("dashboard.pages.next_word.comparison").draw(sides)
    else:
        _predictions(subject)


@st.fragment
def _predictions(subject: Subject) -> None:
    """The component; another place or a written token reruns only this."""
    if asked("use"):
        st.rerun()
    loaded, trace, mode = models.of(subject), common.read(subject), subject.mode
    asking = asked("look") or asked("write")
    if asking:
        st.session_state[_ASKED] = asking["view"]
    read = _reader()
    sampling = _read_settings(read)
    place = _read_place(read, loaded.config, trace, mode)
    if asking and "count" in asking:
        place = _write(loaded, trace, place, sampling, min(int(asking["count"]), _MOST))
    answers = asking["number"] if asking else None
    payload = next_word_payload(
        loaded, trace, place, mode, sampling.seed, texts.under(_TEXTS), answers, channel.opened()
    )
    distribution(payload, on_use=lambda: _use(loaded, trace))


def _forget_places_of_another(text: str) -> None:
    if st.session_state.setdefault(_SEEN, text) != text:
        state.write(**dict.fromkeys((*_PLACE, "token")))
        st.session_state.pop(_ASKED, None)
        st.session_state[_SEEN] = text


def _reader() -> Read:
    """How to read the view: as the browser last told it, or from the link that was opened.

    The browser keeps the URL up to date by itself, but Streamlit does not tell Python of that.
    """
    told = st.session_state.get(_ASKED)
    return state.read if told is None else channel.reader(told)


def _read_settings(read: Read) -> Sampling:
    return Sampling(**{name: read(key) for key, name in SYMBOLS.items()})


def _read_place(read: Read, config: ModelConfig, trace: Trace, mode: Mode) -> Place:
    """The place, within this sentence and what the model can read."""
    size = len(trace.tokens)
    # a hidden token after the last one would be one too many
    most = min(size, config.context - 1) if mode == "bidirectional" else size
    at = min(read("at", links.integer(1, size), default_place(trace.tokens)), most)
    start = read("from", links.integer(1, size), at)
    written = read("w", default=())[: config.context - start]
    step = read("step", links.integer(0, len(written)), None) if written else None
    return Place(at, start, written, step)


def _write(loaded: Checkpoint, trace: Trace, place: Place, sampling: Sampling, count: int) -> Place:
    """The place after `count` more tokens: the last one written."""
    start = place.start if place.written else place.at
    before = [*trace.ids.tolist()[1:start], *place.written]
    steps = generate(loaded.model, loaded.tokenizer, before, sampling, count)
    written = (*place.written, *(step.id for step in steps))
    return Place(place.at, start, written, len(written) - 1 if written else None)


def _use(loaded: Checkpoint, trace: Trace) -> None:
    """Make what was written the sentence."""
    if asking := asked("use"):
        st.session_state[_ASKED] = asking["view"]
        place = _read_place(_reader(), loaded.config, trace, "causal")
        ids = (*trace.ids.tolist()[: place.start], *place.written)
        state.set_text(loaded.tokenizer.decode(ids))
