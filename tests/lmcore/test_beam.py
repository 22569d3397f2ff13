"""Beam search against looking at every text there is, on models small enough for it."""

import itertools

import pytest
import torch

from lmcore.analysis.scoring import score
from lmcore.beam import search
from lmcore.config import ModelConfig
from lmcore.errors import LmcoreError
from lmcore.generation import generate
from lmcore.model import Transformer
from lmcore.sampling import Sampling

END = 1


@pytest.fixture(scope="module", params=range(6))
def tiny(request):
    """Five tokens, random in every weight: all texts of four tokens can be looked at."""
    config = ModelConfig(5, d_model=8, n_layers=2, n_heads=2, d_ff=16, context=12, embedding_scale=3.0)
    model, generator = Transformer(config), torch.Generator().manual_seed(request.param)
    for parameter in model.parameters():
        torch.nn.init.normal_(parameter, std=0.8, generator=generator)
    return model.eval().requires_grad_(False)


def every_text(model, prompt, length):
    """(log p, ids) of every text of `length` tokens, or shorter where END comes, the likeliest first."""
    texts = set()
    for ids in itertools.product(range(model.config.vocabulary_size), repeat=length):
        texts.add(ids[: ids.index(END) + 1] if END in ids else ids)
    rows = {}
    for ids in texts:
        x = torch.tensor([[*prompt, *ids]])
        logs = model(x, "causal")[0, len(prompt) - 1 : -1].double().log_softmax(-1)
        rows[ids] = sum(float(logs[place, id]) for place, id in enumerate(ids))
    return sorted(((total, ids) for ids, total in rows.items()), reverse=True)


@pytest.mark.parametrize("length", [1, 2, 3])
def test_a_beam_that_drops_nothing_finds_the_likeliest_texts(tiny, length):
    expected = every_text(tiny, [0, 3], length)
    found = search(tiny, [0, 3], 5**length, length, END)
    assert [found.ids(node) for node in found.found] == [ids for _, ids in expected]
    totals = [found.nodes[node].total for node in found.found]
    assert totals == pytest.approx([total for total, _ in expected], abs=1e-4)


@pytest.mark.parametrize("width", [1, 2, 3])
def test_a_narrow_beam_keeps_the_best_of_what_it_saw(tiny, width):
    """Step by step from the definition, with the model's own passes."""
    prompt, beam = [0, 3], [((), 0.0)]
    for _ in range(4):
        pool = [item for item in beam if item[0][-1:] == (END,)]
        for ids, total in beam:
            if ids[-1:] != (END,):
                logs = tiny(torch.tensor([[*prompt, *ids]]), "causal")[0, -1].double().log_softmax(-1)
                pool += [((*ids, id), total + float(logs[id])) for id in range(5)]
        beam = sorted(pool, key=lambda item: -item[1])[:width]
    found = search(tiny, prompt, width, 4, END)
    assert [found.ids(node) for node in found.found] == [ids for ids, _ in beam]
    assert found.nodes[found.found[0]].total == pytest.approx(beam[0][1], abs=1e-4)


def test_totals_are_scores_and_the_tree_holds_together(tiny):
    found = search(tiny, [0], 3, 4, END)
    for number, node in enumerate(found.nodes):
        ids = found.ids(number)
        assert len(ids) == node.depth
        assert node.ends == (node.id == END)
        assert node.total == pytest.approx(score(tiny, [0], ids).total, abs=1e-4)
        if node.parent >= 0:
            assert found.nodes[node.parent].kept
            assert not found.nodes[node.parent].ends
    for depth in range(1, 5):
        assert sum(node.kept and node.depth == depth for node in found.nodes) <= 3


def test_width_one_is_greedy(loaded_small):
    model, tokenizer = loaded_small
    for text in ("배가", "얘, 겨울", "두 배"):
        prompt = [tokenizer.bos_id, *tokenizer.encode(text)]
        steps = list(generate(model, tokenizer, text, Sampling(top_k=1), 10))
        found = search(model, prompt, 1, 10, tokenizer.bos_id)
        assert list(found.ids(found.found[0])) == [step.id for step in steps]


@pytest.fixture
def loaded_small(random_model, small_tokenizer):
    return random_model(), small_tokenizer


def test_the_context_ends_the_search(tiny):
    found = search(tiny, [0] * 10, 4, 9, END)
    assert max(node.depth for node in found.nodes) <= 2
    assert search(tiny, [0] * 12, 4, 9, END).found == ()
    with pytest.raises(LmcoreError) as error:
        search(tiny, [0] * 13, 4, 9, END)
    assert error.value.code == "text.too_long"


@pytest.mark.parametrize(("width", "length"), [(0, 3), (2, 0)])
def test_nothing_to_look_for_is_refused(tiny, width, length):
    with pytest.raises(LmcoreError):
        search(tiny, [0], width, length, END)
