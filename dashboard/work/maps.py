"""Maps of W_E that take minutes: computed once in a process and kept on disk for everybody."""

import hashlib
import os
import tempfile
from pathlib import Path
from typing import Final

import numpy as np
from jaxtyping import Float

from dashboard.work.terms import Limits, Link
from lmcore.analysis.projections import METHODS, Map, Method, project

LIMITS: Final = Limits(seconds=45 * 60, memory=3 * 2**30)
KEPT: Final = 16
"""Maps that stay on disk, 128 KB each; the oldest go first."""


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


def path(weights: str, method: Method) -> Path:
    """Where the map of these weights is kept once it was computed."""
    return folder() / "maps" / f"{weights}-{method}.npy"


def load(weights: str, method: Method) -> Map | None:
    """The map of these weights, if it was ever computed here."""
    try:
        found = np.load(path(weights, method))
    except (OSError, ValueError):
        return None
    return found if found.ndim == 2 and found.shape[1] == 2 and np.isfinite(found).all() else None


def compute(link: Link, vectors: Float[np.ndarray, "row d_model"], method: Method, target: Path) -> None:
    """Write the map of these rows to `target`, whole or not at all; the oldest maps beside it go."""
    found = project(vectors, method, link.progress)
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_suffix(".part")
    with draft.open("wb") as file:
        np.save(file, found)
    draft.replace(target)
    maps = [kept for method in METHODS for kept in target.parent.glob(f"*-{method}.npy")]
    for old in sorted(maps, key=lambda kept: kept.stat().st_mtime, reverse=True)[KEPT:]:
        old.unlink(missing_ok=True)
