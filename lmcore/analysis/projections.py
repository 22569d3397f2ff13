"""Maps of all rows of W_E that take minutes: t-SNE and UMAP."""

import importlib.util
import io
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from typing import Any, Literal

import numpy as np
from jaxtyping import Float

from lmcore.analysis.classifiers import unit
from lmcore.errors import LmcoreError

Method = Literal["tsne", "umap"]
METHODS: tuple[Method, ...] = ("tsne", "umap")
COMPONENTS = 50
"""Principal components that both methods are given, as van der Maaten and Hinton (2008) have it."""

NEIGHBOURS = 15
PERPLEXITY = 30
_ITERATIONS = 750
_EPOCHS = 200
_SEED = 1
_STEP = re.compile(r"Iteration (\d+):|(\d+)%\|")

Progress = Callable[[float], None]
Map = Float[np.ndarray, "row 2"]


def available(method: Method) -> bool:
    """Whether the method's library is installed; UMAP's is an optional extra."""
    return method != "umap" or importlib.util.find_spec("umap") is not None


def project(vectors: Float[np.ndarray, "row d_model"], method: Method, progress: Progress) -> Map:
    """Lay the rows out in two dimensions so that rows with a large cosine lie close together.

    Rows are centred and made unit vectors, so Euclidean neighbours are neighbours by cosine; then reduced to
    COMPONENTS principal components. The result is centred, its largest coordinate ±1.

    Raises:
        LmcoreError: `embeddings.no_umap`, the optional library is missing.
    """
    if not available(method):
        raise LmcoreError("embeddings.no_umap", "UMAP needs the extra: pip install 'dotbogi[umap]'")
    reduced = _reduced(unit(vectors - vectors.mean(0)))
    laid_out = (_tsne if method == "tsne" else _umap)(reduced, progress)
    laid_out = laid_out - laid_out.mean(0)
    return (laid_out / np.abs(laid_out).max()).astype(np.float32)


def _reduced(vectors: np.ndarray) -> np.ndarray:
    from sklearn.decomposition import PCA

    count = min(COMPONENTS, *vectors.shape)
    return PCA(count, svd_solver="covariance_eigh", random_state=_SEED).fit_transform(vectors)


def _tsne(vectors: np.ndarray, progress: Progress) -> np.ndarray:
    from sklearn.manifold import TSNE

    perplexity = min(PERPLEXITY, (len(vectors) - 1) / 3)
    model = TSNE(
        2, perplexity=perplexity, init="pca", max_iter=_ITERATIONS, verbose=2, random_state=_SEED, n_jobs=1
    )
    with _listening(progress, _ITERATIONS):
        return model.fit_transform(vectors)


def _umap(vectors: np.ndarray, progress: Progress) -> np.ndarray:
    import umap  # pyright: ignore[reportMissingImports]  # an extra

    count = min(NEIGHBOURS, len(vectors) - 1)
    with _listening(progress, 100):
        model = umap.UMAP(
            n_neighbors=count, n_epochs=_EPOCHS, init="pca", verbose=True, random_state=_SEED, n_jobs=1
        )
        return model.fit_transform(vectors)


class _Listener(io.TextIOBase):
    """A stream that reads off a library's prints how far it is; neither of the two reports it otherwise."""

    def __init__(self, progress: Progress, whole: int) -> None:
        self.progress, self.whole = progress, whole

    def write(self, text: str) -> int:
        for match in _STEP.finditer(text):
            self.progress(min(1.0, int(match[1] or match[2]) / self.whole))
        return len(text)


@contextmanager
def _listening(progress: Progress, whole: int) -> Iterator[None]:
    listener: Any = _Listener(progress, whole)
    with redirect_stdout(listener), redirect_stderr(listener):
        yield
