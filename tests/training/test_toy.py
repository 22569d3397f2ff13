"""Small models and tasks: what counts can be known, what is off is off, what is claimed is learned."""

import itertools
import math
from dataclasses import fields

import numpy as np
import pytest
import torch

from lmcore.sampling import Sampling
from lmcore.training import toy, toy_tasks
from lmcore.training.toy import WHOLE, Plan, Run, Switches, new_model, snapshots
from lmcore.training.toy_tasks import END, NAMES, THEN, Items, task

PARTS = [part.name for part in fields(Switches)]


def without(name, *parts, seed=1):
    return Plan(name, seed, Switches(**dict.fromkeys(parts, False)))


def drawn(name, count=50, seed=0):
    given = task(name)
    items = given.items(count, torch.Generator().manual_seed(seed))
    rows = [[given.symbols[id] for id in row] for row in items.ids]
    return items, rows


def after(plan, steps):
    return next(look for look in snapshots(Run(plan)) if look.step >= steps)


@pytest.mark.parametrize("name", ["copy", "reverse"])
def test_after_the_arrow_stands_the_answer(name):
    items, rows = drawn(name)
    for row, counted in zip(rows, items.counted, strict=True):
        arrow = row.index(THEN)
        given, answer = row[1:arrow], row[arrow + 1 :]
        assert answer == (given if name == "copy" else given[::-1])
        assert counted.nonzero()[:, 0].tolist() == list(range(arrow, len(row) - 1))
    assert len({tuple(row) for row in rows}) == len(rows)


def test_a_pattern_counts_from_where_it_can_be_known():
    items, rows = drawn("induction")
    periods = set()
    for row, counted in zip(rows, items.counted.tolist(), strict=True):
        for place in range(1, len(row) - 1):
            before = [at for at in range(1, place) if row[at] == row[place]]
            assert counted[place] == bool(before)
            if before:
                assert row[place + 1] == row[before[-1] + 1]
                periods.add(place - before[-1])
        assert not counted[0]
        assert not counted[-1]
    assert periods == set(range(4, 11))


def test_sentences_set_aside_are_not_learned_from():
    learned, kept = toy_tasks.sentences(False), toy_tasks.sentences(True)
    assert not set(learned) & set(kept)
    assert len(kept) >= 20
    given = task("korean")
    for held_out, source in ((False, learned), (True, kept)):
        items = given.held_out(20) if held_out else drawn("korean", 20)[0]
        for row in items.ids:
            parts = "".join(given.symbols[id] for id in row[1:]).split(END)
            assert all(part in source for part in parts[:-1])
            assert any(line.startswith(parts[-1]) for line in source)


@pytest.mark.parametrize("name", NAMES)
def test_held_out_items_are_the_same_for_everybody_and_new(name):
    one, two = task(name).held_out(40), task(name).held_out(40)
    assert one.ids.equal(two.ids)
    seen = {tuple(row) for row in drawn(name, 2000, 1)[0].ids.tolist()}
    assert not seen & {tuple(row) for row in one.ids.tolist()}


@pytest.mark.parametrize("part", PARTS)
def test_whole_and_broken_begin_with_the_same_weights(part):
    one, two = new_model(Plan("copy")), new_model(without("copy", part))
    for name, value in one.state_dict().items():
        assert value.equal(two.state_dict()[name]), name


def by_hand(model, ids, switches):
    """The model's logits and attention, written out in numpy from the report's equations."""
    W = {name: value.detach().numpy().astype(np.float64) for name, value in model.named_parameters()}
    config, T = model.config, len(ids)
    x = config.embedding_scale * W["W_E"][ids]
    if switches.positions:
        p = np.arange(T)[:, None] / 10_000 ** (np.arange(0, config.d_model, 2) / config.d_model)
        x = x + np.stack((np.sin(p), np.cos(p)), -1).reshape(T, -1)

    def norm(x, name):
        centred = x - x.mean(-1, keepdims=True)
        return (
            centred
            / np.sqrt((centred**2).mean(-1, keepdims=True) + config.norm_epsilon)
            * W[f"{name}.weight"]
            + W[f"{name}.bias"]
        )

    maps = []
    heads, d_k = (4, 16) if switches.heads else (1, 64)
    for layer in range(2):
        at = f"blocks.{layer}"
        h = norm(x, f"{at}.norm_1")
        q, k, v = (h @ W[f"{at}.attention.W_{name}"] for name in "QKV")
        z = np.zeros_like(q)
        for head in range(heads):
            own = slice(head * d_k, (head + 1) * d_k)
            scores = q[:, own] @ k[:, own].T / (math.sqrt(d_k) if switches.scaled else 1)
            if switches.masked:
                scores[np.triu_indices(T, 1)] = -np.inf
            e = np.exp(scores - scores.max(-1, keepdims=True))
            maps.append(e / e.sum(-1, keepdims=True))
            z[:, own] = maps[-1] @ v[:, own]
        y = z @ W[f"{at}.attention.W_O"]
        x = x + y if switches.residual else y
        h = norm(x, f"{at}.norm_2")
        y = (
            np.maximum(0, h @ W[f"{at}.feedforward.W_1"] + W[f"{at}.feedforward.b_1"])
            @ W[f"{at}.feedforward.W_2"]
            + W[f"{at}.feedforward.b_2"]
        )
        x = x + y if switches.residual else y
    return norm(x, "final_norm") @ W["W_E"].T, np.array(maps).reshape(2, heads, T, T)


@pytest.mark.parametrize("parts", [(), *((part,) for part in PARTS), tuple(PARTS)])
def test_what_is_switched_off_is_off_and_nothing_else(parts):
    plan = without("induction", *parts)
    model = new_model(plan)
    ids = task("induction").held_out(1).ids
    logits, maps = by_hand(model, ids[0].numpy(), plan.switches)
    with torch.no_grad():
        ours = model(ids, plan.switches.mode)[0].numpy()
        weights = toy.attention_maps(model, ids, plan.switches.mode).numpy()
    np.testing.assert_allclose(ours, logits, atol=2e-4)
    np.testing.assert_allclose(weights, maps, atol=1e-5)
    training = model(ids, plan.switches.mode)[0].detach().numpy()  # the path with gradients
    np.testing.assert_allclose(training, logits, atol=2e-4)


@pytest.mark.parametrize("parts", [(), ("masked",)])
def test_losses_and_accuracy_are_those_of_the_logits(parts):
    plan = without("copy", *parts)
    run = Run(plan)
    for _ in range(40):
        run.advance()
    items = Items(*(value[:8] for value in vars(task("copy").held_out(32)).values()))
    with torch.no_grad():
        loss = toy.mean_loss(run.model, items, plan.switches.mode).item()
        accuracy = toy.accuracy(run.model, items, plan.switches.mode)
        p = toy.right(run.model, Items(items.ids[:1], items.counted[:1]), plan.switches.mode).numpy()
    nats, found = [], []
    for row, counted in zip(items.ids.numpy(), items.counted.tolist(), strict=True):
        logits, _ = by_hand(run.model, row, plan.switches)
        for place in (place for place, counts in enumerate(counted) if counts):
            shares = np.exp(logits[place] - logits[place].max())
            nats.append(-math.log(shares[row[place + 1]] / shares.sum()))
            before, _ = by_hand(run.model, row[: place + 1], plan.switches)  # what comes later is not there
            found.append(before[-1].argmax() == row[place + 1])
    assert loss == pytest.approx(np.mean(nats), abs=1e-4)
    assert accuracy == pytest.approx(np.mean(found), abs=1 / 64)
    counted = ~np.isnan(p)
    assert counted.tolist() == items.counted[0].tolist()
    assert (-np.log(p[counted])).tolist() == pytest.approx(nats[: counted.sum()], abs=1e-3)


def test_the_same_plan_gives_the_same_numbers():
    one, two = (list(itertools.islice(snapshots(Run(Plan("copy", 3))), 4)) for _ in range(2))
    other = list(itertools.islice(snapshots(Run(Plan("copy", 4))), 4))
    for mine, theirs in zip(one, two, strict=True):
        assert (mine.step, mine.loss, mine.held_out) == (theirs.step, theirs.loss, theirs.held_out)
        np.testing.assert_array_equal(mine.attention, theirs.attention)
    assert one[-1].loss != other[-1].loss
    assert [look.step for look in one] == [0, 10, 20, 30]


def test_weights_come_back_from_another_process():
    run = Run(Plan("korean"))
    run.advance()
    model = toy.restored(run.plan, toy.weights(run.model))
    ids = run.task.held_out(2).ids
    with torch.no_grad():
        assert model(ids, "causal").equal(run.model(ids, "causal"))
    sampling = Sampling(temperature=0.7, seed=3)
    written = toy.write(model, run.plan, "배가 ", sampling)
    assert written == toy.write(run.model, run.plan, "배가 ", sampling)
    assert written != toy.write(model, run.plan, "배가 ", Sampling(temperature=0.7, seed=4))
    assert 1 <= len(written) <= run.task.length


@pytest.mark.parametrize("name", ["copy", "reverse"])
def test_copying_is_learned(name):
    look = after(Plan(name), 200)
    assert look.accuracy > 0.95
    assert look.held_out < 0.3


@pytest.mark.slow
def test_going_on_with_a_pattern_takes_positions():
    """The previous-token head that induction is built on cannot be without them."""
    whole, broken = after(Plan("induction"), 450), after(without("induction", "positions"), 450)
    assert whole.accuracy > 0.9
    assert broken.accuracy < 0.6
    assert broken.held_out > 5 * whole.held_out


@pytest.mark.slow
def test_without_the_mask_the_answer_leaks_and_writing_collapses():
    """The loss goes to nearly nothing; shown only what came before, the model finds hardly anything."""
    masked, leaking = after(Plan("korean"), 450), after(without("korean", "masked"), 450)
    assert leaking.held_out < masked.held_out / 5
    assert leaking.held_out < 0.2
    assert masked.accuracy > 0.65
    assert leaking.accuracy < masked.accuracy / 2
    size = len(leaking.right)
    ahead = leaking.attention[:, :, range(size - 1), range(1, size)].mean(-1).max() / 255
    assert ahead > 4 / size
    assert masked.attention[:, :, range(size - 1), range(1, size)].max() == 0


def test_nothing_is_taken_out_of_the_whole_model():
    assert Plan("copy").switches == WHOLE == Switches()
    assert WHOLE.mode == "causal"
