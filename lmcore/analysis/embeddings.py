"""The embedding matrix W_E: names of its rows, looking one up, neighbours, principal directions.

W_E ∈ R^{V×d} (2.1) holds a row for each token; Em(token) = W_E[id] (2.10).
"""

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import torch
from jaxtyping import Float, Int

from lmcore.analysis.classifiers import cosine, unit
from lmcore.analysis.vocabulary import WordTable
from lmcore.errors import LmcoreError
from lmcore.model import Transformer
from lmcore.tokenizer import BYTES, SPACE, Tokenizer

Kind = Literal["word", "inside", "byte", "special"]
KINDS: tuple[Kind, ...] = ("word", "inside", "byte", "special")
"""A token that opens a word (▁배), one that goes on from the token before (가), a byte, <s> and its like."""


@dataclass(frozen=True)
class Vocabulary:
    """All rows of W_E in the order of their ids.

    `names` are unique and readable: 배 for the token ▁배, -가 for 가 inside a word, ⟨EC⟩ for a byte.
    """

    names: tuple[str, ...]
    kinds: tuple[Kind, ...]
    vectors: Float[np.ndarray, "token d_model"]

    @property
    def table(self) -> WordTable:
        """The rows under their names, for everything that works on a table of words."""
        return WordTable(self.names, self.vectors)


@dataclass(frozen=True)
class Lookup:
    """Row `id` of W_E, its length, and how far the product of the one-hot vector with W_E is from it."""

    id: int
    name: str
    row: Float[np.ndarray, " d_model"]
    norm: float
    difference: float


@dataclass(frozen=True)
class Neighbours:
    """Rows by cosine with one row, the nearest first; that row itself is not among them."""

    name: str
    names: tuple[str, ...]
    cosines: Float[np.ndarray, " token"]


@dataclass(frozen=True)
class Components:
    """Principal components: coordinates of every row, and which share of the whole variance each holds."""

    coordinates: Float[np.ndarray, "token component"]
    explained: Float[np.ndarray, " component"]


@torch.inference_mode()
def vocabulary(model: Transformer, tokenizer: Tokenizer) -> Vocabulary:
    """Every row of W_E with its name."""
    kinds: tuple[Kind, ...] = tuple(_kind(tokenizer, id) for id in range(tokenizer.vocabulary_size))
    pieces = [tokenizer.piece(id) for id in range(tokenizer.vocabulary_size)]
    taken = {piece for piece, kind in zip(pieces, kinds, strict=True) if kind != "inside"}
    names = tuple(_name(piece, kind, taken) for piece, kind in zip(pieces, kinds, strict=True))
    return Vocabulary(names, kinds, model.W_E.detach().float().cpu().numpy())


def _kind(tokenizer: Tokenizer, id: int) -> Kind:
    if id in tokenizer.special_ids:
        return "special"
    piece = tokenizer.piece(id)
    if tokenizer.id_of(piece) != id:  # a byte's readable form is no piece
        return "byte"
    return "word" if piece.startswith(SPACE) and piece != SPACE else "inside"


def _name(piece: str, kind: Kind, taken: set[str]) -> str:
    if kind == "word":
        return piece.removeprefix(SPACE)
    if kind != "inside":
        return piece
    if piece == SPACE:
        return "␣"
    # ▁-x is called -x too; then what goes on inside a word shows its bare piece
    return piece if f"{SPACE}-{piece}" in taken else f"-{piece}"


def find(tokenizer: Tokenizer, names: Mapping[str, int], typed: str) -> int:
    """The id of what a reader typed: a name, a piece, or a token of the inside of words without its hyphen.

    Raises:
        LmcoreError: `embeddings.not_one_token`, with the pieces it is made of and the nearest whole words.
    """
    typed = typed.strip()
    if not typed:
        raise LmcoreError("embeddings.empty", "a word is needed")
    for candidate in (typed, typed.removeprefix(SPACE), f"-{typed}"):
        if candidate in names:
            return names[candidate]
    if typed in BYTES:
        return names[f"⟨{BYTES.index(typed):02X}⟩"]
    raise LmcoreError(
        "embeddings.not_one_token", "{word} is not one token but {count}: {pieces}; try {suggestions}",
        word=typed[:60], **_advice(tokenizer, names, typed),
    )  # fmt: skip


def _advice(tokenizer: Tokenizer, names: Mapping[str, int], typed: str) -> dict[str, Any]:
    tokens = tokenizer.tokenize(typed[:60])
    shown = [token.piece for token in tokens[:8]]
    near = [name for name in names if not name.startswith("-") and len(name) > 1 and name[0] in typed]
    found = [name for name in near if name in typed]
    found.sort(key=len, reverse=True)
    found += [name for name in difflib.get_close_matches(typed[:60], near, 4, 0.5) if name not in found]
    return {
        "count": len(tokens),
        "pieces": " + ".join(shown) + (" …" if len(tokens) > 8 else ""),
        "suggestions": ", ".join(found[:4]) or "–",
    }


def lookup(vocabulary: Vocabulary, id: int) -> Lookup:
    """Row `id` (2.10), found once by its number and once as o W_E with the one-hot vector o."""
    one_hot = np.zeros(len(vocabulary.names), dtype=vocabulary.vectors.dtype)
    one_hot[id] = 1.0
    row = vocabulary.vectors[id]
    difference = float(np.abs(one_hot @ vocabulary.vectors - row).max())
    return Lookup(id, vocabulary.names[id], row, float(np.linalg.norm(row)), difference)


def cosines(table: WordTable, row: int) -> Float[np.ndarray, " word"]:
    """cos(e_row, e_j) = e_row · e_j / (|e_row| |e_j|) with every row j."""
    return cosine(table.vectors, table.vectors[row])


def neighbours(table: WordTable, row: int, count: int) -> Neighbours:
    """The `count` rows with the largest cosine, the row itself left out."""
    found = cosines(table, row)
    order = [int(i) for i in np.argsort(-found, kind="stable") if i != row][:count]
    return Neighbours(table.words[row], tuple(table.words[i] for i in order), found[order])


def principal_components(vectors: Float[np.ndarray, "token d_model"], count: int) -> Components:
    """The `count` directions of largest variance, from the d × d covariance: exact, and fast for d ≪ V.

    A component's sign is free; here the entry of largest size is positive, so a picture is the same twice.
    """
    centred = vectors.astype(np.float64) - vectors.mean(0, dtype=np.float64)
    values, directions = np.linalg.eigh(centred.T @ centred)
    chosen = directions[:, ::-1][:, :count]
    chosen = chosen * np.sign(chosen[np.abs(chosen).argmax(0), np.arange(chosen.shape[1])])
    return Components(centred @ chosen, values[::-1][:count] / values.sum())


def togetherness(table: WordTable, rows: Sequence[int] | Int[np.ndarray, " word"]) -> float:
    """Mean cosine of all pairs of different rows: (|Σ u|² − n) / (n (n − 1)) for n unit vectors u."""
    directions = unit(table.vectors[list(rows)])
    count = len(directions)
    return float((np.square(directions.sum(0)).sum() - count) / (count * (count - 1)))


def random_togetherness(table: WordTable, count: int, draws: int, seed: int = 1) -> float:
    """The baseline: the mean togetherness of `count` rows drawn by chance, `draws` times."""
    generator = np.random.default_rng(seed)
    rows = (generator.choice(len(table.words), count, replace=False) for _ in range(draws))
    return float(np.mean([togetherness(table, drawn) for drawn in rows]))
