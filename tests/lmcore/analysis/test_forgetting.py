"""Outside the window nothing matters, to the last bit; inside it does."""

import pytest
import torch

from lmcore import trace as tracing
from lmcore.analysis import forgetting

TEXT = "애플, 겨울 배가 맛있단다!"


@pytest.fixture(scope="module")
def ids(small_tokenizer):
    return small_tokenizer.encode(TEXT)


@pytest.mark.parametrize("window", [1, 3, 6, 1000])
def test_a_word_matters_exactly_when_it_is_in_the_window(random_model, small_tokenizer, ids, window):
    model, by = random_model(), small_tokenizer.encode("두")
    for place in range(len(ids)):
        changed = forgetting.replaced(ids, place, place + 1, by)
        change = forgetting.change(model, small_tokenizer, ids, changed, window)
        if len(ids) - place > window and len(changed) - len(by) - place >= window:
            assert change.largest == 0.0
            assert change.moved == 0.0
            assert torch.equal(change.before, change.after)
        elif changed != ids:
            assert change.largest > 0


def test_a_wide_window_gives_what_a_pass_over_the_whole_text_gives(random_model, small_tokenizer, ids):
    model = random_model()
    trace = tracing.trace(model, small_tokenizer, TEXT, "causal")
    found = forgetting.next_logits(model, small_tokenizer, ids, 10_000)
    torch.testing.assert_close(found, trace.logits[-1], rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("window", [2, 5, 100])
def test_influence_is_that_of_single_passes(random_model, small_tokenizer, ids, window):
    model, places = random_model(), range(len(ids))
    found = forgetting.influence(model, small_tokenizer, ids, window, places)
    for place in places:
        hidden = forgetting.replaced(ids, place, place + 1, [small_tokenizer.mask_id])
        change = forgetting.change(model, small_tokenizer, ids, hidden, window)
        assert found[place] == pytest.approx(change.moved, abs=1e-5)
        if place < len(ids) - window:
            assert found[place] == change.moved == 0


def test_moved_probability_is_total_variation():
    before, after = torch.tensor([0.2, 0.3, 0.5]), torch.tensor([0.5, 0.3, 0.2])
    assert forgetting.Change(before.log(), after.log()).moved == pytest.approx(0.3)
