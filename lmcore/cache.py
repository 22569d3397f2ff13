"""Keys and values of the tokens read so far, and the pass over one more token.

That pass is all that writing repeats. It computes what `generation.read` computes and is held equal to it by
tests; it is written a second time, with as few calls as it takes, because for one token the calls themselves
cost a quarter of the time.
"""

from collections.abc import Callable
from typing import NamedTuple

import torch
from jaxtyping import Float
from torch import Tensor, nn

from lmcore import positions
from lmcore.attention import Heads, Keys, side_by_side
from lmcore.config import ModelConfig
from lmcore.model import Block, Transformer

Row = Float[Tensor, "1 d_model"]


class _Layer(NamedTuple):
    """One block's weights, looked up once for all tokens."""

    norm_1: Callable[[Row], Row]
    W_QKV: Float[Tensor, "d_model 3*d_model"]
    W_O: Float[Tensor, "d_model d_model"]
    norm_2: Callable[[Row], Row]
    W_1: Float[Tensor, "d_model d_ff"]
    b_1: Float[Tensor, " d_ff"]
    W_2: Float[Tensor, "d_ff d_model"]
    b_2: Float[Tensor, " d_model"]


class Cache:
    """Keys and values of every token read so far: 2 · layers · d_model numbers a token."""

    def __init__(self, config: ModelConfig, device: torch.device | None = None) -> None:
        shape = (config.n_layers, 1, config.n_heads, config.context, config.d_head)
        self.keys, self.values = (torch.empty(shape, device=device) for _ in range(2))
        self.length = 0
        self._layers: list[_Layer] = []

    def extend(self, layer: int, k: Heads, v: Heads) -> tuple[Keys, Keys]:
        """Put in keys and values of new tokens; returns those of all. `length` moves on after all layers."""
        end = self.length + k.shape[2]
        self.keys[layer, :, :, self.length : end] = k
        self.values[layer, :, :, self.length : end] = v
        return self.keys[layer, :, :, :end], self.values[layer, :, :, :end]

    @property
    def n_bytes(self) -> int:
        """Bytes that the tokens read so far take."""
        return 2 * self.keys[:, :, :, : self.length].nbytes

    def read(self, model: Transformer, id: int) -> tuple[Row, tuple[Float[Tensor, "head 1 key"], ...]]:
        """Read one token that follows those of the cache, in inference mode.

        Returns the residual stream after the last layer and the weights of every layer.
        """
        self._layers = self._layers or [_gathered(block) for block in model.blocks]
        place, heads = self.length, model.config.n_heads
        x, looked = model.embed(torch.tensor([id], device=model.W_E.device)) + model.position(1, place), []
        for number, layer in enumerate(self._layers):
            q, k, v = torch.mm(layer.norm_1(x), layer.W_QKV).view(3, heads, 1, -1)
            if model.config.positions == "rotary":
                where = torch.tensor([place], device=x.device)
                q, k = positions.rotate(q, where), positions.rotate(k, where)
            keys, values = self.keys[number, 0], self.values[number, 0]
            keys[:, place : place + 1], values[:, place : place + 1] = k, v
            weights = torch.bmm(q, keys[:, : place + 1].mT).mul_(model.config.d_head**-0.5)
            torch.softmax(weights, -1, out=weights)
            looked.append(weights)
            x = x + torch.mm(torch.bmm(weights, values[:, : place + 1]).view(1, -1), layer.W_O)
            hidden = torch.addmm(layer.b_1, layer.norm_2(x), layer.W_1).relu_()
            x = x + torch.addmm(layer.b_2, hidden, layer.W_2)
        self.length += 1
        return x, tuple(looked)


def _gathered(block: nn.Module) -> _Layer:
    assert isinstance(block, Block)
    attention, network = block.attention, block.feedforward
    matrices = attention.W_Q, attention.W_K, attention.W_V
    W_QKV = side_by_side(matrices)
    return _Layer(
        _norm(block.norm_1), torch.cat(matrices, dim=1) if W_QKV is None else W_QKV, attention.W_O,
        _norm(block.norm_2), network.W_1, network.b_1, network.W_2, network.b_2,
    )  # fmt: skip


def _norm(norm: nn.LayerNorm) -> Callable[[Row], Row]:
    shape, weight, bias, epsilon = list(norm.normalized_shape), norm.weight, norm.bias, norm.eps
    return lambda x: torch.layer_norm(x, shape, weight, bias, epsilon)
