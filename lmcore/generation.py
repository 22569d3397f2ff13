"""Writing: one token after another, each step with its distribution and its attention.

A token read once is never read again: its keys and values stay in a cache, and the next step computes one
row of each matrix only. Keys and values of earlier tokens cannot change under the causal mask, so the result
is the same.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import torch
from jaxtyping import Float
from torch import Tensor

from lmcore.attention import (
    Allowed,
    Attention,
    allowed_pairs,
    attention_weights,
    concatenate,
    weighted_sum,
)
from lmcore.cache import Cache
from lmcore.config import Mode, ModelConfig
from lmcore.errors import LmcoreError
from lmcore.model import Block, Transformer
from lmcore.sampling import Distribution, Sampling, distribution, uniform
from lmcore.tokenizer import Tokenizer


@dataclass(frozen=True)
class Step:
    """One written token.

    place: its index in the ids (0 is the start token). draw: the number in [0, 1) that chose it. logits: (V,)
    as the model gave them, −inf for a barred end; distribution: after `Sampling`. attention: (layer, head,
    key), what the last token read looked at when this one was predicted. ends: it is <s>, which separates
    texts in training, so the text ends here.
    """

    place: int
    id: int
    draw: float
    logits: Float[Tensor, " vocabulary"]
    distribution: Distribution
    attention: Float[Tensor, "layer head key"]
    ends: bool
    _ids: list[int] = field(repr=False)  # of the whole text; it grows while later steps are written
    _tokenizer: Tokenizer = field(repr=False)

    @property
    def piece(self) -> str:
        """The token, readable."""
        return self._tokenizer.piece(self.id)

    @property
    def text(self) -> str:
        """Everything so far, the prompt included."""
        before = self._ids[: self.place]
        return self._tokenizer.decode(before if self.ends else [*before, self.id])


@dataclass(frozen=True)
class Reading:
    """What a pass computed for the tokens it was given.

    final: (token, d_model), after the final norm. attention: for each layer (head, token, key); the keys
    include those of the cache.
    """

    final: Float[Tensor, "token d_model"]
    attention: tuple[Float[Tensor, "head token key"], ...]


@torch.inference_mode()
def generate(
    model: Transformer,
    tokenizer: Tokenizer,
    prompt: str | Sequence[int],
    sampling: Sampling = Sampling(),  # noqa: B008 (frozen)
    max_tokens: int = 128,
    cache: bool = True,
    may_end: bool = True,
) -> Iterator[Step]:
    """Continue `prompt` until `max_tokens`, the end of the text (<s>) or the end of the context.

    Args:
        model: read under the causal mask.
        tokenizer: of the same checkpoint.
        prompt: a text, or ids without the start token; may be empty. A text that ends in a space has that
            space as a token of its own, after which training has seen few words: end it with a word.
        sampling: how to choose.
        max_tokens: at most so many steps.
        cache: False reads everything anew at each step; the result is the same, for comparison.
        may_end: False bars <s>, so that there are `max_tokens` of them unless the context ends.

    Raises:
        LmcoreError: the prompt is longer than the context.
    """
    ids = [tokenizer.bos_id, *(tokenizer.encode(prompt) if isinstance(prompt, str) else prompt)]
    check_length(len(ids), model.config)
    memory = Cache(model.config, model.W_E.device)
    for _ in range(max_tokens):
        if len(ids) >= model.config.context:
            return
        if not cache:
            memory.length = 0
        step = _step(model, tokenizer, ids, memory, sampling, may_end)
        yield step
        if step.ends:
            return
        ids.append(step.id)


def _step(
    model: Transformer,
    tokenizer: Tokenizer,
    ids: list[int],
    memory: Cache,
    sampling: Sampling,
    may_end: bool,
) -> Step:
    reading = read(model, ids[memory.length :], cache=memory)
    logits = next_logits(model, reading)
    if not may_end:
        logits[tokenizer.bos_id] = -torch.inf
    chances = distribution(logits, sampling, ids)
    number = uniform(sampling.seed, len(ids))
    id = chances.draw(number)
    attention = torch.stack([weights[:, -1] for weights in reading.attention])
    ends = id == tokenizer.bos_id
    return Step(len(ids), id, number, logits, chances, attention, ends, ids, tokenizer)


def next_logits(model: Transformer, reading: Reading) -> Float[Tensor, " vocabulary"]:
    """What the last token that was read says of the next one (2.7), on the CPU.

    W_E is halved because MKL multiplies a batch of two matrices with a vector each more than twice as fast as
    one matrix with one vector, if the vector comes as a row turned round.
    """
    row, W_E = reading.final[-1:], model.W_E
    if len(W_E) % 2:
        return model.unembed(row)[0].cpu()
    return torch.bmm(W_E.unflatten(0, (2, -1)), row.T.expand(2, -1, 1)).flatten().cpu()


def check_length(tokens: int, config: ModelConfig) -> None:
    """Raise LmcoreError `text.too_long` if the model cannot read so many tokens, the start token included."""
    if tokens > config.context:
        message = "{tokens} tokens are more than the context of {limit}"
        raise LmcoreError("text.too_long", message, tokens=tokens, limit=config.context)


@torch.inference_mode()
def read(
    model: Transformer, ids: Sequence[int], mode: Mode = "causal", cache: Cache | None = None
) -> Reading:
    """One pass over `ids`, which follow what the cache holds; the cache then holds them too.

    Without a cache `ids` is the whole text, the start token included. Raises LmcoreError past the context.
    """
    start = cache.length if cache else 0
    total = start + len(ids)
    check_length(total, model.config)
    if cache and len(ids) == 1:
        x, weights = cache.read(model, ids[0])
        return Reading(model.final_norm(x), weights)
    allowed = allowed_pairs(mode, len(ids), total, device=model.W_E.device)
    x = model.embed(torch.tensor([ids], device=model.W_E.device)) + model.position(len(ids), start)
    looked = []
    for layer, block in enumerate(model.blocks):
        assert isinstance(block, Block)
        output, weights = _attend(block.attention, block.norm_1(x), allowed, cache, layer)
        x = x + output
        x = x + block.feedforward(block.norm_2(x))
        looked.append(weights[0])
    if cache:
        cache.length = total
    return Reading(model.final_norm(x)[0], tuple(looked))


def _attend(
    attention: Attention, x: Tensor, allowed: Allowed, cache: Cache | None, layer: int
) -> tuple[Tensor, Tensor]:
    """(2.15) – (2.23) for the new tokens: what is added to the residual stream, and the weights."""
    q, k, v = attention.queries_keys_values(x, cache.length if cache else 0)
    if cache:
        k, v = cache.extend(layer, k, v)
    weights = attention_weights(q, k, allowed)
    return concatenate(weighted_sum(weights, v)) @ attention.W_O, weights
