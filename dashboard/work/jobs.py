"""The one queue for everything that takes long, so that no visitor waits for another's work.

    job = jobs.start("process", train, plan, limits=Limits(seconds=120))   # train(link, plan)
    job.state          # waiting → running → done, stopped or failed
    job.ahead          # how many jobs must end before this one begins; 0: its process is starting, or on
    job.progress       # what train gave to link.progress(share) last
    job.records        # what train gave to link.send(record) so far, in order; read it from a fragment
    job.result         # what train returned, once done
    job.error          # an LmcoreError once failed: st.error(shell.error_message(job.error))
    job.stop()         # at once, also while it waits; a thread's at its next link.send
    job.send(command)  # link.receive() waits for it: for a worker that lives on between commands

A job ends within seconds when its visitor has left, when its time is up, or when the server has died. A
visitor has one job of a function: another stops the one before. MOST_RUNNING of a kind run at a time; the
others wait in the order in which they came.

What belongs to everybody, such as a map of the weights, has a name instead of a visitor:
`jobs.share(name, …)` gives all who ask the same job, `jobs.shared(name)` finds it.
"""

import threading
from collections.abc import Callable
from typing import Any, Final

from cachetools import LRUCache
from streamlit import runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx

from dashboard.work.line import Job
from dashboard.work.processes import ProcessJob
from dashboard.work.terms import Kind, Limits
from dashboard.work.threads import ThreadJob

_CARRIED: Final[dict[Kind, type[Job]]] = {"thread": ThreadJob, "process": ProcessJob, "slow": ProcessJob}
_shared: Final[LRUCache[str, Job]] = LRUCache(32)
_naming: Final = threading.Lock()


def start(kind: Kind, work: Callable[..., Any], *arguments: Any, limits: Limits | None = None) -> Job:
    """Let `work(link, *arguments)` run for the visitor on whose behalf this is called; returns at once.

    Keep the job in st.session_state. `link` is a dashboard.work.terms.Link. What goes to a process is
    pickled: `work` at the top of a module that does not import Streamlit (which would be a second more to
    start), arguments and records plain values or numpy arrays.
    """
    owner, present = _visitor()
    job = _CARRIED[kind](kind, work, arguments, limits or Limits(), owner, present)
    job.begin()
    return job


def share(name: str, kind: Kind, work: Callable[..., Any], *arguments: Any, limits: Limits) -> Job:
    """The job of this name for everybody, whoever leaves; begun anew once it has ended."""
    with _naming:
        found = _shared.get(name)
        if found is None or not found.alive:
            found = _shared[name] = _CARRIED[kind](kind, work, arguments, limits)
            found.begin()
    return found


def shared(name: str) -> Job | None:
    """The job of this name, if anybody began it."""
    with _naming:
        return _shared.get(name)


def _visitor() -> tuple[str, Callable[[], bool]]:
    """Whose script this is, and whether they are still there; ("", always) outside Streamlit."""
    context = get_script_run_ctx(suppress_warning=True)
    if context is None or not runtime.exists():
        return "", lambda: True
    server, session = runtime.get_instance(), context.session_id
    return session, lambda: bool(server.is_active_session(session))
