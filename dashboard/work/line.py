"""A job and the line in which it waits for its turn. Knows nothing of how it is carried out."""

import os
import threading
import time
from collections.abc import Callable
from typing import Any, Final, Literal

from dashboard.work.terms import Kind, Limits
from lmcore.errors import LmcoreError

State = Literal["waiting", "running", "done", "stopped", "failed"]

MOST_RUNNING: Final[dict[Kind, int]] = {
    "thread": 1,  # two measurements at once would measure each other
    "process": max(1, (os.cpu_count() or 2) - 1),  # one core stays free for those who look
    "slow": 1,
}
"""Jobs at a time on this machine."""

GRACE: Final = 4.0
"""Seconds that a visitor may be gone before the job ends: a page loaded anew connects again at once."""

LOOKS_EVERY: Final = 0.2  # seconds between looks whether a job is still wanted


class Job:
    """One piece of work and how far it has come. See dashboard.work.jobs, which makes them."""

    def __init__(
        self, kind: Kind, work: Callable[..., Any], arguments: tuple[Any, ...], limits: Limits,
        owner: str = "", present: Callable[[], bool] = lambda: True,
    ) -> None:  # fmt: skip
        self.kind: Kind = kind
        self.state: State = "waiting"
        self.progress = 0.0
        self.records: list[Any] = []
        self.result: Any = None
        self.error: LmcoreError | None = None
        self.limits = limits
        self.work, self.arguments, self.owner = work, arguments, owner
        self._present = present
        self._seen = time.monotonic()
        self._deadline = float("inf")
        self._stopping = threading.Event()
        self.commands: list[object] = []
        self._writing = threading.Lock()
        self._thread = threading.Thread(target=self._run, name=f"job {work.__qualname__}", daemon=True)

    @property
    def ahead(self) -> int:
        """How many jobs must end before this one begins; 0 when it runs or has run."""
        with _changed:
            line = [job for job in _unfinished if job.kind == self.kind]
            return max(0, line.index(self) - MOST_RUNNING[self.kind] + 1) if self in line else 0

    @property
    def alive(self) -> bool:
        """Whether it waits or runs."""
        return self.state in ("waiting", "running")

    def stop(self) -> None:
        """End it now. What it has sent stays."""
        self._stopping.set()
        with _changed:
            _changed.notify_all()

    def wait(self, seconds: float | None = None) -> bool:
        """Return when it has ended (True), or after so many seconds (False)."""
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def send(self, command: object) -> None:
        """Give it something more to do, also before it has begun. Raises LmcoreError when it has ended."""
        with self._writing:
            self.commands.append(command)
            self._hand_over()
        if self._stopping.is_set() or not self.alive:
            raise LmcoreError("workers.ended", "the computation has already ended")

    def begin(self) -> None:
        """Stand in the line, in the place of what its visitor had begun with the same function."""
        with _changed:
            for other in _unfinished:
                if self.owner and (other.owner, other.work) == (self.owner, self.work):
                    other.stop()
            _unfinished.append(self)
        self._thread.start()

    def _run(self) -> None:
        try:
            if self._take_turn():
                self._compute()
        except LmcoreError as error:
            self._fail(error.code, str(error), error.values)
        except Exception as error:  # a program that cannot be started, arguments that cannot be pickled
            self._fail("workers.failed", f"the computation failed: {error}", {"reason": str(error)})
        finally:
            with _changed:
                _unfinished.remove(self)
                _changed.notify_all()
            if self.alive:
                self.state = "stopped"

    def _take_turn(self) -> bool:
        with _changed:
            while self.ahead:
                _changed.wait(LOOKS_EVERY)
                if self._unwanted():
                    return False
        return True

    def _compute(self) -> None:
        """Carry it out, to its end or until it is unwanted or late."""
        raise NotImplementedError

    def _hand_over(self) -> None:
        """Give it the commands it has not got yet."""

    def _started(self) -> None:
        self.state = "running"
        self._give_time(self.limits.seconds)

    def _give_time(self, seconds: float) -> None:
        self._given, self._deadline = seconds, time.monotonic() + seconds

    def _unwanted(self) -> bool:
        """Whether it was stopped, or its visitor has been away for longer than a page takes to load."""
        if self._present():
            self._seen = time.monotonic()
        return self._stopping.is_set() or time.monotonic() - self._seen > GRACE

    def _late(self) -> bool:
        """Whether its time is up: then it has failed."""
        if time.monotonic() < self._deadline:
            return False
        seconds = round(self._given)
        self._fail("workers.time", f"the computation was ended after {seconds} s", {"seconds": seconds})
        return True

    def _done(self, result: Any) -> None:
        self.result, self.progress, self.state = result, 1.0, "done"

    def _fail(self, code: str, text: str, values: dict[str, Any]) -> None:
        self.error = LmcoreError(code, text.replace("{", "{{").replace("}", "}}"), **values)
        self.state = "failed"


_changed: Final = threading.Condition(threading.RLock())
_unfinished: Final[list[Job]] = []  # in the order in which they came; the first MOST_RUNNING of a kind run
