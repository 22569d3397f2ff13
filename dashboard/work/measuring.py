"""A measurement beside the server: one at a time on this machine, bounded in time, stopped on demand.

A thread is enough: PyTorch lets go of the interpreter while it computes, so that other visitors are served.
"""

import threading
import time
from collections.abc import Iterator, Sequence
from typing import Final, Generic, TypeVar

from lmcore.analysis.timings import Sample, samples
from lmcore.config import Mode
from lmcore.model import Transformer

ROUNDS: Final = 9
MOST_SECONDS: Final = 30.0

_turn = threading.Lock()  # two measurements at once would measure each other


Item = TypeVar("Item")


class Job(Generic[Item]):
    """Samples that `work` gives one after another in the background, `total` of them; `samples` grows."""

    def __init__(self, work: Iterator[Item], total: int) -> None:
        self.samples: list[Item] = []
        self.waiting = True
        self._total = total
        self._stop = threading.Event()
        self._work = work
        self._thread = threading.Thread(target=self._run, name="measurement", daemon=True)
        self._thread.start()

    @property
    def running(self) -> bool:
        """Whether more is to come."""
        return self._thread.is_alive()

    @property
    def progress(self) -> float:
        """0 … 1."""
        return len(self.samples) / self._total

    def stop(self) -> None:
        """End after the sample being taken; what was measured stays."""
        self._stop.set()

    def wait(self, seconds: float) -> None:
        """Return when it has ended, or after so many seconds."""
        self._thread.join(seconds)

    def _run(self) -> None:
        while not _turn.acquire(timeout=0.2):
            if self._stop.is_set():
                return
        try:
            self.waiting = False
            deadline = time.monotonic() + MOST_SECONDS
            for sample in self._work:
                self.samples.append(sample)
                if self._stop.is_set() or time.monotonic() > deadline:
                    return
                time.sleep(0.001)  # let the others have the interpreter
        finally:
            _turn.release()


class Measurement(Job[Sample]):
    """Attention timed at several lengths."""

    def __init__(
        self, model: Transformer, ids: Sequence[int], mode: Mode, lengths: Sequence[int], rounds: int = ROUNDS
    ) -> None:
        self.mode: Mode = mode
        super().__init__(samples(model, ids, mode, lengths, rounds), len(lengths) * rounds)
