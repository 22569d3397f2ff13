"""Measurements beside the server, in threads, bounded in time."""

import time
from collections.abc import Iterator, Sequence
from typing import Final

from dashboard.work.terms import Link
from lmcore.analysis import caching, recurrence, timings
from lmcore.config import Mode
from lmcore.model import Transformer

MOST_SECONDS: Final = 30.0


def attention(
    link: Link, model: Transformer, ids: Sequence[int], mode: Mode, lengths: Sequence[int], rounds: int
) -> None:
    """Time attention at several lengths; sends a lmcore.analysis.timings.Sample for each, every round."""
    _measure(link, timings.samples(model, ids, mode, lengths, rounds), len(lengths) * rounds)


def reading(
    link: Link, model: Transformer, ids: Sequence[int], mode: Mode, lengths: Sequence[int], rounds: int
) -> None:
    """Time a recurrent network beside attention; sends a Sample for each length, every round."""
    _measure(link, recurrence.samples(model, ids, mode, lengths, rounds), len(lengths) * rounds)


def writing(
    link: Link, model: Transformer, before: Sequence[int], count: int, rounds: int, bos_id: int
) -> None:
    """Time `count` steps of writing with a cache and without; sends a lmcore.analysis.caching.Step each."""
    _measure(link, caching.steps(model, before, count, rounds, bos_id), count * rounds)


def _measure(link: Link, samples: Iterator[object], total: int) -> None:
    """To the end or as far as time allows: what was measured until then counts."""
    deadline = time.monotonic() + MOST_SECONDS
    for number, sample in enumerate(samples, 1):
        link.progress(number / total)
        link.send(sample)
        if time.monotonic() > deadline:
            return
