"""How far a tuned model is from its original: against numpy, and on the live model."""

import math

import numpy as np
import pytest
import torch

from lmcore.analysis import preference as measuring
from lmcore.analysis import sample
from lmcore.errors import LmcoreError
from lmcore.sampling import Sampling
from lmcore.training import low_rank, preference, preference_sets
from lmcore.training.preference import Pair, Settings

TEXT = "얘, 겨울 배가 맛있단다!"
HELD_OUT = [Pair("겨울 배가", " 달다.", " 시원하다."), Pair("그 집은", " 조용합니다.", " 조용하다.")]


@pytest.fixture(scope="module")
def moved(loaded):
    """A copy that some random thin matrices have changed."""
    added = low_rank.adapter(loaded.model, rank=2, alpha=4.0)
    generator = torch.Generator().manual_seed(0)
    for pair in added.thin.values():
        pair.B.data = 0.02 * torch.randn(pair.B.shape, generator=generator)
    return low_rank.merge(loaded.model, added.copied())


@pytest.fixture(scope="module")
def ids(loaded):
    return [loaded.tokenizer.bos_id, *loaded.tokenizer.encode(TEXT)]


def probabilities(model, ids):
    with torch.no_grad():
        x = model(torch.tensor([ids]), "causal")[0].double().numpy()
    p = np.exp(x - x.max(-1, keepdims=True))
    return p / p.sum(-1, keepdims=True)


def test_drift_against_numpy(loaded, moved, ids):
    found = measuring.drift(loaded.model, moved, ids)
    before, after = probabilities(loaded.model, ids), probabilities(moved, ids)
    np.testing.assert_allclose(found.kl, (after * np.log2(after / before)).sum(-1), rtol=1e-3)
    for name, p in (("before", before), ("after", after)):
        np.testing.assert_allclose(
            getattr(found, name)[:-1], p[np.arange(len(ids) - 1), ids[1:]], rtol=1e-3, atol=1e-9
        )
        assert getattr(found, name)[-1].isnan()


def test_drift_of_a_full_context_is_that_of_its_first_tokens(loaded, moved, ids):
    whole = (ids * 99)[: loaded.config.context]
    found = measuring.drift(loaded.model, moved, whole)
    assert len(found.kl) == loaded.config.context
    short = measuring.drift(loaded.model, moved, whole[:70])
    torch.testing.assert_close(found.kl[:70], short.kl, rtol=1e-3, atol=1e-6)


def test_no_change_is_no_drift(loaded, ids):
    assert not measuring.drift(loaded.model, loaded.model, ids).kl.any()


def test_the_parts_of_a_shift_add_up_to_its_kl(loaded, moved, ids):
    found = measuring.shift(loaded.model, moved, ids[:4])
    drift = measuring.drift(loaded.model, moved, ids)
    assert float(found.parts().sum()) == pytest.approx(found.kl, abs=1e-9)
    assert found.kl == pytest.approx(float(drift.kl[3]), rel=1e-3)
    best = found.top(5)
    assert best[0] == int(torch.maximum(found.before, found.after).argmax())


def test_an_examiner_against_single_passes(loaded, moved):
    found = measuring.Examiner(loaded.model, loaded.tokenizer, HELD_OUT, beta=0.3).ask(moved)
    rows = [preference.rows(loaded.tokenizer, pair) for pair in HELD_OUT]
    margins, ahead = [], []
    for row in rows:
        now, then = (
            [
                sum(
                    math.log(probabilities(model, text)[place - 1, text[place]])
                    for place in range(row.start, len(text))
                )
                for text in (list(row.chosen), list(row.rejected))
            ]
            for model in (moved, loaded.model)
        )
        margins.append(0.3 * ((now[0] - then[0]) - (now[1] - then[1])))
        ahead.append(now[0] > now[1])
    assert found.margin == pytest.approx(np.mean(margins), abs=1e-3)
    assert found.moved == np.mean(np.array(margins) > 0)
    assert found.likelier == np.mean(ahead)


def test_neutral_bits_against_single_passes(loaded, moved):
    texts = sample.sentences()[: measuring.NEUTRAL]
    bits = 0.0
    for text in texts:
        ids = [loaded.tokenizer.bos_id, *loaded.tokenizer.encode(text)]
        p = probabilities(moved, ids)
        bits -= np.log2(p[np.arange(len(ids) - 1), ids[1:]]).sum()
    assert measuring.neutral_bits(moved, loaded.tokenizer) == pytest.approx(
        bits / sum(map(len, texts)), rel=1e-4
    )


def test_without_held_out_pairs_there_are_no_shares(loaded):
    found = measuring.Examiner(loaded.model, loaded.tokenizer, [], 0.1).ask(loaded.model)
    assert math.isnan(found.likelier)
    assert math.isnan(found.margin)


def test_no_ready_pair_speaks_of_the_neutral_sentences():
    neutral = " ".join(sample.sentences()[: measuring.NEUTRAL])
    for ready in preference_sets.sets().values():
        for pair in (*ready.pairs, *ready.held_out):
            assert pair.opening + pair.chosen not in neutral


def test_drawn_pairs_are_different_continuations_that_a_seed_repeats(loaded):
    drawn = [measuring.draw(loaded.model, loaded.tokenizer, "겨울 배가", 3, number) for number in (0, 0, 1)]
    assert drawn[0] == drawn[1] != drawn[2]
    assert drawn[0].chosen != drawn[0].rejected
    assert preference.rows(loaded.tokenizer, drawn[0])


def test_a_model_that_repeats_itself_gives_no_pair(loaded, monkeypatch):
    monkeypatch.setattr(measuring, "continuation", lambda *_: " 달다.")
    assert measuring.draw(loaded.model, loaded.tokenizer, "배가", 0, 0) is None


def test_a_continuation_ends_with_its_sentence(loaded):
    for seed in range(3):
        text = measuring.continuation(loaded.model, loaded.tokenizer, "배가", Sampling(seed=seed))
        assert not any(sign in text[:-1].rstrip(".?!…") for sign in "?!")


def test_an_opening_must_leave_room(loaded):
    measuring.check_opening(loaded.tokenizer, "배가", loaded.config)
    with pytest.raises(LmcoreError, match="context"):
        measuring.check_opening(loaded.tokenizer, "배가 " * 400, loaded.config)


def test_tuning_forgets_and_wins(loaded):
    """The page's claim: held-out pairs are won, and the neutral sentences cost more."""
    ready = preference_sets.sets()["polite"]
    added = low_rank.adapter(loaded.model, rank=4, alpha=8.0)
    found = list(
        measuring.tuning(
            loaded.model, loaded.tokenizer, ready.pairs[:8], ready.held_out[:4], added,
            Settings(steps=12, rate=1e-3), every=6,
        )
    )  # fmt: skip
    assert [progress.check is not None for progress in found] == [n in (0, 6, 12) for n in range(13)]
    first, last = found[0].check, found[-1].check
    assert first.held_out.moved == 0.5
    assert last.held_out.moved == last.trained.moved == 1
    assert last.held_out.likelier > first.held_out.likelier
    assert last.bits > first.bits


def test_the_loss_of_one_pair_against_numpy():
    before, after = torch.tensor([-30.0, -20.0]), torch.tensor([-28.0, -21.5])
    found = measuring.pair_loss(before, after, 0.5)
    margin = 0.5 * ((-28 + 30) - (-21.5 + 20))
    assert found.margin == pytest.approx(margin)
    assert found.loss == pytest.approx(-np.log(1 / (1 + np.exp(-margin))))
    assert measuring.pair_loss(before, after, -1000).loss == pytest.approx(3500)
