"""Work that takes long, each job in a process of its own, so that no visitor waits for another's.

    job = workers.start(train, plan, limits=Limits(seconds=120))     # train(link, plan), in any module
    job.state          # waiting → running → done, stopped or failed
    job.ahead          # how many jobs must end before this one begins; 0: its process is starting, or on
    job.records        # what train gave to link.send(record) so far, in order; read it from a fragment
    job.result         # what train returned, once done
    job.error          # an LmcoreError once failed: st.error(shell.error_message(job.error))
    job.stop()         # at once, also while it waits
    job.send(command)  # link.receive() waits for it: for a worker that lives on between commands

`train` and its arguments are pickled: a function at the top of a module that does not import Streamlit
(which would be a second more to start), arguments and records plain values or numpy arrays. It runs with one
thread, with limits on time and memory, and ends within seconds when its visitor has left or the server has
died. A visitor has one job of a kind: another of the same function stops the one before. At most
MOST_RUNNING jobs run at a time; the others wait in the order in which they came.
"""

import contextlib
import os
import pickle
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, Literal

from streamlit import runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx

from lmcore.errors import LmcoreError

State = Literal["waiting", "running", "done", "stopped", "failed"]

MOST_RUNNING: Final = max(1, (os.cpu_count() or 2) - 1)
"""Jobs at a time on this machine: one core stays free for those who look."""

GRACE: Final = 4.0
"""Seconds that a visitor may be gone before the job ends: a page loaded anew connects again at once."""

_LOOKS_EVERY: Final = 0.2
_MOST_START: Final = 90.0  # seconds to import libraries, on a machine busy with other things
_COMMAND: Final = "from dashboard.work.worker_process import main; main()"


@dataclass(frozen=True)
class Limits:
    """seconds: of computing, counted anew from each `job.send`; memory: bytes beyond those of the libraries
    and the arguments.
    """

    seconds: float = 120.0
    memory: int = 2**30


class Job:
    """One piece of work and how far it has come. See the head of this module; `start` makes one."""

    def __init__(
        self, work: Callable[..., object], arguments: tuple[Any, ...], limits: Limits,
        visitor: str, present: Callable[[], bool],
    ) -> None:  # fmt: skip
        self.state: State = "waiting"
        self.records: list[Any] = []
        self.result: Any = None
        self.error: LmcoreError | None = None
        self.limits = limits
        self.kind = (visitor, work.__module__, work.__qualname__)
        self._given = (work, arguments, limits.memory)
        self._present = present
        self._seen = time.monotonic()
        self._deadline = float("inf")
        self._stopping = threading.Event()
        self._commands: list[object] = []
        self._writing = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._thread = threading.Thread(target=self._run, name=f"job {work.__qualname__}", daemon=True)

    @property
    def ahead(self) -> int:
        """How many jobs must end before this one begins; 0 when it runs or has run."""
        with _changed:
            return max(0, _unfinished.index(self) - MOST_RUNNING + 1) if self in _unfinished else 0

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
            self._commands.append(command)
            try:
                self._hand_over()
            except (OSError, ValueError):
                self._stopping.set()  # the pipe is broken or closed: it has ended
        if self._stopping.is_set() or not self.alive:
            raise LmcoreError("workers.ended", "the computation has already ended")

    def begin(self) -> None:
        """Stand in the line."""
        with _changed:
            _unfinished.append(self)
        self._thread.start()

    def _hand_over(self) -> None:
        """Write the commands it has not got yet, and give it time for them."""
        while self._commands and self.state == "running":
            self._write(self._commands.pop(0))
            self._deadline = time.monotonic() + self.limits.seconds

    def _write(self, value: object) -> None:
        assert self._process is not None
        assert self._process.stdin is not None
        pickle.dump(value, self._process.stdin, pickle.HIGHEST_PROTOCOL)
        self._process.stdin.flush()

    def _run(self) -> None:
        try:
            if self._take_turn():
                self._compute()
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
                _changed.wait(_LOOKS_EVERY)
                if self._unwanted():
                    return False
        return True

    def _compute(self) -> None:
        paths = os.pathsep.join(path for path in sys.path if path)
        # a process that ended before it read its orders breaks the pipe; the reader says how it ended
        with contextlib.suppress(BrokenPipeError), subprocess.Popen(
            [sys.executable, "-c", _COMMAND], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            env=os.environ | {"PYTHONPATH": paths},
        ) as process:  # fmt: skip
            self._process = process
            self._deadline = time.monotonic() + _MOST_START
            reader = threading.Thread(target=self._read, args=(process,), daemon=True)
            reader.start()
            try:
                self._write(self._given)
                self._guard(reader)
            finally:
                process.kill()
                reader.join()

    def _guard(self, reader: threading.Thread) -> None:
        """Wait for its end, and bring it about when time is up or nobody waits for it any more."""
        while reader.is_alive() and not self._unwanted():
            if time.monotonic() > self._deadline:
                seconds = round(self.limits.seconds)
                text = f"the computation was ended after {seconds} s"
                self._fail("workers.time", text, {"seconds": seconds})
                return
            reader.join(_LOOKS_EVERY)

    def _unwanted(self) -> bool:
        """Whether it was stopped, or its visitor has been away for longer than a page takes to load."""
        if self._present():
            self._seen = time.monotonic()
        return self._stopping.is_set() or time.monotonic() - self._seen > GRACE

    def _read(self, process: subprocess.Popen[bytes]) -> None:
        """Take what the process sends until it ends; an end without a last word is an error too."""
        assert process.stdout is not None
        while self.alive:
            try:
                kind, *values = pickle.load(process.stdout)
            except (EOFError, OSError, pickle.UnpicklingError):
                self._died(process)
                return
            self._take(kind, values)

    def _take(self, kind: str, values: list[Any]) -> None:
        if kind == "record":
            self.records.append(values[0])
        elif kind == "begun":
            self._deadline = time.monotonic() + self.limits.seconds
            with self._writing, contextlib.suppress(OSError):
                self.state = "running"
                self._hand_over()
        elif kind == "done":
            self.result = values[0]
            self.state = "done"
        else:
            self._fail(*values)

    def _died(self, process: subprocess.Popen[bytes]) -> None:
        if self.alive and not self._unwanted():
            self._fail("workers.died", f"the computation ended by itself ({process.wait()})", {})

    def _fail(self, code: str, text: str, values: dict[str, Any]) -> None:
        self.error = LmcoreError(code, text.replace("{", "{{").replace("}", "}}"), **values)
        self.state = "failed"


_changed: Final = threading.Condition(threading.RLock())
_unfinished: Final[list[Job]] = []  # in the order in which they came; the first MOST_RUNNING run


def start(work: Callable[..., object], *arguments: Any, limits: Limits | None = None) -> Job:
    """Let `work(link, *arguments)` run for the visitor on whose behalf this is called; returns at once.

    Keep the job in st.session_state. `link` is a dashboard.work.worker_process.Link.
    """
    visitor, present = _visitor()
    job = Job(work, arguments, limits or Limits(), visitor, present)
    with _changed:
        for other in _unfinished:
            if visitor and other.kind == job.kind:
                other.stop()
    job.begin()
    return job


def _visitor() -> tuple[str, Callable[[], bool]]:
    """Whose script this is, and whether they are still there; ("", always) outside Streamlit."""
    context = get_script_run_ctx(suppress_warning=True)
    if context is None or not runtime.exists():
        return "", lambda: True
    server, session = runtime.get_instance(), context.session_id
    return session, lambda: bool(server.is_active_session(session))
