"""견주기: the same questions put to vectors that somebody else trained (word2vec's text format)."""

import hashlib
import os
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import streamlit as st
from cachetools import LRUCache, cached

from dashboard import lesson
from dashboard.figures import embedding_tables as tables
from dashboard.pages.embeddings import LONGEST, common
from dashboard.pages.embeddings.examples import PAIRS, PRESETS, QUESTIONS
from dashboard.shell import notices
from dashboard.store.vocabulary import Book, book
from dashboard.texts import t
from dashboard.view import state
from dashboard.view.subject import Subject
from lmcore.analysis import analogies, directions, embeddings, offsets
from lmcore.analysis.vector_files import read_vectors
from lmcore.analysis.vocabulary import WordTable
from lmcore.errors import LmcoreError

LARGEST: Final = 400
"""Megabytes of an uploaded file."""

_NEIGHBOURS: Final = 10
_WORD: Final = "배"
_DRAWS: Final = 2000

Tables = Sequence[WordTable]


def comparison(subject: Subject) -> None:
    """Draw the part; it needs no sentence."""
    st.markdown(t("embeddings.compare_intro"))
    shown = book(subject)
    try:
        theirs = _theirs(shown)
    except LmcoreError as error:
        st.error(notices.error_message(error), icon=":material/error:")
        return
    if theirs is None:
        st.markdown(t("embeddings.compare_none"))
        return
    ours = [_shared(shown.words(space), theirs) for space in ("raw", "centred")]
    count, total = len(theirs.words), len(shown.words("raw").words)
    st.markdown(t("embeddings.compare_shared", count=count, total=total, size=theirs.vectors.shape[1]))
    all_tables = [*ours, theirs]
    _analogies(all_tables)
    _claims(all_tables)
    _neighbours(shown, all_tables)


def given() -> Path | None:
    """`--vectors FILE`, else $DOTBOGI_VECTORS: what whoever runs the dashboard gives to all its visitors."""
    arguments = sys.argv[1:]
    if "--vectors" in arguments[:-1]:
        return Path(arguments[arguments.index("--vectors") + 1])
    chosen = os.environ.get("DOTBOGI_VECTORS")
    return Path(chosen) if chosen else None


def _theirs(shown: Book) -> WordTable | None:
    """The uploaded file's vectors, else the given file's; only words that are tokens here."""
    uploaded = st.file_uploader(t("embeddings.compare_upload", limit=LARGEST), max_upload_size=LARGEST)
    with st.spinner(t("embeddings.compare_reading")):
        if uploaded is not None:
            content = uploaded.getvalue()
            return _read(f"{shown.fingerprint}-{hashlib.sha256(content).hexdigest()}", content, shown)
        path = given()
        if path is None:
            return None
        changed = path.stat().st_mtime_ns if path.is_file() else 0
        return _read(f"{shown.fingerprint}-{path}-{changed}", path, shown)


@cached(LRUCache(2), key=lambda name, source, shown: name, lock=threading.Lock())
def _read(name: str, source: bytes | Path, shown: Book) -> WordTable:
    return read_vectors(source, frozenset(shown.words("raw").words))


def _shared(table: WordTable, other: WordTable) -> WordTable:
    """Our rows of the words that both have, in their order, so that both choose among the same candidates."""
    index = table.index()
    return WordTable(other.words, table.vectors[[index[word] for word in other.words]])


def _columns() -> list[str]:
    return [t("embeddings.compare_raw"), t("embeddings.compare_centred"), t("embeddings.compare_theirs")]


def _analogies(all_tables: Tables) -> None:
    known = set(all_tables[0].words)
    kept = [one for one in QUESTIONS if known >= {one.a, one.b, one.c, one.right}]
    if not kept:
        return
    # `ranks` asks a : b = c : d, that is b − a + c
    items = [(one.b, one.a, one.c, str(one.right)) for one in kept]
    found = [analogies.ranks(table, items) for table in all_tables]
    rows = [
        (f"{one.a} − {one.b} + {one.c} → {one.right}", *(f"{ranks[at]:,}" for ranks in found))
        for at, one in enumerate(kept)
    ]
    summaries = [analogies.summary(ranks) for ranks in found]
    for name, value in (("top1", "top1"), ("top5", "top5")):
        shares = (f"{getattr(one, value):.0%}" if one else "–" for one in summaries)
        rows.append((t(f"embeddings.compare_{name}"), *shares))
    caption = t("embeddings.compare_analogies")
    st.html(tables.compared([t("embeddings.answers_view.question"), *_columns()], rows, caption))


def _claims(all_tables: Tables) -> None:
    """The kinship parallelogram, the plural and the numbers, with the random baseline of each table."""
    known = set(all_tables[0].words)
    pairs = [pair for pair in PAIRS if known >= set(pair)]
    rows: list[tuple[str, ...]] = []
    if len(pairs) > 1:
        means = (offsets.parallels(table, pairs).mean for table in all_tables)
        rows.append((t("embeddings.compare_parallel", count=len(pairs)), *(f"{mean:.3f}" for mean in means)))
        chance = (float(offsets.random_parallels(table, len(pairs), _DRAWS).mean()) for table in all_tables)
        rows.append((t("embeddings.compare_chance"), *(f"{mean:.3f}" for mean in chance)))
    outcomes = [_outcome(table) for table in all_tables]
    if all(one and one.share for one in outcomes):
        shares = (f"{one.share.accuracy:.0%}" for one in outcomes if one and one.share)
        rows.append((t("embeddings.compare_plural"), *shares))
    if all(one and one.orders and one.orders[0].spearman is not None for one in outcomes):
        rhos = (f"{one.orders[0].spearman:.2f}" for one in outcomes if one)
        rows.append((t("embeddings.compare_numbers"), *rhos))
    if rows:
        st.html(
            tables.compared(
                [t("embeddings.compare_claim"), *_columns()], rows, t("embeddings.compare_claims")
            )
        )


def _outcome(table: WordTable) -> directions.Outcome | None:
    known = table.index()
    preset = PRESETS["plural"]
    plus, minus = (
        [word for word in common.words(side) if word in known] for side in (preset.plus, preset.minus)
    )
    if not plus or not minus:
        return None
    chains = [tuple(word for word in chain if word in known) for chain in common.chains(preset.test)]
    axis = directions.axis(table, plus, minus)
    return directions.check_chains(table, axis, [chain for chain in chains if len(chain) > 1])


@st.fragment
def _neighbours(shown: Book, all_tables: Tables) -> None:
    typed = st.text_input(
        t("embeddings.compare_word"),
        max_chars=LONGEST,
        **state.bind("near", default=_WORD),
    )
    word = (typed or "").strip()
    index = all_tables[0].index()
    if word not in index:
        st.info(t("embeddings.compare_unknown", word=lesson.plain(word)), icon=":material/info:")
        return
    lists = [embeddings.neighbours(table, index[word], _NEIGHBOURS) for table in all_tables]
    rows = [
        (str(at + 1), *(f"{one.names[at]} {one.cosines[at]:.3f}" for one in lists))
        for at in range(min(_NEIGHBOURS, *(len(one.names) for one in lists)))
    ]
    overlap = len(set(lists[0].names) & set(lists[2].names))
    caption = t("embeddings.compare_neighbours", word=word, overlap=overlap, count=len(rows))
    st.html(tables.compared(["", *_columns()], rows, caption))
