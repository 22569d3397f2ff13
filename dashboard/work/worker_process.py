"""The other end of dashboard.work.processes: a process that does one job and tells how it goes.

Started as `python -c "from dashboard.work.worker_process import main; main(5)"`, not through multiprocessing:
that would run `__main__` again, and under Streamlit `__main__` is the app. Knows nothing of Streamlit, so
that it starts quickly. Both pipes carry pickles between two processes of this program, nothing from outside.

The pipe of commands is the life line too: it ends when the server does, however that happened. Linux ends
even a process that never lets go of the interpreter.
"""

import ctypes
import os
import pickle
import queue
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO, Final

from lmcore.errors import LmcoreError

LOOKS_EVERY: Final = 0.05  # seconds between looks at the memory where the kernel sets no limit
_PR_SET_PDEATHSIG: Final = 1  # prctl.h: what to send when the thread that started us is gone
_STATUS: Final = Path("/proc/self/status")
_TOO_MUCH: Final = ("error", "workers.memory", "the computation needs more memory than it may take", {})


class Link:
    """The dashboard.work.terms.Link of a process."""

    def __init__(self, commands: BinaryIO, replies: BinaryIO) -> None:
        self._commands = commands
        self._replies = replies
        self._received: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._lock = threading.Lock()

    def send(self, record: object) -> None:
        """Hand a picklable record to the page."""
        self.reply("record", record)

    def progress(self, share: float) -> None:
        """Say how much is done."""
        self.reply("progress", share)

    def receive(self) -> Any:
        """Wait for the next thing that the page gives to `job.send`."""
        return self._received.get()

    @property
    def called(self) -> bool:
        """Whether something waits to be received."""
        return not self._received.empty()

    def reply(self, kind: str, *values: object) -> None:
        """Write one message; several threads may."""
        with self._lock:
            pickle.dump((kind, *values), self._replies, pickle.HIGHEST_PROTOCOL)
            self._replies.flush()

    def listen(self) -> None:
        """Take commands until the server closes the pipe or is gone, and end with it."""
        while True:
            try:
                self._received.put(pickle.load(self._commands))
            except (EOFError, OSError, pickle.UnpicklingError):
                os._exit(0)


def main(nice: int) -> None:
    """Read a job from standard input, do it, write what it sends to standard output."""
    stand_back(nice)
    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what the job prints goes to the server's log, not into the pipe
    link = Link(sys.stdin.buffer, replies)
    code = 0
    try:
        work, arguments, memory = pickle.load(sys.stdin.buffer)
        threading.Thread(target=link.listen, daemon=True).start()
        if not limit_by_kernel(memory):
            threading.Thread(target=watch, args=(link, memory, resident), daemon=True).start()
        link.reply("begun")
        link.reply("done", work(link, *arguments))
    except Exception as error:
        _fail(link, error)
        code = 1
    os._exit(code)  # the listening thread sits in a read that an orderly end would wait for


def stand_back(nice: int) -> None:
    """Behind the server in the queue for a core, and not a moment longer than the server."""
    if hasattr(os, "nice"):
        os.nice(nice)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def limit_by_kernel(memory: int) -> bool:
    """Let the kernel refuse what goes beyond `memory` bytes from now on. Linux; others do not hold to it."""
    if not _STATUS.exists():
        return False
    import resource

    lines = dict(line.split(":", 1) for line in _STATUS.read_text().splitlines())
    most = 1024 * int(lines["VmData"].split()[0]) + memory
    resource.setrlimit(resource.RLIMIT_DATA, (most, most))
    return True


def watch(link: Link, memory: int, held: Callable[[], int]) -> None:
    """End the process once it holds `memory` bytes more than at the start: where the kernel sets no limit."""
    before = held()
    while held() - before <= memory:
        time.sleep(LOOKS_EVERY)
    link.reply(*_TOO_MUCH)
    os._exit(1)


def resident() -> int:
    """Bytes of memory this process holds: at most so far (macOS), or now (Windows)."""
    if sys.platform == "win32":
        return _resident_on_windows()
    import resource

    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else 1024 * most


def _resident_on_windows() -> int:
    counters = (ctypes.c_size_t * 10)()  # PROCESS_MEMORY_COUNTERS: its third field is WorkingSetSize
    library: Any = ctypes.windll  # type: ignore[attr-defined]
    library.kernel32.GetCurrentProcess.restype = ctypes.c_void_p
    process = ctypes.c_void_p(library.kernel32.GetCurrentProcess())
    library.psapi.GetProcessMemoryInfo(process, ctypes.byref(counters), ctypes.sizeof(counters))
    return int(counters[2])


def _fail(link: Link, error: Exception) -> None:
    """Say what went wrong as a code; what nobody foresaw goes to the server's log as well."""
    if isinstance(error, LmcoreError):
        link.reply("error", error.code, str(error), error.values)
    elif isinstance(error, MemoryError) or "can't allocate memory" in str(error):
        link.reply(*_TOO_MUCH)
    else:
        traceback.print_exception(error)
        reason = f"{type(error).__name__}: {error}"
        link.reply("error", "workers.failed", f"the computation failed: {reason}", {"reason": reason})
