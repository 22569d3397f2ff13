"""The vector of one word in its sentence, at every layer.

A word's vector is the residual stream over its token, the mean over its tokens if it has several. Layer 0 is
what enters the first block, embedding + position; layer n is what leaves the last one.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float, Int
from torch import Tensor

from lmcore.attention import allowed_pairs
from lmcore.config import Mode
from lmcore.errors import LmcoreError
from lmcore.model import Transformer
from lmcore.tokenizer import Token, Tokenizer

_MARK = re.compile(r"\[([^\[\]]+)\]")
_BATCH = 1024  # tokens of one padded pass: more would only be padding


@dataclass(frozen=True)
class MarkedWord:
    """A sentence and the characters start:end of the word that is meant."""

    text: str
    start: int
    end: int

    @property
    def word(self) -> str:
        """The marked characters."""
        return self.text[self.start : self.end]

    @property
    def bracketed(self) -> str:
        """The sentence as the evaluation files write it."""
        return f"{self.text[: self.start]}[{self.word}]{self.text[self.end :]}"


def parse_marked(line: str, target: str | None = None) -> MarkedWord:
    """Read a sentence whose word stands in square brackets.

    `target`, the word itself where a file names it, helps out: among several brackets the first that holds it
    is taken, and without any bracket its first occurrence.

    >>> parse_marked("[배]가 아프다.")
    MarkedWord(text='배가 아프다.', start=0, end=1)

    Raises:
        LmcoreError: no brackets, or several and no `target` among them.
    """
    line = unicodedata.normalize("NFC", line)
    marks = list(_MARK.finditer(line))
    meant = marks
    if target is not None and len(marks) != 1:
        meant = [mark for mark in marks if mark[1] == target][:1]
        if not marks and target in line:
            return find_word(line, target)[0]
    if len(meant) != 1:
        raise LmcoreError(
            "words.brackets",
            "one word in [brackets] is needed, found {found}: {line}",
            found=len(marks),
            line=line,
        )
    start = meant[0].start() - 2 * marks.index(meant[0])
    return MarkedWord(_MARK.sub(r"\1", line), start, start + len(meant[0][1]))


def find_word(text: str, word: str) -> tuple[MarkedWord, ...]:
    """Every place of `text` that reads `word`, from left to right."""
    return tuple(MarkedWord(text, m.start(), m.end()) for m in re.finditer(re.escape(word), text))


def tokens_of(tokens: Sequence[Token], marked: MarkedWord) -> list[int]:
    """Indices of the tokens that share a character with the marked word (special tokens have none)."""
    return [i for i, t in enumerate(tokens) if t.word >= 0 and t.start < marked.end and marked.start < t.end]


@torch.inference_mode()
def residuals(
    model: Transformer, ids: Int[Tensor, "batch token"], mode: Mode, lengths: Int[Tensor, " batch"]
) -> Float[Tensor, "layer batch token d_model"]:
    """The residual stream entering every block, and the one leaving the last: n_layers + 1 of them."""
    x = model.embed(ids) + model.position(ids.shape[1])
    allowed = allowed_pairs(mode, ids.shape[1], ids.shape[1], lengths)
    found = [x]
    for block in model.blocks:
        x = block(x, allowed, mode == "causal")
        found.append(x)
    return torch.stack(found)


def embedding_means(model: Transformer, words: Sequence[Sequence[int]]) -> Float[np.ndarray, "word d_model"]:
    """The mean of each word's rows of W_E: what it enters as, whatever stands beside it."""
    rows = model.W_E.detach()
    return np.stack([rows[list(ids)].mean(0).cpu().numpy() for ids in words])


def word_vectors(
    model: Transformer, tokenizer: Tokenizer, words: Sequence[MarkedWord], mode: Mode
) -> Float[np.ndarray, "word layer d_model"]:
    """The vector of each marked word at layers 0 … n_layers, in float32.

    A sentence longer than the context is read in a window with the word in the middle. Raises LmcoreError
    when a word has no token (a bracket around nothing but space).
    """
    rows = [_row(tokenizer, word, model.config.context) for word in words]
    result = np.empty((len(rows), model.config.n_layers + 1, model.config.d_model), dtype=np.float32)
    for batch in _batches([len(ids) for ids, _ in rows]):
        lengths = torch.tensor([len(rows[i][0]) for i in batch])
        ids = torch.full((len(batch), int(lengths.max())), tokenizer.pad_id)
        for row, i in enumerate(batch):
            ids[row, : lengths[row]] = torch.tensor(rows[i][0])
        device = model.W_E.device
        streams = residuals(model, ids.to(device), mode, lengths.to(device)).float().cpu()
        for row, i in enumerate(batch):
            result[i] = streams[:, row, rows[i][1]].mean(1).numpy()
    return result


def _row(tokenizer: Tokenizer, word: MarkedWord, context: int) -> tuple[list[int], list[int]]:
    """Ids with the start token, and the places of the word's tokens among them."""
    tokens = tokenizer.tokenize(word.text)
    places = tokens_of(tokens, word)
    if not places:
        raise LmcoreError(
            "words.no_token", "no token stands for the marked word: {line}", line=word.bracketed
        )
    first, room = 0, context - 1
    if len(tokens) > room:
        first = min(max(0, places[0] - room // 2), len(tokens) - room)
        places = [place for place in places if place < first + room]
    ids = [tokenizer.bos_id, *(token.id for token in tokens[first : first + room])]
    return ids, [place - first + 1 for place in places]


def _batches(lengths: Sequence[int]) -> list[list[int]]:
    """Indices in groups of similar length whose padded size stays small."""
    groups: list[list[int]] = []
    for i in sorted(range(len(lengths)), key=lambda i: lengths[i]):
        if groups and (len(groups[-1]) + 1) * lengths[i] <= _BATCH:
            groups[-1].append(i)
        else:
            groups.append([i])
    return groups
