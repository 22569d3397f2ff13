"""What a job's function may rely on, and what it may take. Knows nothing of Streamlit."""

from dataclasses import dataclass
from typing import Any, Final, Literal, Protocol

Kind = Literal["thread", "process", "slow"]
"""thread: in the server, for what lets go of the interpreter while it computes, such as a measurement.
process: for minutes. slow: a process for more of them, that takes only what all others leave.
"""

NICE: Final = {"process": 5, "slow": 15}
"""How far processes stand back behind the server in the queue for a core."""


@dataclass(frozen=True)
class Limits:
    """seconds: of computing, counted anew from each `job.send`; memory: bytes of a process beyond those of
    the libraries and the arguments.
    """

    seconds: float = 120.0
    memory: int = 2**30


class Link(Protocol):
    """The first argument of every job's function: its line to the page that waits for it."""

    def send(self, record: Any, /) -> None:
        """Hand over a record (picklable): it is then in `job.records`."""

    def progress(self, share: float, /) -> None:
        """Say how much of the work is done, 0 … 1: it is then in `job.progress`."""

    @property
    def called(self) -> bool:
        """Whether the page has given something to `job.send`."""
        ...
