"""Jobs in processes of their own (dashboard.work.worker_process is their other end)."""

import contextlib
import os
import pickle
import subprocess
import sys
import threading
from typing import Any, Final

from dashboard.work.line import LOOKS_EVERY, Job
from dashboard.work.terms import NICE

_MOST_START: Final = 600.0  # seconds to import libraries, behind all other work of a busy machine
_COMMAND: Final = "from dashboard.work.worker_process import main; main({nice})"


class ProcessJob(Job):
    """A job whose function runs with one thread, behind the server, with limits on time and memory."""

    _process: "subprocess.Popen[bytes] | None" = None

    def _compute(self) -> None:
        paths = os.pathsep.join(path for path in sys.path if path)
        # a process that ended before it read its orders breaks the pipe; the reader says how it ended
        with contextlib.suppress(BrokenPipeError), subprocess.Popen(
            [sys.executable, "-c", _COMMAND.format(nice=NICE[self.kind])],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            env=os.environ | {"PYTHONPATH": paths, "OMP_NUM_THREADS": "1"},
        ) as process:  # fmt: skip
            self._process = process
            self._give_time(_MOST_START)
            reader = threading.Thread(target=self._read, args=(process,), daemon=True)
            reader.start()
            try:
                self._write((self.work, self.arguments, self.limits.memory))
                while reader.is_alive() and not self._unwanted() and not self._late():
                    reader.join(LOOKS_EVERY)
            finally:
                process.kill()
                reader.join()

    def _hand_over(self) -> None:
        """Write the commands it has not got yet, and give it time for them."""
        try:
            while self.commands and self.state == "running":
                self._write(self.commands.pop(0))
                self._give_time(self.limits.seconds)
        except (OSError, ValueError):
            self.stop()  # the pipe is broken or closed: it has ended

    def _write(self, value: object) -> None:
        assert self._process is not None
        assert self._process.stdin is not None
        pickle.dump(value, self._process.stdin, pickle.HIGHEST_PROTOCOL)
        self._process.stdin.flush()

    def _read(self, process: "subprocess.Popen[bytes]") -> None:
        """Take what the process sends until it ends; an end without a last word is an error too."""
        assert process.stdout is not None
        while self.alive:
            try:
                kind, *values = pickle.load(process.stdout)
            except (EOFError, OSError, pickle.UnpicklingError):
                if self.alive and not self._unwanted():
                    self._fail("workers.died", f"the computation ended by itself ({process.wait()})", {})
                return
            self._take(kind, values)

    def _take(self, kind: str, values: list[Any]) -> None:
        if kind == "record":
            self.records.append(values[0])
        elif kind == "progress":
            self.progress = values[0]
        elif kind == "begun":
            with self._writing:
                self._started()
                self._hand_over()
        elif kind == "done":
            self._done(values[0])
        else:
            self._fail(*values)
