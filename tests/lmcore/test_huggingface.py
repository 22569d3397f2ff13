"""Our model against GPT-2 of `transformers` holding the same weights."""

import copy

import pytest
import torch

from lmcore import checkpoints
from lmcore.huggingface import attention_mask, to_gpt2
from lmcore.trace import trace

pytest.importorskip("transformers")
TEXTS = ("", "배", "얘, 겨울 배가 맛있단다!", "아버지와 어머니, 남자와 여자가 함께 왔다. " * 3)


@pytest.fixture(scope="module", params=["sinusoidal", "learned", "none", "checkpoint"])
def trio(request, random_model, small_tokenizer, checkpoint_folder):
    """Our model, its tokenizer, its twin."""
    if request.param == "checkpoint":
        loaded = checkpoints.load(checkpoint_folder, device="cpu")
        return loaded.model, loaded.tokenizer, to_gpt2(loaded.model)
    model = random_model(request.param)
    return model, small_tokenizer, to_gpt2(model)


def equal(ours, theirs, tolerance):
    torch.testing.assert_close(ours, theirs, atol=tolerance, rtol=0)


@pytest.mark.parametrize("mode", ["bidirectional", "causal"])
@pytest.mark.parametrize("text", TEXTS)
def test_every_stage_gpt2_shows_equals_ours(trio, mode, text):
    model, tokenizer, twin = trio
    ours = trace(model, tokenizer, text, mode)
    theirs = twin(
        ours.ids[None],
        attention_mask=attention_mask(mode, len(ours.ids)),
        output_attentions=True,
        output_hidden_states=True,
    )
    equal(ours.logits, theirs.logits[0], 1e-5)
    equal(ours.final, theirs.hidden_states[-1][0], 1e-5)
    for layer, weights, before in zip(ours.layers, theirs.attentions, theirs.hidden_states, strict=False):
        equal(layer.attention.weights, weights[0], 1e-6)
        equal(layer.residual_before, before[0], 1e-5)


def test_gpt2s_own_causal_mask_is_ours(trio):
    model, _, twin = trio
    ids = torch.randint(model.config.vocabulary_size, (3, 21), generator=torch.Generator().manual_seed(0))
    # in float64: of these logits, up to 16, GPT-2's own float32 is over 1e-5 from the exact ones
    exact, theirs = (copy.deepcopy(one).double() for one in (model, twin))
    equal(exact(ids, "causal"), theirs(ids).logits, 1e-10)


def test_the_twin_shares_no_memory(random_model):
    model = random_model()
    to_gpt2(model).lm_head.weight.zero_()
    assert bool(model.W_E.any())


def test_rotary_positions_have_no_place_in_gpt2(random_model):
    with pytest.raises(ValueError, match="rotary"):
        to_gpt2(random_model("rotary"))
