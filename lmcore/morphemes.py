"""Where a text may be cut: Korean morpheme boundaries found by Kiwi on the surface text."""

import functools
import re
import threading
from collections.abc import Iterable, Iterator
from typing import cast

from kiwipiepy import Kiwi
from kiwipiepy import Token as KiwiToken

_lock = threading.Lock()
_SURROGATE = re.compile("[\ud800-\udfff]")


@functools.cache
def _load() -> Kiwi:
    return Kiwi(num_workers=1)


def analyser() -> Kiwi:
    """The one Kiwi of this process; the first call loads its model, which takes seconds."""
    with _lock:
        return _load()


@functools.lru_cache(256)
def boundaries(text: str) -> tuple[int, ...]:
    """Positions in `text` where a morpheme starts or ends and no syllable is shared by two of them.

    A page reads its sentence many times over, so the last few hundred texts are kept.

    갔다 is 가 + 았 + 다 for Kiwi; 가 and 았 share the syllable 갔, so the only inner boundary is before 다.
    """
    return tuple(next(boundaries_of([text])))


def boundaries_of(texts: Iterable[str]) -> Iterator[list[int]]:
    """`boundaries` for many texts, analysed as a stream."""
    readable = (
        _SURROGATE.sub("?", text) for text in texts
    )  # a lone surrogate is no UTF-16, which Kiwi needs
    for found in analyser().tokenize(readable):
        yield _unshared(sorted((m.start, m.start + m.len) for m in cast(list[KiwiToken], found)))


def _unshared(spans: list[tuple[int, int]]) -> list[int]:
    cuts: list[int] = []
    reach = 0  # end of everything seen so far: a span that starts before it shares a syllable
    for start, end in spans:
        if end <= start:
            continue
        while start < reach and cuts and cuts[-1] > start:
            cuts.pop()
        if start >= reach and (not cuts or cuts[-1] != start):
            cuts.append(start)
        reach = max(reach, end)
        if not cuts or cuts[-1] != reach:
            cuts.append(reach)
    return cuts
