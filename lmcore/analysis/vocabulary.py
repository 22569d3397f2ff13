"""Whole words of the vocabulary and their rows of W_E, raw or without what all rows share."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import torch
from jaxtyping import Float

from lmcore.model import Transformer
from lmcore.tokenizer import SPACE, Tokenizer

Space = Literal["raw", "centred"]
SPACES: tuple[Space, ...] = ("raw", "centred")


@dataclass(frozen=True)
class WordTable:
    """`vectors[i]` (word, d_model) is the row of W_E of the token ▁`words[i]`."""

    words: tuple[str, ...]
    vectors: Float[np.ndarray, "word d_model"]

    def index(self) -> dict[str, int]:
        """Row of each word."""
        return {word: row for row, word in enumerate(self.words)}

    def without_common_directions(self, count: int | None = None) -> "WordTable":
        """Take out the mean and the `count` strongest principal directions (default d_model / 100, rounded).

        "All-but-the-top", Mu and Viswanath 2018, algorithm 1: rows of an embedding share a mean and a few
        directions that hold frequency rather than meaning.
        """
        count = round(self.vectors.shape[1] / 100) if count is None else count
        centred = self.vectors - self.vectors.mean(0)
        directions = np.linalg.svd(centred, full_matrices=False)[2][:count]
        return WordTable(self.words, centred - centred @ directions.T @ directions)


@torch.inference_mode()
def word_table(model: Transformer, tokenizer: Tokenizer) -> WordTable:
    """Every token that begins a word: ▁ and at least one more character."""
    rows = []
    for id in range(tokenizer.vocabulary_size):
        piece = tokenizer.piece(id)
        if id not in tokenizer.special_ids and piece.startswith(SPACE) and len(piece) > 1:
            rows.append((piece[1:], id))
    vectors = model.W_E[[id for _, id in rows]].double().cpu().numpy()
    return WordTable(tuple(word for word, _ in rows), vectors)


def covered(items: Sequence[Sequence[str]], table: WordTable) -> list[int]:
    """Indices of the items all of whose words are whole tokens."""
    known = set(table.words)
    return [i for i, words in enumerate(items) if known.issuperset(words)]
