"""Maps of W_E that take minutes: computed once, in one worker process at a time, and kept on disk.

A map belongs to the weights, not to a visitor, so everybody sees the one that somebody asked for.
"""

import atexit
import hashlib
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal

import numpy as np
from jaxtyping import Float

from lmcore.analysis.projections import METHODS, Method, available

LONGEST: Final = 45 * 60
"""Seconds after which a worker is stopped."""

KEPT: Final = 16
"""Maps that stay on disk, 128 KB each; the oldest go first."""

Map = Float[np.ndarray, "row 2"]
State = Literal["ready", "working", "waiting", "failed", "absent", "missing"]


@dataclass
class _Job:
    """A worker and what it last said; only its own thread changes it."""

    process: "subprocess.Popen[str]"
    started: float
    share: float = 0.0
    failed: str = ""
    last: deque[str] = field(default_factory=lambda: deque(maxlen=8))


@dataclass(frozen=True)
class Standing:
    """How far a map is: `share` of the work, `reason` why it failed."""

    state: State
    share: float = 0.0
    reason: str = ""


_lock = threading.Lock()
_jobs: dict[tuple[str, Method], _Job] = {}


def folder() -> Path:
    """$DOTBOGI_CACHE, else the user's cache folder, else one that ends with the machine's session."""
    if chosen := os.environ.get("DOTBOGI_CACHE"):
        return Path(chosen)
    base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    wanted = base / "dotbogi"
    try:
        wanted.mkdir(parents=True, exist_ok=True)
    except OSError:
        return Path(tempfile.gettempdir()) / "dotbogi"
    return wanted


def fingerprint(vectors: Float[np.ndarray, "row d_model"]) -> str:
    """A name for these weights: a map of other weights is never taken for theirs."""
    return hashlib.sha256(np.ascontiguousarray(vectors).tobytes()).hexdigest()[:16]


def load(weights: str, method: Method) -> Map | None:
    """The map of these weights, if it was ever computed here."""
    try:
        found = np.load(_path(weights, method))
    except (OSError, ValueError):
        return None
    return found if found.ndim == 2 and found.shape[1] == 2 and np.isfinite(found).all() else None


def standing(weights: str, method: Method) -> Standing:
    """How far the map is."""
    if _path(weights, method).is_file():
        return Standing("ready", 1.0)
    with _lock:
        job = _jobs.get((weights, method))
        if job and job.failed:
            return Standing("failed", job.share, job.failed)
        if job:
            return Standing("working", job.share)
        if not available(method):
            return Standing("missing")
        return Standing("waiting" if any(not other.failed for other in _jobs.values()) else "absent")


def start(weights: str, vectors: Float[np.ndarray, "row d_model"], method: Method) -> Standing:
    """Begin to compute a map unless it is there, under way, or another worker is busy."""
    now = standing(weights, method)
    if now.state not in ("absent", "failed"):
        return now
    with _lock:
        if any(not job.failed for job in _jobs.values()):
            return Standing("waiting")
        path = _path(weights, method)
        path.parent.mkdir(parents=True, exist_ok=True)
        rows = path.with_name(f"{weights}-rows.npy")
        np.save(rows, vectors)
        job = _Job(_worker(rows, method, path), time.monotonic())
        _jobs[(weights, method)] = job
    threading.Thread(target=_watch, args=(weights, method, job, rows), daemon=True).start()
    return Standing("working")


def stop(weights: str, method: Method) -> None:
    """End a worker; what it had is lost."""
    with _lock:
        job = _jobs.get((weights, method))
    if job:
        job.process.terminate()


def _path(weights: str, method: Method) -> Path:
    return folder() / "maps" / f"{weights}-{method}.npy"


def _worker(rows: Path, method: Method, path: Path) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "lmcore.analysis.projections", str(rows), method, str(path)]
    environment = os.environ | {"OMP_NUM_THREADS": "1", "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment
    )


def _watch(weights: str, method: Method, job: _Job, rows: Path) -> None:
    """Follow a worker to its end: read how far it is, stop it when it takes too long, tidy up."""
    limit = threading.Timer(LONGEST, job.process.terminate)
    limit.start()
    assert job.process.stdout is not None
    for line in job.process.stdout:
        word, _, number = line.strip().partition(" ")
        if word == "progress":
            job.share = max(job.share, float(number))
        else:
            job.last.append(line.rstrip())
    code = job.process.wait()
    limit.cancel()
    rows.unlink(missing_ok=True)
    with _lock:
        if code == 0 and _path(weights, method).is_file():
            _jobs.pop((weights, method), None)
        elif code < 0:
            _jobs.pop((weights, method), None)  # stopped by the reader, by the limit or at the end
        else:
            job.failed = job.last[-1] if job.last else f"exit code {code}"
    _forget_old()


def _forget_old() -> None:
    maps = sorted((folder() / "maps").glob("*-*.npy"), key=lambda path: path.stat().st_mtime, reverse=True)
    names = tuple(f"-{method}.npy" for method in METHODS)
    for path in [path for path in maps if path.name.endswith(names)][KEPT:]:
        path.unlink(missing_ok=True)


@atexit.register
def _stop_all() -> None:
    for job in list(_jobs.values()):
        job.process.terminate()
