"""Our weights in a model of Hugging Face's `transformers` (optional extra `hf`), to be held against.

GPT-2 has our layout: pre-norm blocks, weights stored (in, out), heads as slices. Where it has a bias and we
have none the bias is zero; where we add a table of positions it has one; its unembedding is untied from its
embedding, because our embedding is scaled.
"""

from typing import TYPE_CHECKING, Any, cast

import torch
from jaxtyping import Float
from torch import Tensor

from lmcore.config import Mode
from lmcore.model import Block, Transformer

if TYPE_CHECKING:
    from transformers import GPT2LMHeadModel


def to_gpt2(model: Transformer, **options: Any) -> "GPT2LMHeadModel":
    """A GPT2LMHeadModel with copies of the model's weights, in eval mode.

    Args:
        model: with any positions but rotary, which GPT-2 has no place for.
        options: further settings of GPT2Config, such as `attn_implementation="sdpa"` (default "eager", which
        gives
            attention weights).

    Raises:
        ValueError: rotary positions.
    """
    from transformers import GPT2Config, GPT2LMHeadModel

    config = model.config
    if config.positions == "rotary":
        raise ValueError(
            "GPT-2 adds positions to the embedding; rotary positions turn queries and keys instead"
        )
    twin = GPT2LMHeadModel(
        GPT2Config(
            vocab_size=config.vocabulary_size, n_positions=config.context, n_embd=config.d_model,
            n_layer=config.n_layers, n_head=config.n_heads, n_inner=config.d_ff, activation_function="relu",
            layer_norm_epsilon=config.norm_epsilon, tie_word_embeddings=False,
            resid_pdrop=0.0, embd_pdrop=0.0, attn_pdrop=0.0, bos_token_id=None, eos_token_id=None,
            **{"attn_implementation": "eager", **options},
        )
    )  # fmt: skip
    twin.load_state_dict(gpt2_weights(model), strict=True)
    return twin.eval()


def gpt2_weights(model: Transformer) -> dict[str, Tensor]:
    """The model's weights under GPT-2's names."""
    d_model, context = model.config.d_model, model.config.context
    weights = {
        "transformer.wte.weight": model.config.embedding_scale * model.W_E,
        "transformer.wpe.weight": model.position(context),
        "transformer.ln_f.weight": model.final_norm.weight,
        "transformer.ln_f.bias": model.final_norm.bias,
        "lm_head.weight": model.W_E,
    }
    for layer, block in enumerate(model.blocks):
        for name, value in _block_weights(cast("Block", block), d_model).items():
            weights[f"transformer.h.{layer}.{name}"] = value
    return {name: value.detach().clone() for name, value in weights.items()}


def _block_weights(block: Block, d_model: int) -> dict[str, Tensor]:
    attention, feedforward = block.attention, block.feedforward
    return {
        "ln_1.weight": block.norm_1.weight,
        "ln_1.bias": block.norm_1.bias,
        "attn.c_attn.weight": torch.cat((attention.W_Q, attention.W_K, attention.W_V), dim=1),
        "attn.c_attn.bias": attention.W_Q.new_zeros(3 * d_model),
        "attn.c_proj.weight": attention.W_O,
        "attn.c_proj.bias": attention.W_O.new_zeros(d_model),
        "ln_2.weight": block.norm_2.weight,
        "ln_2.bias": block.norm_2.bias,
        "mlp.c_fc.weight": feedforward.W_1,
        "mlp.c_fc.bias": feedforward.b_1,
        "mlp.c_proj.weight": feedforward.W_2,
        "mlp.c_proj.bias": feedforward.b_2,
    }


def attention_mask(mode: Mode, tokens: int) -> Float[Tensor, "1 1 token token"]:
    """What GPT-2 adds to its scores: with four axes it is taken as it is, instead of the causal one."""
    mask = torch.zeros(tokens, tokens)
    if mode == "causal":
        mask = mask.masked_fill(torch.ones(tokens, tokens).triu(1).bool(), torch.finfo(mask.dtype).min)
    return mask[None, None]
