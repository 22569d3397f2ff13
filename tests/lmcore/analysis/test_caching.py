"""What the cache holds, against the traced projections; its bytes, against the tensors and the formula."""

import pytest
import torch

from lmcore.analysis import caching
from lmcore.analysis.costs import cache_bytes, shape_of
from lmcore.errors import LmcoreError
from lmcore.trace import trace


@pytest.fixture(scope="module")
def prompt(loaded):
    return [loaded.tokenizer.bos_id, *loaded.tokenizer.encode("얘, 겨울 배가")]


@pytest.fixture(scope="module")
def written(loaded, prompt):
    return caching.write(loaded.model, prompt, 12, loaded.tokenizer.bos_id)


def test_what_is_written_is_the_greedy_text_without_an_end(loaded, prompt, written):
    ids = list(prompt)
    for _ in range(13):
        logits = loaded.model(torch.tensor([ids]), "causal")[0, -1]
        logits[loaded.tokenizer.bos_id] = -torch.inf
        ids.append(int(logits.argmax()))
    assert [*written.ids, written.next] == ids
    assert written.prompt == len(prompt)


def test_norms_are_those_of_the_traced_keys_and_values(loaded, written):
    text = loaded.tokenizer.decode(written.ids)
    traced = trace(loaded.model, loaded.tokenizer, text, "causal")
    if tuple(traced.ids.tolist()) != written.ids:
        pytest.skip("the written text is cut into other tokens when read anew")
    for layer, stages in enumerate(traced.layers):
        for stored, own in ((written.keys, stages.attention.k), (written.values, stages.attention.v)):
            whole = own.transpose(0, 1).flatten(1)  # all heads of a token side by side
            torch.testing.assert_close(
                stored[layer], torch.linalg.vector_norm(whole, dim=1), atol=1e-3, rtol=1e-4
            )


def test_bytes_are_the_formulas(loaded, prompt, written):
    shape = shape_of(loaded.config)
    expected = [cache_bytes(shape, n, shape.n_heads) for n in range(len(prompt), len(prompt) + 13)]
    assert list(written.n_bytes) == expected
    config = loaded.config
    assert expected[0] == 2 * config.n_layers * len(prompt) * config.d_model * 4


def test_both_ways_choose_the_same_tokens(loaded, prompt):
    found = list(caching.steps(loaded.model, prompt, 6, 2, loaded.tokenizer.bos_id))
    assert [step.n for step in found] == [*range(len(prompt), len(prompt) + 6)] * 2
    assert all(step.same for step in found)
    assert max(step.difference for step in found) < 1e-3
    assert all(step.cached > 0 and step.anew > 0 for step in found)


def test_the_cache_saves_time_on_a_long_text(loaded):
    prompt = [loaded.tokenizer.bos_id, *[5] * (loaded.config.context // 2)]
    found = list(caching.steps(loaded.model, prompt, 4, 3, loaded.tokenizer.bos_id))
    assert caching.ratio(found) > 1.5


def test_medians_and_their_ratio():
    times = [(4, 1.0, 2.0), (5, 1.0, 3.0), (4, 9.0, 4.0), (5, 2.0, 5.0), (4, 2.0, 9.0), (5, 3.0, 4.0)]
    found = [caching.Step(n, cached, anew, True, 0.0) for n, cached, anew in times]
    cached, anew = caching.medians(found)
    assert (cached.tolist(), anew.tolist()) == ([2, 2], [4, 4])
    assert caching.ratio(found) == 2


def test_the_context_ends_the_writing(loaded):
    context, end = loaded.config.context, loaded.tokenizer.bos_id
    full = [end, *[5] * (context - 1)]
    assert len(caching.write(loaded.model, full, 9, end).n_bytes) == 1
    assert len(caching.write(loaded.model, full[:-2], 9, end).n_bytes) == 3
    with pytest.raises(LmcoreError):
        caching.write(loaded.model, [*full, 5], 9, end)
