"""Jobs in threads of the server: enough for what lets go of the interpreter, as PyTorch does."""

import time
from typing import Any

from dashboard.work.line import Job


class _Ended(Exception):
    """Leaves a function whose job is over."""


class ThreadJob(Job):
    """A job whose function runs in the job's own thread, and ends when it next sends something."""

    def _compute(self) -> None:
        self._started()
        try:
            self._done(self.work(_Line(self), *self.arguments))
        except _Ended:
            return

    def take(self, record: Any) -> None:
        """Keep what the function sends, or leave it."""
        self.records.append(record)
        if self._unwanted() or self._late():
            raise _Ended
        time.sleep(0.001)  # let the others have the interpreter


class _Line:
    """The Link of a thread."""

    def __init__(self, job: ThreadJob) -> None:
        self._job = job
        self.send = job.take

    def progress(self, share: float) -> None:
        self._job.progress = share

    @property
    def called(self) -> bool:
        return bool(self._job.commands)
