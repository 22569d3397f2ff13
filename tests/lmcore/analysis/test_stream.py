"""The residual stream: what is hidden from a reading, and that it is the stream of the ordinary pass."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from lmcore.analysis import stream as streaming
from lmcore.edits import Edits
from lmcore.errors import LmcoreError
from lmcore.trace import trace

MODES = ["bidirectional", "causal"]
TEXTS = [
    "배",
    "얘, 겨울 배가 맛있단다!",
    "배가 항구를 떠난다. 나는 어제 밥을 먹었다. 학생들이 책을 읽는다. 두 배 증가했다.",
]
MASK = 2


def ids_of(tokenizer, text):
    return torch.tensor([tokenizer.bos_id, *tokenizer.encode(text)])


@pytest.mark.parametrize("mode", MODES)
def test_the_stages_are_the_stream_of_a_trace(random_model, small_tokenizer, mode):
    model = random_model()
    traced = trace(model, small_tokenizer, TEXTS[1], mode)
    found = streaming.streams(model, traced.ids[None], mode)[:, 0]
    expected = [traced.layers[0].residual_before]
    for layer in traced.layers:
        expected += [layer.residual_between, layer.residual_after]
    torch.testing.assert_close(found, torch.stack(expected), atol=1e-5, rtol=1e-4)
    assert len(found) == len(streaming.stages(model.config.n_layers))


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("text", TEXTS)
def test_a_place_is_read_without_sight_of_what_follows(random_model, small_tokenizer, text, mode):
    """Each place's last stage gives the logits of a pass whose ids were masked by hand."""
    model, ids = random_model(), ids_of(small_tokenizer, text)
    read = streaming.read(model, ids, mode, small_tokenizer.mask_id)
    for place in range(len(ids)):
        given_ids = ids.tolist()
        if mode == "bidirectional":
            hidden = [j for j in range(1, len(ids)) if (j - place - 1) % streaming.STRIDE == 0]
            for j in hidden:
                given_ids[j] = small_tokenizer.mask_id
            if (len(ids) - place - 1) % streaming.STRIDE == 0:
                given_ids.append(small_tokenizer.mask_id)
        expected = model(torch.tensor([given_ids]), mode)[0, place]
        found = model.unembed(model.final_norm(read[-1, place]))
        torch.testing.assert_close(found, expected, atol=1e-4, rtol=1e-4)


@pytest.mark.parametrize("mode", MODES)
def test_one_place_alone_is_the_same_reading(random_model, small_tokenizer, mode):
    model, ids = random_model(), ids_of(small_tokenizer, TEXTS[2])
    read = streaming.read(model, ids, mode, small_tokenizer.mask_id)
    for place in (0, 3, len(ids) - 1):
        one = streaming.read_place(model, ids, place, mode, small_tokenizer.mask_id)
        torch.testing.assert_close(
            one.layers[-1].residual_after[place], read[-1, place], atol=1e-4, rtol=1e-4
        )
        torch.testing.assert_close(one.logits, model(one.ids[None], mode)[0, place], atol=1e-4, rtol=1e-4)


@given(length=st.integers(1, 60), place=st.integers(0, 59), context=st.integers(1, 60))
def test_what_is_hidden(length, place, context):
    length, ids = min(length, context), torch.arange(10, 10 + min(length, context))
    place = min(place, length - 1)
    seen = streaming.seen(ids, place, "bidirectional", MASK, context)
    assert seen[0] == ids[0], "the start token stays"
    if place + 1 < context:
        assert seen[place + 1] == MASK, "what follows is hidden, or a mask is added"
    kept = (seen[:length] == ids).tolist()
    assert all(kept[j] == ((j - place - 1) % streaming.STRIDE != 0) for j in range(1, length))
    assert len(seen) <= context
    assert streaming.seen(ids, place, "causal", MASK, context) is ids


def test_the_answer_is_the_next_token():
    assert streaming.next_ids(torch.tensor([5, 6, 7])).tolist() == [6, 7, streaming.NONE]


def test_edits_reach_the_reading(random_model, small_tokenizer):
    model, ids = random_model(), ids_of(small_tokenizer, TEXTS[1])
    with pytest.raises(LmcoreError, match="no layer 9"):
        streaming.read_place(model, ids, 2, "causal", MASK, Edits(linear_layers=frozenset((9,))))
    plain = streaming.read_place(model, ids, 2, "causal", MASK, Edits(positions=False))
    torch.testing.assert_close(plain.layers[0].residual_before, model.embed(ids))


def test_one_step_is_the_stream_before_it_and_what_it_adds(loaded):
    ids = torch.tensor([loaded.tokenizer.bos_id, *loaded.tokenizer.encode("배가 아프다.")])
    stream = streaming.read(loaded.model, ids, "causal", loaded.tokenizer.mask_id)
    before, after = stream[3:5, 2].double().numpy()
    found = streaming.step(stream, 3, 2)
    assert found.dot == pytest.approx(before @ (after - before), rel=1e-9)
    assert found.first == pytest.approx(np.linalg.norm(before), rel=1e-9)
    assert found.second == pytest.approx(float(streaming.steps(stream).length[3, 2]), rel=1e-9)
    assert found.degrees == pytest.approx(float(streaming.steps(stream).slant[3, 2]), rel=1e-9)


def test_steps_against_numpy(loaded):
    ids = ids_of(loaded.tokenizer, TEXTS[1])
    stream = streaming.read(loaded.model, ids, "causal", loaded.tokenizer.mask_id)
    found, x = streaming.steps(stream), stream.double().numpy()
    for step in range(len(x) - 1):
        for token in range(x.shape[1]):
            before, after = x[step, token], x[step + 1, token]
            added = after - before
            unit = [v / np.linalg.norm(v) for v in (before, after, added)]
            assert found.norm[step, token] == pytest.approx(np.linalg.norm(before))
            assert found.length[step, token] == pytest.approx(np.linalg.norm(added))
            turn, slant = (np.degrees(np.arccos(np.clip(unit[0] @ unit[i], -1, 1))) for i in (1, 2))
            assert found.turn[step, token] == pytest.approx(turn, abs=1e-4)
            assert found.slant[step, token] == pytest.approx(slant, abs=1e-4)
