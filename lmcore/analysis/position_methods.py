"""How a score q·k moves when its two tokens move, under different ways of telling positions.

Two tokens and the first layer of a model: with sinusoidal positions exactly as the model computes it; with
rotary positions or none by the same W_Q and W_K on the embeddings alone. The model was not trained for those
two, so their numbers are not better or worse; what is shown is on what they depend.
"""

from dataclasses import dataclass
from functools import partial
from typing import Final

import torch
from jaxtyping import Float, Int
from torch import Tensor

from lmcore import positions
from lmcore.attention import project, scale
from lmcore.config import ModelConfig
from lmcore.model import Block, Transformer

METHODS: Final = ("sinusoidal", "rotary", "none")
Places = Int[Tensor, " case"]
Scores = Float[Tensor, " case"]


@dataclass(frozen=True)
class MovedScores:
    """q·k / √d_k of one head of the first layer, for each method.

    together: both tokens moved by 0, 1, 2 … positions, their distance kept. apart: the query at the place
    `anchor`, the key at each of `distances` positions from it.
    """

    together: dict[str, Float[Tensor, " start"]]
    apart: dict[str, Scores]
    distances: Int[Tensor, " case"]


@torch.inference_mode()
def moved_scores(
    model: Transformer, query_id: int, key_id: int, head: int, distance: int, most: int
) -> MovedScores:
    """Scores of the two tokens, moved together by 0 … most, and apart by −most … most positions.

    `distance` is the key's place minus the query's. Raises ValueError when the context is too short.
    """
    if most + abs(distance) >= model.config.context or 2 * most >= model.config.context:
        raise ValueError(f"{most} steps do not fit in a context of {model.config.context}")
    first = max(0, -distance)
    queries = torch.arange(first, first + most + 1)
    anchored = torch.full((2 * most + 1,), most)
    distances = torch.arange(-most, most + 1)
    together, apart = {}, {}
    for method in METHODS:
        score = partial(_score, model, method, head, query_id, key_id)
        together[method] = score(queries, queries + distance)
        apart[method] = score(anchored, anchored + distances)
    return MovedScores(together, apart, distances)


def _score(
    model: Transformer, method: str, head: int, query_id: int, key_id: int, queries: Places, keys: Places
) -> Scores:
    """Q_i · K_j / √d_k (2.16) for each pair of places."""
    block = model.blocks[0]
    assert isinstance(block, Block)
    q = _vectors(model, block, block.attention.W_Q, method, head, query_id, queries)
    k = _vectors(model, block, block.attention.W_K, method, head, key_id, keys)
    return scale((q * k).sum(-1), q.shape[-1])


def _vectors(
    model: Transformer, block: Block, W: Tensor, method: str, head: int, token_id: int, places: Places
) -> Float[Tensor, "case d_head"]:
    x = model.embed(torch.tensor([token_id])).expand(len(places), -1)
    if method == "sinusoidal":
        x = x + positions.sinusoidal(model.config.context, model.config.d_model)[places]
    vectors = project(block.norm_1(x)[None], W, model.config.n_heads)[0, head]
    return positions.rotate(vectors, places) if method == "rotary" else vectors


def learned_numbers(config: ModelConfig) -> int:
    """Parameters of a learned table of positions in a model of this shape: one vector for each place."""
    return config.context * config.d_model
