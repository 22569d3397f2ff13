"""How many bits a character of text costs the model.

causal: −Σ log₂ p(token | tokens before it), over every token of the text; the start token is given, and no
end is predicted (a text has none in this vocabulary). bidirectional: the same sum with each token in turn
hidden behind <mask> and predicted from all others, read at the output before it (pseudo-perplexity, Salazar
et al. 2020); it is no probability of the text, so the two modes' figures are not on one scale. Both are
divided by the characters of the text.
"""

import itertools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import torch
from jaxtyping import Float, Int
from torch import Tensor

from lmcore.config import Mode
from lmcore.model import Transformer
from lmcore.tokenizer import Tokenizer
from lmcore.trace import pad

_TOKENS = 4096  # of one padded pass
_LOGITS = 512  # rows of the vocabulary at once


@dataclass(frozen=True)
class BitsPerCharacter:
    """`bits` for `n_characters` characters, which were `n_tokens` tokens."""

    n_texts: int
    n_characters: int
    n_tokens: int
    bits: float

    @property
    def bits_per_character(self) -> float:
        """Bits / n_characters."""
        return self.bits / self.n_characters


@torch.inference_mode()
def bits_per_character(
    model: Transformer, tokenizer: Tokenizer, texts: Sequence[str], mode: Mode
) -> BitsPerCharacter:
    """Bits of all texts together. A text longer than the context is read in windows, each from a start
    token.
    """
    rows = [list(ids) for ids in tokenizer.encode_many(texts)]
    windows = [window for row in rows for window in _windows(row, tokenizer.bos_id, model.config.context)]
    count = causal_bits if mode == "causal" else pseudo_bits
    bits = math.fsum(count(model, tokenizer, windows))
    return BitsPerCharacter(len(texts), sum(map(len, texts)), sum(map(len, rows)), bits)


@torch.inference_mode()
def bits_by_position(
    model: Transformer, tokenizer: Tokenizer, texts: Sequence[str], edges: Sequence[int]
) -> tuple[float, ...] | None:
    """Mean bits per token, causal, at positions edges[i] … edges[i + 1] − 1 of rows of edges[-1] tokens.

    The texts are read one after the other, each with its start token, round in a circle, and a row begins
    every `edges[1]` tokens. So every range of positions, being a multiple of that in length, holds the same
    tokens equally often (the first but for the start of each row): what differs is only how much stands
    before them. None if the texts fill no row.
    """
    stream = torch.tensor([id for ids in tokenizer.encode_many(texts) for id in (tokenizer.bos_id, *ids)])
    stream = stream[: len(stream) // edges[1] * edges[1]].to(model.W_E.device)
    if len(stream) < edges[-1]:
        return None
    total = torch.zeros(edges[-1] - 1, dtype=torch.float64)
    for start in range(0, len(stream), edges[1]):
        row = stream.roll(-start)[: edges[-1]].clone()
        row[0] = tokenizer.bos_id
        total += _bits(model, model.hidden(row[None], "causal")[0, :-1], row[1:]).cpu()
    mean = total / (len(stream) // edges[1])  # place i holds the bits of the token at position i + 1
    return tuple(float(mean[max(0, a - 1) : b - 1].mean()) for a, b in itertools.pairwise(edges))


def causal_bits(model: Transformer, tokenizer: Tokenizer, rows: Sequence[list[int]]) -> Iterator[float]:
    """Bits of each row of ids, the start token first, given the tokens before."""
    for batch in _grouped(rows):
        ids, lengths = pad(batch, tokenizer.pad_id, model)
        hidden = model.hidden(ids, "causal", lengths)[:, :-1]
        counted = torch.arange(1, ids.shape[1], device=ids.device) < lengths[:, None]
        yield float(_bits(model, hidden[counted], ids[:, 1:][counted]).sum())


def pseudo_bits(model: Transformer, tokenizer: Tokenizer, rows: Sequence[list[int]]) -> Iterator[float]:
    """Bits of each row, every token hidden in turn."""
    for row in rows:
        ids = torch.tensor(row, device=model.W_E.device)
        hidden_places = torch.arange(1, len(row), device=ids.device)
        for places in hidden_places.split(max(1, _TOKENS // len(row))):
            variants = ids.repeat(len(places), 1)
            one_each = torch.arange(len(places), device=ids.device)
            variants[one_each, places] = tokenizer.mask_id
            output = model.hidden(variants, "bidirectional")[one_each, places - 1]
            yield float(_bits(model, output, ids[places]).sum())


def _bits(
    model: Transformer, hidden: Float[Tensor, "n d_model"], targets: Int[Tensor, " n"]
) -> Float[Tensor, " n"]:
    """−log₂ softmax(h W_Eᵀ)[target], some rows of the vocabulary at a time."""
    parts = [
        torch.nn.functional.cross_entropy(model.unembed(h).float(), target, reduction="none")
        for h, target in zip(hidden.split(_LOGITS), targets.split(_LOGITS), strict=True)
    ]
    return torch.cat(parts).double() / math.log(2) if parts else torch.zeros(0)


def _windows(row: list[int], bos_id: int, context: int) -> Iterator[list[int]]:
    for start in range(0, len(row), context - 1):
        yield [bos_id, *row[start : start + context - 1]]


def _grouped(rows: Sequence[list[int]]) -> Iterator[list[list[int]]]:
    """Rows of similar length together."""
    group: list[list[int]] = []
    for row in sorted(rows, key=len):
        if group and (len(group) + 1) * len(row) > _TOKENS:
            yield group
            group = []
        group.append(row)
    if group:
        yield group
