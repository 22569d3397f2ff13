"""One forward pass and everything it computed."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from jaxtyping import Float, Int
from torch import Tensor

from lmcore.attention import AttentionStages, allowed_pairs
from lmcore.config import Mode
from lmcore.edits import UNEDITED, Edits
from lmcore.errors import LmcoreError
from lmcore.model import Block, Transformer
from lmcore.tokenizer import Token, Tokenizer


@dataclass(frozen=True)
class LayerTrace:
    """What one block computed for one text, in the order in which it did.

    residual_before → attention_input (norm_1) → attention → residual_between → feedforward_input (norm_2) →
    hidden (after ReLU) → feedforward_output → residual_after. Shapes (token, d_model), hidden (token, d_ff);
    until `at` takes one row they carry a leading batch axis.
    """

    residual_before: Float[Tensor, "*batch token d_model"]
    attention_input: Float[Tensor, "*batch token d_model"]
    attention: AttentionStages
    residual_between: Float[Tensor, "*batch token d_model"]
    feedforward_input: Float[Tensor, "*batch token d_model"]
    hidden: Float[Tensor, "*batch token d_ff"]
    feedforward_output: Float[Tensor, "*batch token d_model"]
    residual_after: Float[Tensor, "*batch token d_model"]

    def at(self, row: int, length: int) -> "LayerTrace":
        """Row `row` of a batch, its first `length` tokens."""
        parts = {name: value[row, :length] for name, value in vars(self).items() if name != "attention"}
        return LayerTrace(**parts, attention=self.attention.at(row, length))


@dataclass(frozen=True)
class Trace:
    """Everything the model computed for one text. `tokens[0]` is the start token <s>.

    embedding is s·W_E[id] (2.10), position PE (2.11); their sum is layers[0].residual_before (2.13). `final`
    is the residual stream after the last norm, `logits` (token, vocabulary) what it says about the next
    token. `tokens` are those that were read, in that order: `edits` may have changed both.
    """

    text: str
    mode: Mode
    tokens: tuple[Token, ...]
    ids: Int[Tensor, " token"]
    embedding: Float[Tensor, "token d_model"]
    position: Float[Tensor, "token d_model"]
    layers: tuple[LayerTrace, ...]
    final: Float[Tensor, "token d_model"]
    logits: Float[Tensor, "token vocabulary"]
    edits: Edits = UNEDITED

    def residual(self, layer: int) -> Float[Tensor, "token d_model"]:
        """The residual stream entering `layer`; `layer` = number of layers gives the stream that leaves
        the last.
        """
        return (
            self.layers[layer].residual_before if layer < len(self.layers) else self.layers[-1].residual_after
        )


def trace(
    model: Transformer,
    tokenizer: Tokenizer,
    text: str,
    mode: Mode = "bidirectional",
    edits: Edits = UNEDITED,
) -> Trace:
    """Run `model` on `text` and keep everything. Raises LmcoreError when the text exceeds the context, and
    for edits that do not fit.
    """
    return trace_batch(model, tokenizer, [text], mode, edits)[0]


@torch.inference_mode()
def trace_batch(
    model: Transformer, tokenizer: Tokenizer, texts: Sequence[str], mode: Mode, edits: Edits = UNEDITED
) -> list[Trace]:
    """`trace` for several texts in one padded pass; padding changes no number."""
    edits.check(model.config)
    arranged = [(tokenizer.start_token(), *edits.arrange(tokenizer.tokenize(text))) for text in texts]
    rows = [edits.hide(row, tokenizer.mask_token()) for row in arranged]
    ids, lengths = pad([[token.id for token in row] for row in rows], tokenizer.pad_id, model)
    embedding, position = model.embed(ids), model.position(ids.shape[1])
    if not edits.positions:
        position = torch.zeros_like(position)
    padded = lengths if len(rows) > 1 else None
    allowed = allowed_pairs(mode, ids.shape[1], ids.shape[1], padded, ids.device)
    layers = trace_layers(model, embedding + position, allowed, edits.linear_layers)
    final = model.final_norm(layers[-1].residual_after)
    logits = model.unembed(final)
    return [
        Trace(
            text, mode, row, ids[i, : len(row)], embedding[i, : len(row)], position[: len(row)],
            tuple(layer.at(i, len(row)) for layer in layers), final[i, : len(row)], logits[i, : len(row)],
            edits,
        )
        for i, (text, row) in enumerate(zip(texts, rows, strict=True))
    ]  # fmt: skip


def trace_layers(
    model: Transformer,
    x: Float[Tensor, "batch token d_model"],
    allowed: Tensor,
    linear: frozenset[int] = frozenset(),
) -> list[LayerTrace]:
    """Every block's stages for a batch that enters the first as `x`; `linear` as in Edits.linear_layers."""
    layers = []
    for number, block in enumerate(model.blocks):
        assert isinstance(block, Block)
        layers.append(trace_block(block, x, allowed, number in linear))
        x = layers[-1].residual_after
    return layers


def trace_block(
    block: Block, x: Float[Tensor, "batch token d_model"], allowed: Tensor, linear: bool = False
) -> LayerTrace:
    """One block's stages for a batch; `linear` leaves max(0, ·) out of the feed-forward."""
    attention_input = block.norm_1(x)
    attention = block.attention.stages(attention_input, allowed)
    between = x + attention.output
    feedforward_input = block.norm_2(between)
    network = block.feedforward
    hidden = feedforward_input @ network.W_1 + network.b_1 if linear else network.hidden(feedforward_input)
    output = network.output(hidden)
    return LayerTrace(
        x, attention_input, attention, between, feedforward_input, hidden, output, between + output
    )


def pad(
    rows: Sequence[Sequence[int]], pad_id: int, model: Transformer
) -> tuple[Int[Tensor, "batch token"], Int[Tensor, " batch"]]:
    """Rows of ids as one tensor, padded at the end, and their lengths. Raises LmcoreError past the
    context.
    """
    longest = max(map(len, rows))
    if longest > model.config.context:
        raise LmcoreError(
            "text.too_long",
            "{tokens} tokens are more than the context of {limit}",
            tokens=longest,
            limit=model.config.context,
        )
    padded = [[*row, *[pad_id] * (longest - len(row))] for row in rows]
    device = model.W_E.device
    return torch.tensor(padded, device=device), torch.tensor([len(row) for row in rows], device=device)
