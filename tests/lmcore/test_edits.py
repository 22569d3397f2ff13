"""Edits of a pass: positions left out, tokens read in another order."""

import pytest
import torch

from lmcore import checkpoints
from lmcore.config import ModelConfig
from lmcore.edits import UNEDITED, Edits
from lmcore.errors import LmcoreError
from lmcore.model import Transformer
from lmcore.trace import trace, trace_batch

TEXT = "얘, 겨울 배가 맛있단다!"


@pytest.fixture(scope="module")
def loaded(checkpoint_folder):
    return checkpoints.load(checkpoint_folder)


@pytest.fixture(scope="module")
def backwards(loaded):
    return tuple(reversed(range(len(loaded.tokenizer.tokenize(TEXT)))))


@pytest.mark.parametrize("mode", ["bidirectional", "causal"])
def test_no_edits_change_nothing(loaded, mode):
    plain = trace(loaded.model, loaded.tokenizer, TEXT, mode)
    edited = trace(loaded.model, loaded.tokenizer, TEXT, mode, Edits())
    assert torch.equal(plain.logits, edited.logits)
    assert plain.edits == UNEDITED


@torch.inference_mode()
def test_without_positions_the_stream_starts_as_the_embedding_alone(loaded):
    edited = trace(loaded.model, loaded.tokenizer, TEXT, edits=Edits(positions=False))
    rows = loaded.config.embedding_scale * loaded.model.W_E[edited.ids]
    assert torch.equal(edited.layers[0].residual_before, rows)
    assert not edited.position.any()


@torch.inference_mode()
def test_another_order_is_the_pass_of_the_ids_in_that_order(loaded, backwards):
    edited = trace(loaded.model, loaded.tokenizer, TEXT, "causal", Edits(order=backwards))
    ids = [loaded.tokenizer.bos_id, *reversed(loaded.tokenizer.encode(TEXT))]
    assert edited.ids.tolist() == ids
    assert [token.id for token in edited.tokens] == ids
    torch.testing.assert_close(
        edited.logits, loaded.model(torch.tensor([ids]), "causal")[0], atol=1e-4, rtol=1e-4
    )


@pytest.mark.parametrize("order", [(0,), (0, 0, 1), (1, 2, 3)])
def test_an_order_names_each_token_once(order):
    with pytest.raises(LmcoreError, match="each to be named once") as caught:
        Edits(order=order).arrange("abc")
    assert caught.value.code == "edits.order"


def test_texts_of_a_batch_are_edited_alike(loaded):
    edits = Edits(positions=False)
    short, long = trace_batch(loaded.model, loaded.tokenizer, ["배", TEXT], "bidirectional", edits)
    alone = trace(loaded.model, loaded.tokenizer, "배", edits=edits)
    torch.testing.assert_close(short.final, alone.final, atol=1e-5, rtol=1e-4)
    assert long.edits is edits


def test_a_rotary_model_has_no_added_positions_to_leave_out():
    config = ModelConfig(10, d_model=8, n_layers=1, n_heads=2, d_ff=8, positions="rotary")
    Edits(order=(1, 0)).check(config)
    with pytest.raises(LmcoreError) as caught:
        Edits(positions=False).check(Transformer(config).config)
    assert caught.value.code == "edits.rotary"


@torch.inference_mode()
def test_a_layer_without_relu_is_one_matrix(loaded):
    last = loaded.config.n_layers - 1
    plain = trace(loaded.model, loaded.tokenizer, TEXT)
    edited = trace(loaded.model, loaded.tokenizer, TEXT, edits=Edits(linear_layers=frozenset((last,))))
    network = loaded.model.blocks[last].feedforward
    layer = edited.layers[last]
    assert torch.equal(plain.layers[last].feedforward_input, layer.feedforward_input)
    x = layer.feedforward_input.double()
    one_matrix = x @ (network.W_1.double() @ network.W_2.double())
    shift = network.b_1.double() @ network.W_2.double() + network.b_2.double()
    torch.testing.assert_close(layer.feedforward_output.double(), one_matrix + shift, atol=1e-4, rtol=1e-4)


@pytest.mark.parametrize("layer", [-1, 99])
def test_a_layer_that_is_not_there_is_named(loaded, layer):
    with pytest.raises(LmcoreError, match=f"no layer {layer}") as caught:
        trace(loaded.model, loaded.tokenizer, TEXT, edits=Edits(linear_layers=frozenset((layer,))))
    assert caught.value.code == "edits.layer"


@torch.inference_mode()
@pytest.mark.parametrize("last", [False, True])
def test_a_hidden_token_is_read_as_the_mask(loaded, last):
    ids = [loaded.tokenizer.bos_id, *loaded.tokenizer.encode(TEXT)]
    place = len(ids) if last else 4
    edited = trace(loaded.model, loaded.tokenizer, TEXT, edits=Edits(hidden=place))
    given = [*ids[:place], loaded.tokenizer.mask_id, *ids[place + 1 :]]
    assert edited.ids.tolist() == [token.id for token in edited.tokens] == given
    torch.testing.assert_close(
        edited.logits, loaded.model(torch.tensor([given]), "bidirectional")[0], atol=1e-4, rtol=1e-4
    )


@pytest.mark.parametrize("place", [-1, 0, 5])
def test_only_a_place_of_the_text_can_be_hidden(place):
    with pytest.raises(LmcoreError, match=f"place {place} is not from 1 to 4") as caught:
        Edits(hidden=place).hide("sabc", "?")
    assert caught.value.code == "edits.hidden"
