"""The DPO loss against numpy, exactness at the start, and that the live model moves where votes point."""

import math

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from lmcore import checkpoints
from lmcore.errors import LmcoreError
from lmcore.training import low_rank, preference, preference_sets
from lmcore.training.preference import Pair, Rows, Settings

PAIRS = [
    Pair("겨울 배가", " 달다.", " 시원하다."),
    Pair("오늘은 날씨가", " 참 좋습니다.", " 참 좋다."),
    Pair("나는 어제", " 밥을 먹었다.", " 책을 읽었다. 그리고 잤다."),
]
log_ps = st.lists(st.floats(-60, 0), min_size=4, max_size=4)


@pytest.fixture(scope="module")
def loaded(checkpoint_folder):
    return checkpoints.load(checkpoint_folder)


def encoded(loaded, pairs):
    return [preference.rows(loaded.tokenizer, pair) for pair in pairs]


def log_softmax(logits):
    x = logits - logits.max(-1, keepdims=True)
    return x - np.log(np.exp(x).sum(-1, keepdims=True))


def by_hand(model, row, start):
    """ln π of the ids from `start` on, one unpadded pass, numpy in float64."""
    with torch.no_grad():
        logits = model(torch.tensor([row]), "causal")[0].double().numpy()
    return sum(log_softmax(logits)[place - 1, row[place]] for place in range(start, len(row)))


@given(log_ps, st.floats(0.01, 2))
def test_the_loss_is_that_of_numpy(values, beta):
    policy, reference = (
        torch.tensor([values[:2]], dtype=torch.float64),
        torch.tensor([values[2:]], dtype=torch.float64),
    )
    margin = beta * ((values[0] - values[2]) - (values[1] - values[3]))
    found = preference.margins(policy, reference, beta)
    assert found.item() == pytest.approx(margin, abs=1e-9)
    assert preference.losses(found).item() == pytest.approx(np.logaddexp(0, -margin), abs=1e-9)


@given(log_ps, st.floats(0.01, 2))
def test_the_gradient_raises_the_chosen_and_lowers_the_rejected(values, beta):
    """∂loss / ∂ln π(y_w) = −β σ(−margin), and the opposite for y_l."""
    policy = torch.tensor([values[:2]], dtype=torch.float64).requires_grad_()
    margin = preference.margins(policy, torch.tensor([values[2:]], dtype=torch.float64), beta)
    preference.losses(margin).sum().backward()
    expected = -beta / (1 + math.exp(margin.item()))
    np.testing.assert_allclose(policy.grad.numpy(), [[expected, -expected]], rtol=1e-9)


def test_scores_are_those_of_single_passes(loaded):
    rows = encoded(loaded, PAIRS)
    with torch.no_grad():
        found = preference.score(loaded.model, loaded.tokenizer, rows)
    for pair, row, scores in zip(PAIRS, rows, found.log_p.tolist(), strict=True):
        whole = loaded.tokenizer.encode(pair.opening + pair.chosen)
        assert [loaded.tokenizer.bos_id, *whole] == list(row.chosen)
        assert scores[0] == pytest.approx(by_hand(loaded.model, row.chosen, row.start), abs=1e-3)
        assert scores[1] == pytest.approx(by_hand(loaded.model, row.rejected, row.start), abs=1e-3)
    assert list(found.places) == [len(r.chosen) + len(r.rejected) - 2 * r.start for r in rows]


def test_an_opening_whose_last_token_changes_counts_with_the_continuation(loaded):
    pair = Pair("얘, 겨울 배", "가 달다.", "를 먹다.")
    rows = preference.rows(loaded.tokenizer, pair)
    whole = [loaded.tokenizer.bos_id, *loaded.tokenizer.encode(pair.opening)]
    assert rows.start <= len(whole)
    assert rows.chosen[: rows.start] == rows.rejected[: rows.start] == tuple(whole[: rows.start])


@pytest.mark.parametrize("texts", [("", " 달다."), (" 달다.", " 달다.")])
def test_pairs_that_ask_nothing_are_refused(loaded, texts):
    with pytest.raises(LmcoreError, match="continuation"):
        preference.rows(loaded.tokenizer, Pair("배가", *texts))


def test_divergence_is_that_of_numpy():
    p, q = np.random.default_rng(1).normal(size=(2, 5, 300)) * 3
    log_p, log_q = log_softmax(p), log_softmax(q)
    expected = (np.exp(log_p) * (log_p - log_q)).sum(-1) / np.log(2)
    found = preference.divergence(torch.from_numpy(p), torch.from_numpy(q))
    np.testing.assert_allclose(found.numpy(), expected, rtol=1e-12)
    assert (found > 0).all()


def records(loaded, pairs, **settings):
    added = low_rank.adapter(loaded.model, rank=2, alpha=4.0, seed=1)
    moving = low_rank.wrap(loaded.model, added)
    rows = encoded(loaded, pairs)
    return moving, list(
        preference.tune(moving, loaded.tokenizer, rows, list(added.parameters()), Settings(**settings))
    )


def test_the_start_is_exact(loaded):
    first = records(loaded, PAIRS, steps=1)[1][0]
    assert (first.kl, first.margin, first.chosen, first.rejected) == (0, 0, 0, 0)
    assert first.accuracy == 0.5
    assert first.loss == pytest.approx(math.log(2), abs=1e-15)


def test_a_preference_moves_the_live_model_and_leaves_the_original(loaded):
    """달다 over 시원하다, learned on other openings, carries over to 겨울 배가 …"""
    sweet = preference_sets.sets()["sweet"]
    before = {name: p.clone() for name, p in loaded.model.named_parameters()}
    moving, found = records(loaded, sweet.pairs, steps=10, beta=0.1, rate=1e-3)
    assert found[-1].loss < found[0].loss
    assert found[-1].accuracy == 1
    assert found[-1].kl > 0
    assert all(torch.equal(p, before[name]) for name, p in loaded.model.named_parameters())
    for pair in sweet.held_out:
        row = preference.rows(loaded.tokenizer, pair)
        ahead = [
            by_hand(model, row.chosen, row.start) - by_hand(model, row.rejected, row.start)
            for model in (loaded.model, moving)
        ]
        assert ahead[1] > ahead[0], pair


def test_a_seed_repeats_a_run(loaded):
    one, same = (records(loaded, PAIRS[:2], steps=2, seed=5)[1] for _ in range(2))
    assert one == same


def test_no_step_takes_more_than_a_batch():
    rows = [Rows(tuple(range(n)), tuple(range(n)), 1) for n in (5, 100, 7, 90, 300, 5)]
    batches = list(preference.batches_of(rows))
    assert sorted(i for batch in batches for i in batch) == list(range(6))
    for batch in batches:
        tokens = 2 * len(batch) * max(len(rows[i].chosen) for i in batch)
        assert len(batch) == 1 or tokens <= preference.BATCH_TOKENS


@pytest.mark.parametrize(
    "setting", [{"beta": 0}, {"rate": 1}, {"steps": 0}, {"seed": -1}, {"beta": math.nan}]
)
def test_settings_out_of_range_are_refused(setting):
    with pytest.raises(LmcoreError, match="is not from"):
        Settings(**setting)


@pytest.mark.parametrize("name", preference_sets.sets())
def test_ready_sets_are_pairs_that_the_model_can_tell_apart(loaded, name):
    ready = preference_sets.sets()[name]
    both = (*ready.pairs, *ready.held_out)
    assert len(set(both)) == len(both)
    assert not {p.opening + p.chosen for p in ready.pairs} & {p.opening + p.chosen for p in ready.held_out}
    for rows in encoded(loaded, both):
        assert loaded.tokenizer.decode(rows.chosen) != loaded.tokenizer.decode(rows.rejected)
