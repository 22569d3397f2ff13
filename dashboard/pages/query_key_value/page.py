"""질의·키·값: one token looks at the others, step by step (2.15) – (2.20)."""

from typing import Any, Final

import streamlit as st

from dashboard import lesson, texts
from dashboard.components.query_key_value import asked, steps
from dashboard.figures.attention import label
from dashboard.figures.query_key_value import look_payload
from dashboard.pages.query_key_value import schema
from dashboard.pages.query_key_value.origin import origin, question
from dashboard.shell.sentence_box import sentence_box
from dashboard.store import models, traces
from dashboard.view import channel, state
from dashboard.view.subject import Subject
from lmcore.analysis.looking import Look, look, strongest_key
from lmcore.tokenizer import Token
from lmcore.trace import Trace

PAGE: Final = "query_key_value"
_TEXTS: Final = "query_key_value.view."
_KEYS: Final = ("layer", "head", "query", "key")


def page() -> None:
    """Draw the page."""
    subject = sentence_box()
    state.use(schema(models.of(subject).config))
    lesson.equation(
        "2.20", r"\mathrm{Attention}(Q,K,V)=\mathrm{softmax}\!\left(\frac{QK^{\top}}{\sqrt{d_k}}\right)V"
    )
    if subject.text:
        _player(subject)
        lesson.share()
    lesson.intro(PAGE)


@st.fragment
def _player(subject: Subject) -> None:
    """The steps, the question and where the numbers come from; another view reruns only this."""
    asking = asked() or {}
    if asking:
        state.write(**{key: asking[key] for key in _KEYS if key in asking})
        state.resend()
    loaded, trace = models.of(subject), traces.trace(subject)
    layer, head, query, step = _view(trace)
    found = look(trace, layer, head, query)
    key = lesson.bounded("key", 0, len(trace.tokens) - 1, strongest_key(found, query))
    slot = st.container()
    known = question(found, (subject, layer, head, query))
    header = {
        "layer": layer + 1,
        "head": head + 1,
        "layers": len(trace.layers),
        "heads": len(trace.layers[0].attention.weights),
        "query": query,
        "key": key,
        "step": step,
        "mode": subject.mode,
        "covered": not known,
        "answers": asking.get("number"),
        "texts": texts.under(_TEXTS),
        "channel": channel.opened(),
    }
    with slot:
        steps(_payload(trace, found, header))
    origin(loaded.model, trace, found, (layer, head), query, key)


def _view(trace: Trace) -> tuple[int, int, int, int]:
    """Layer and head from 0, the query's place, and the step."""
    last = len(trace.tokens) - 1
    query = lesson.bounded("query", 0, last, lesson.default_place(trace.tokens))
    return state.read("layer") - 1, state.read("head") - 1, query, state.read("step")


def _payload(trace: Trace, found: Look, header: dict[str, Any]) -> bytes:
    stages, head = trace.layers[header["layer"] - 1].attention, header["head"] - 1
    return look_payload(found, stages.weights[head], stages.z[head], _labels(trace.tokens), header)


def _labels(tokens: tuple[Token, ...]) -> list[str]:
    return [label(token) for token in tokens]
