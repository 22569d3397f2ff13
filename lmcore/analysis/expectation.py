"""How much each token of a text was expected: its rank, its probability, its surprise.

The surprise −log2 p of a token is the length of its code in bits (Shannon 1948); summed over a text it is
what the text costs under the model, and in readers it goes with reading time (Hale 2001, Levy 2008).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from jaxtyping import Float, Int
from torch import Tensor

from lmcore.config import Mode
from lmcore.generation import Reading, read
from lmcore.model import Transformer


@dataclass(frozen=True)
class Expectation:
    """What the model said of the tokens that came, at temperature 1, over the full vocabulary.

    rank: 1 is the likeliest, equal logits go by their ids. probability: softmax (2.8). surprise: bits.
    """

    rank: Int[Tensor, " place"]
    probability: Float[Tensor, " place"]
    surprise: Float[Tensor, " place"]


def expectation(logits: Float[Tensor, "place vocabulary"], ids: Int[Tensor, " place"]) -> Expectation:
    """Rank, probability and surprise of `ids`, each under its own row of `logits`.

    >>> found = expectation(torch.tensor([[0.0, 0.0], [3.0, 0.0]]), torch.tensor([1, 0]))
    >>> found.rank.tolist(), found.surprise[0].item()
    ([2, 1], 1.0)
    """
    own = logits.gather(-1, ids[:, None])
    earlier = torch.arange(logits.shape[-1], device=logits.device) < ids[:, None]
    rank = ((logits > own) | ((logits == own) & earlier)).sum(-1) + 1
    surprise = (logits.logsumexp(-1) - own[:, 0]) / math.log(2)
    return Expectation(rank, 2**-surprise, surprise)


@torch.inference_mode()
def read_hidden(model: Transformer, ids: Sequence[int], place: int, mask_id: int) -> Reading:
    """A bidirectional pass over `ids` with the token at `place` hidden, or one more, hidden, at the end.

    Row place − 1 of the result predicts the hidden token: that is what the model was trained for
    (Charpentier and Samuel 2024). Raises LmcoreError past the context.
    """
    if not 1 <= place <= len(ids):
        raise ValueError(f"place {place} is not from 1 to {len(ids)}")
    mode: Mode = "bidirectional"
    return read(model, [*ids[:place], mask_id, *ids[place + 1 :]], mode)
