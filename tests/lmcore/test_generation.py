"""Writing with a cache equals reading everything anew, and both equal the passes of the model itself."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from lmcore.config import ModelConfig
from lmcore.errors import LmcoreError
from lmcore.generation import Cache, Reading, generate, next_logits, read
from lmcore.model import Transformer
from lmcore.sampling import Sampling, distribution
from lmcore.trace import trace

POSITIONS = ["sinusoidal", "learned", "rotary", "none"]
FREE = Sampling(temperature=1.3, top_k=200, top_p=0.98, min_p=0.001, repetition_penalty=1.1, seed=4)


@pytest.fixture(scope="module", params=POSITIONS)
def model(request, random_model):
    return random_model(request.param, context=48)


@pytest.fixture(scope="module")
def endless(random_model, small_tokenizer):
    """A model that never ends a text: the logit of <s> is the lowest there is."""
    model = random_model(context=48)
    model.W_E[small_tokenizer.bos_id] = 0
    model.final_norm.bias[0] = 40.0
    model.W_E[:, 0] = 1.0
    model.W_E[small_tokenizer.bos_id, 0] = -9.0
    return model


def write(model, tokenizer, prompt, **options):
    return list(generate(model, tokenizer, prompt, **options))


@pytest.mark.parametrize("prompt", ["", "배가", "얘, 겨울 배가 맛있단다!"])
@pytest.mark.parametrize("sampling", [Sampling(top_k=1), FREE])
def test_the_cache_changes_nothing(model, small_tokenizer, prompt, sampling):
    cached = write(model, small_tokenizer, prompt, sampling=sampling, max_tokens=20)
    anew = write(model, small_tokenizer, prompt, sampling=sampling, max_tokens=20, cache=False)
    assert [step.id for step in cached] == [step.id for step in anew]
    for one, other in zip(cached, anew, strict=True):
        torch.testing.assert_close(one.logits, other.logits, atol=1e-5, rtol=0)
        torch.testing.assert_close(one.attention, other.attention, atol=1e-6, rtol=0)


def test_each_step_is_a_row_of_the_causal_pass(model, small_tokenizer):
    prompt = small_tokenizer.encode("배가 항구를 떠난다.")
    steps = write(model, small_tokenizer, prompt, sampling=FREE, max_tokens=12)
    ids = [small_tokenizer.bos_id, *prompt, *(step.id for step in steps)]
    logits = model(torch.tensor([ids]), "causal")[0]
    for step in steps:
        torch.testing.assert_close(step.logits, logits[step.place - 1], atol=1e-5, rtol=0)
        assert step.attention.shape == (3, 4, step.place)
        torch.testing.assert_close(step.attention.sum(-1), torch.ones(3, 4), atol=1e-6, rtol=0)
        assert step.id == ids[step.place]


def test_attention_of_a_step_is_the_traces(random_model, small_tokenizer):
    model, text = random_model(), "아버지와 어머니가 함께 왔다."
    [step] = write(model, small_tokenizer, text, max_tokens=1)
    layers = trace(model, small_tokenizer, text, "causal").layers
    rows = torch.stack([layer.attention.weights[:, -1] for layer in layers])
    torch.testing.assert_close(step.attention, rows, atol=1e-6, rtol=0)


def test_a_step_tells_how_its_token_was_chosen(endless, small_tokenizer):
    ids = [small_tokenizer.bos_id, *small_tokenizer.encode("배가")]
    for step in generate(endless, small_tokenizer, "배가", FREE, 10):
        assert step.place == len(ids)
        expected = distribution(step.logits, FREE, ids)
        assert step.distribution.n_kept == expected.n_kept
        assert step.id == expected.draw(step.draw) == step.distribution.draw(step.draw)
        ids.append(step.id)
        assert step.text == small_tokenizer.decode(ids)
        assert step.piece == small_tokenizer.piece(step.id)
        assert not step.ends


@pytest.mark.parametrize("size", [1, 2, 7, 300, 16_000])
def test_the_logits_of_the_next_token_are_the_unembedding(size):
    generator = torch.Generator().manual_seed(size)
    model = Transformer(ModelConfig(size, 64, 1, 2, 64)).requires_grad_(False)
    model.W_E.copy_(torch.randn(size, 64, generator=generator))
    final = torch.randn(3, 64, generator=generator)
    found = next_logits(model, Reading(final, ()))
    torch.testing.assert_close(found.double(), model.W_E.double() @ final[-1].double(), atol=1e-5, rtol=0)


def test_the_text_of_a_step_can_be_asked_for_after_the_last(endless, small_tokenizer):
    steps = write(endless, small_tokenizer, "배가", sampling=FREE, max_tokens=8)
    at_once = [step.text for step in generate(endless, small_tokenizer, "배가", FREE, 8)]
    ids = [small_tokenizer.bos_id, *small_tokenizer.encode("배가")]
    for step, text in zip(steps, at_once, strict=True):
        ids.append(step.id)
        assert step.text == text == small_tokenizer.decode(ids)


def test_one_by_one_is_the_same_as_all_at_once(endless, small_tokenizer):
    at_once = [step.id for step in generate(endless, small_tokenizer, "배", FREE, 12)]
    prompt = small_tokenizer.encode("배")
    for expected in at_once:
        [step] = write(endless, small_tokenizer, prompt, sampling=FREE, max_tokens=1)
        assert step.id == expected
        prompt.append(step.id)


def test_the_seed_decides(endless, small_tokenizer):
    written = [
        write(endless, small_tokenizer, "배", sampling=Sampling(seed=s), max_tokens=9) for s in range(5)
    ]
    texts = {steps[-1].text for steps in written}
    assert len(texts) == 5


def test_writing_ends_at_the_start_token(random_model, small_tokenizer):
    model = random_model()
    model.W_E[small_tokenizer.bos_id] = 40 * model.final_norm.bias
    steps = write(model, small_tokenizer, "배가 아프다.", sampling=Sampling(top_k=1), max_tokens=50)
    assert [step.ends for step in steps] == [False] * (len(steps) - 1) + [True]
    assert len(steps) < 50
    assert steps[-1].piece == "<s>"
    assert steps[-1].text.startswith("배가 아프다.")


def test_an_end_can_be_barred(random_model, small_tokenizer):
    model = random_model(context=48)
    model.W_E[small_tokenizer.bos_id] *= 0
    free = write(model, small_tokenizer, "배가", sampling=Sampling(seed=1), max_tokens=6, may_end=False)
    assert len(free) == 6
    for step in free:
        assert step.distribution.probabilities[small_tokenizer.bos_id] == 0
    (first, *_) = write(model, small_tokenizer, "배가", sampling=Sampling(seed=1), max_tokens=1)
    chances = first.distribution.softmax.clone()
    chances[small_tokenizer.bos_id] = 0
    torch.testing.assert_close(free[0].distribution.softmax, chances / chances.sum())


def test_writing_ends_at_the_end_of_the_context(endless, small_tokenizer):
    steps = write(endless, small_tokenizer, "", max_tokens=1000)
    assert steps[-1].place == endless.config.context - 1
    full = [5] * (endless.config.context - 1)
    assert write(endless, small_tokenizer, full) == []
    with pytest.raises(LmcoreError) as error:
        write(endless, small_tokenizer, [*full, 5])
    assert error.value.code == "text.too_long"


def test_no_tokens_asked_for_none_written(endless, small_tokenizer):
    assert write(endless, small_tokenizer, "배", max_tokens=0) == []


@given(st.lists(st.integers(1, 9), min_size=1, max_size=6))
def test_reading_in_pieces_is_reading_at_once(random_model, lengths):
    model = random_model("rotary")
    generator = torch.Generator().manual_seed(1)
    ids = torch.randint(model.config.vocabulary_size, (sum(lengths),), generator=generator).tolist()
    whole, cache, start = read(model, ids), Cache(model.config), 0
    for length in lengths:
        part = read(model, ids[start : start + length], cache=cache)
        torch.testing.assert_close(part.final, whole.final[start : start + length], atol=2e-6, rtol=0)
        for one, other in zip(part.attention, whole.attention, strict=True):
            expected = other[:, start : start + length, : start + length]
            torch.testing.assert_close(one, expected, atol=1e-6, rtol=0)
        start += length
        assert cache.n_bytes == 2 * 3 * 32 * 4 * start  # keys and values, layers, d_model, bytes of a float


@pytest.mark.parametrize("mode", ["bidirectional", "causal"])
def test_reading_without_a_cache_is_the_traced_pass(random_model, small_tokenizer, mode):
    model = random_model()
    traced = trace(model, small_tokenizer, "애플, 겨울 배가 맛있단다!", mode)
    found = read(model, traced.ids.tolist(), mode)
    torch.testing.assert_close(found.final, traced.final, atol=1e-6, rtol=0)
    for layer, weights in zip(traced.layers, found.attention, strict=True):
        torch.testing.assert_close(weights, layer.attention.weights, atol=1e-6, rtol=0)


def test_the_cache_refuses_what_does_not_fit(random_model):
    model = random_model(context=8)
    cache = Cache(model.config)
    read(model, [1] * 8, cache=cache)
    with pytest.raises(LmcoreError) as error:
        read(model, [1], cache=cache)
    assert error.value.values == {"tokens": 9, "limit": 8}
