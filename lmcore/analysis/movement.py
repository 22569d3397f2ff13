"""How a word's vector moves through the layers, compared between sentences.

비행기 → 경비행기 → 세스나 경비행기 → 경비행기 프라모델: what stands beside a word
changes its vector, layer by layer, and so 배 becomes four vectors in four sentences, though it enters as one.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor

from lmcore.analysis.products import Angle, angle
from lmcore.analysis.sample import Span, batches, overlapping, sentences
from lmcore.analysis.stream import cosine, streams
from lmcore.config import Mode
from lmcore.model import Transformer
from lmcore.tokenizer import Tokenizer


@dataclass(frozen=True)
class Phrase:
    """A text and the span of the word that is followed."""

    text: str
    word: Span


@dataclass(frozen=True)
class Movement:
    """A followed word in several phrases, compared with the first. Shapes (phrase, stage).

    cosine, distance: with and from the first phrase's word at the same stage. vectors: (phrase, stage,
    d_model), a word of several tokens is the mean of theirs.
    """

    phrases: tuple[Phrase, ...]
    cosine: Float[Tensor, "phrase stage"]
    distance: Float[Tensor, "phrase stage"]
    vectors: Float[Tensor, "phrase stage d_model"]

    def angle(self, phrase: int, stage: int) -> Angle:
        """The first phrase's word and another's at one stage."""
        return angle(self.vectors[0, stage], self.vectors[phrase, stage])


def phrase(line: str) -> Phrase:
    """Read `애플, 겨울 [배]가 맛있단다!`; without brackets the last word is followed.

    >>> phrase("세스나 경비행기")
    Phrase(text='세스나 경비행기', word=(4, 8))
    >>> phrase("[배]가 아프다.")
    Phrase(text='배가 아프다.', word=(0, 1))
    """
    opens, closes = line.find("["), line.find("]")
    text = line.replace("[", "").replace("]", "").strip()
    if 0 <= opens < closes - 1:
        start = len(line[:opens].lstrip())
        return Phrase(text, (start, start + closes - opens - 1))
    start = len(text) - len(text.split()[-1]) if text else 0
    return Phrase(text, (start, len(text)))


@torch.inference_mode()
def movement(model: Transformer, tokenizer: Tokenizer, phrases: Sequence[Phrase], mode: Mode) -> Movement:
    """Follow the word of each phrase through all stages. Raises LmcoreError for a text beyond the context."""
    found = {}
    for batch in batches(model, tokenizer, [item.text for item in phrases]):
        stream = streams(model, batch.ids, mode, batch.lengths)
        for row, number in enumerate(batch.numbers):
            places = overlapping(batch.tokens[row], phrases[number].word)
            found[number] = stream[:, row, places].double().mean(1)
    vectors = torch.stack([found[number] for number in range(len(phrases))])
    first = vectors[:1]
    return Movement(tuple(phrases), cosine(vectors, first), (vectors - first).norm(dim=-1), vectors)


@torch.inference_mode()
def chance_cosine(model: Transformer, tokenizer: Tokenizer, mode: Mode) -> Float[Tensor, " stage"]:
    """Mean cosine of two different tokens anywhere in the stored sample: what "alike" is to be measured
    against.

    Vectors of a stream share directions, so two tokens that have nothing to do with each other are far from
    0. The mean over all pairs is (‖Σ u‖² − n) / (n (n − 1)) for unit vectors u.
    """
    total: Tensor | float = 0.0
    count = 0
    for batch in batches(model, tokenizer, sentences()):
        stream = streams(model, batch.ids, mode, batch.lengths).double()
        real = torch.arange(batch.ids.shape[1]) < batch.lengths[:, None]
        real[:, 0] = False
        unit = torch.nn.functional.normalize(stream[:, real], dim=-1)
        total, count = total + unit.sum(1), count + unit.shape[1]
    assert isinstance(total, Tensor)
    return ((total**2).sum(-1) - count) / (count * (count - 1))
