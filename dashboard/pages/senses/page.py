"""말뜻: the same word in several sentences, and what the model makes of each."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import streamlit as st
from cachetools import LRUCache, cached

from dashboard import texts
from dashboard.components.senses import senses
from dashboard.figures.senses import MODES, Reading, senses_payload
from dashboard.pages.senses import schema
from dashboard.pages.senses.word_box import word_box
from dashboard.shell.notices import say_what_was_taught
from dashboard.shell.subject import on_show
from dashboard.store import models
from dashboard.texts import t
from dashboard.view import channel, sentence, state
from dashboard.view.subject import Subject
from lmcore.analysis.files import LabelledWord
from lmcore.analysis.occurrences import Occurrence, search
from lmcore.analysis.sense_examples import examples_of
from lmcore.analysis.senses import SenseSpace, fit_space
from lmcore.analysis.words import MarkedWord, embedding_means, word_vectors
from lmcore.checkpoints import Checkpoint
from lmcore.config import Mode

_TEXTS: Final = "senses.view."
_MOST: Final = 12  # words on one picture


@dataclass(frozen=True)
class Found:
    """The words of all sentences, each with the number of its sentence (from 1)."""

    sentences: tuple[int, ...]
    occurrences: tuple[Occurrence, ...]


def page() -> None:
    """Draw the page."""
    subject = on_show()
    loaded = models.of(subject)
    state.use(schema(loaded.config))
    st.markdown(t("senses.intro"))
    with st.container(key="senses_body"):  # on a phone the answers stand above what is asked (shell.css)
        with st.container():
            word, lines, own = word_box()
        with st.container():
            _answers(subject, loaded, (word, lines), own or examples_of(word))


def _answers(
    subject: Subject, loaded: Checkpoint, asked: tuple[str, Sequence[str]], labelled: tuple[LabelledWord, ...]
) -> None:
    word, lines = asked
    found = _find(loaded, word, lines)
    if not found.occurrences:
        st.info(t("senses.nothing", word=word), icon=":material/info:")
        return
    if not labelled:
        st.info(t("senses.no_examples", word=word), icon=":material/info:")
    _draw(subject, word, found, labelled)
    say_what_was_taught(loaded)


def _draw(subject: Subject, word: str, found: Found, labelled: tuple[LabelledWord, ...]) -> None:
    marked = tuple(item.marked for item in found.occurrences)
    readings: dict[Mode, Reading] = {
        mode: Reading(_vectors(subject, marked, mode), _space(subject, labelled, mode) if labelled else None)
        for mode in MODES
    }
    table = texts.table(texts.language())
    strings = {key.removeprefix(_TEXTS): text for key, text in table.items() if key.startswith(_TEXTS)}
    embeddings = embedding_means(models.of(subject).model, [item.ids for item in found.occurrences])
    occurrences, opened = found.occurrences, channel.opened()
    senses(senses_payload(word, found.sentences, occurrences, embeddings, readings, strings, opened))


def _find(loaded: Checkpoint, word: str, lines: Sequence[str]) -> Found:
    """Search the lines for the word until the picture is full, and say what was not found, read or shown."""
    found: list[tuple[int, Occurrence]] = []
    missing: list[int] = []
    for number, line in enumerate(lines, 1):
        prepared = sentence.prepare(line, loaded.tokenizer, loaded.config.context)
        for remark in prepared.remarks:
            state.notice(remark.key, **remark.values)
        result = search(loaded.tokenizer, prepared.text, word)
        found += [(number, item) for item in result.found]
        if result.inside and not result.found:
            state.notice("senses.inside", number=number, word=word, longer=", ".join(result.inside))
        elif not result.found:
            missing.append(number)
        if len(found) > _MOST:
            state.notice("senses.too_many", most=_MOST)
            break
    if missing:
        shown = ", ".join(map(str, missing[:_MOST])) + (" …" if len(missing) > _MOST else "")
        state.notice("senses.missing", numbers=shown, word=word)
    return Found(tuple(number for number, _ in found[:_MOST]), tuple(item for _, item in found[:_MOST]))


@cached(LRUCache(64), condition=threading.Condition())
def _vectors(subject: Subject, words: tuple[MarkedWord, ...], mode: Mode) -> np.ndarray:
    loaded = models.of(subject)
    return word_vectors(loaded.model, loaded.tokenizer, words, mode)


@cached(LRUCache(4), condition=threading.Condition())
def _space(subject: Subject, labelled: tuple[LabelledWord, ...], mode: Mode) -> SenseSpace:
    loaded = models.of(subject)
    return fit_space(loaded.model, loaded.tokenizer, labelled, mode)
