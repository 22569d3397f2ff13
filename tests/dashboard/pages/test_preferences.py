"""The page on preferences: votes, settings in the link, a run in its worker, and what is shown of it."""

import math
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
import torch

from dashboard.components.base.payload import unpack
from dashboard.figures import grid as grids
from dashboard.figures import preferences as figures
from dashboard.figures.palette import LIGHT
from dashboard.pages.preferences import SOURCES
from dashboard.pages.preferences.common import EVERY_HELD, Ballot, Turn
from dashboard.pages.preferences.votes import _joined
from dashboard.texts import t
from dashboard.work import tuning
from lmcore import checkpoints
from lmcore.analysis import preference as measuring
from lmcore.training import low_rank, preference_sets
from lmcore.training.preference import Pair
from tests.dashboard.helpers import assert_well, metrics, pictures, until

PATIENT = 300
PAIR = Pair("배가", " 달다.", " 크다.")


@pytest.fixture(scope="module")
def loaded(checkpoint_folder):
    return checkpoints.load(checkpoint_folder)


class Records(list):
    """A link that keeps what is sent."""

    send = list.append

    def progress(self, share):
        assert 0 <= share <= 1


@pytest.fixture(scope="module")
def run(checkpoint_folder):
    """A short run, as a finished job."""
    ready = preference_sets.sets()["sweet"]
    plan = tuning.Plan("겨울 배가", ready.pairs[:6], ready.held_out[:4], 0.1, rank=2, steps=5, seed=0)
    records = Records()
    outcome = tuning.tune(records, checkpoint_folder, plan)
    job = SimpleNamespace(state="done", alive=False, error=None, records=list(records), result=outcome)
    return plan, job


def votes(app):
    return app.session_state["_preferences_ballot"].votes


@pytest.mark.parametrize(
    ("source", "language"), list(zip(SOURCES, ["ko", "en", "ko", "en", "ko"], strict=True))
)
def test_every_source_of_pairs_opens(open_app, source, language):
    app = assert_well(open_app("preferences", set=source, lang=language).run())
    assert not app.warning
    assert app.button(key="preferences_start").disabled == (source == "votes")


def test_votes_are_cast_passed_over_and_taken_back(open_app):
    app = assert_well(open_app("preferences").run())
    first = [app.button(key=f"preferences_card_{name}").label for name in "ab"]
    app.button(key="preferences_card_b").click().run()
    assert "… " + votes(app)[0].chosen.strip() == first[1].replace("\\", "")
    assert "… " + votes(app)[0].rejected.strip() == first[0].replace("\\", "")
    second = app.button(key="preferences_card_a").label
    assert second not in first
    skip, undo = t("preferences.skip"), t("preferences.undo")
    press(app, skip)
    assert len(votes(app)) == 1
    assert app.button(key="preferences_card_a").label != second
    press(app, undo)
    assert app.button(key="preferences_card_a").label == second
    press(app, undo)
    assert votes(app) == ()
    assert [app.button(key=f"preferences_card_{name}").label for name in "ab"] == first


def press(app, label):
    next(button for button in app.button if button.label == label).click().run()
    return assert_well(app)


def test_a_typed_pair_is_a_vote(open_app):
    app = open_app("preferences", opening="배가").run()
    for name, words in (("chosen", " 달다. "), ("rejected", "크다.")):
        app.text_input(key=f"preferences_own_{name}").input(words)
    press(app, t("preferences.own_add"))
    assert votes(app) == (PAIR,)
    assert not app.button(key="preferences_start").disabled


def test_a_typed_pair_that_asks_nothing_is_named(open_app):
    app = open_app("preferences").run()
    for name in ("chosen", "rejected"):
        app.text_input(key=f"preferences_own_{name}").input("달다.")
    press(app, t("preferences.own_add"))
    assert votes(app) == ()
    assert t("errors.preference.same") in [warning.value for warning in app.warning]


def test_one_vote_in_some_is_held_out():
    ballot = Ballot([Turn(replace(PAIR, opening=str(n))) for n in range(9)] + [Turn(None)])
    learned, held = ballot.parted()
    assert [p.opening for p in held] == [str(n) for n in range(EVERY_HELD - 1, 9, EVERY_HELD)]
    assert set(learned) | set(held) == set(ballot.votes)
    assert not set(learned) & set(held)
    assert ballot.number == 10


@pytest.mark.parametrize(
    ("opening", "typed", "joined"),
    [
        ("배가", "달다.", " 달다."),
        ("배가", "?", "?"),
        ("", "달다.", "달다."),
        ("배가", "  ", ""),
        ("배가", "a\n b", " a b"),
    ],
)
def test_typed_words_are_joined_by_a_space(opening, typed, joined):
    assert _joined(opening, typed) == joined


def test_nonsense_is_named(open_app):
    view = {"set": "x", "opening": "가" * 3001, "beta": "0.3", "rank": "3", "steps": "0", "seed": "-1",
            "at": "512", "look": "가" * 3001}  # fmt: skip
    app = assert_well(open_app("preferences", **view).run())
    said = [warning.value for warning in app.warning]
    assert [key for key in view if not any(f"{key}=" in text for text in said)] == []


@pytest.mark.parametrize("opening", ["배", "😀👩‍👩‍👧", "<b>배</b> **가** $x$", "", "배가 항구를 " * 300])
def test_any_opening(open_app, run, opening):
    app = open_app("preferences", opening=opening, look=opening * 2)
    app.session_state["_preferences_job"] = run
    assert len(metrics(assert_well(app.run()))) == 4
    assert pictures(app)


@pytest.mark.parametrize(("language", "at"), [("ko", None), ("en", None), ("ko", "0"), ("en", "511")])
def test_a_finished_run_is_shown_with_its_numbers(open_app, run, language, at):
    app = open_app("preferences", lang=language, set="sweet", **({"at": at} if at else {}))
    app.session_state["_preferences_job"] = run
    assert_well(app.run())
    last = run[1].records[-1]
    shown = {metric.label: metric.value for metric in app.metric}
    assert shown[t("preferences.metric_held", language=language)] == f"{last.check.held_out.likelier:.0%}"
    assert shown[t("preferences.metric_bits", language=language)] == f"{last.check.bits:.3f}"
    assert f"{last.record.kl:.3f}" in shown[t("preferences.metric_kl", language=language)]
    assert len(app.table[0].value) == tuning.SAMPLES
    assert t("lesson.origin", language=language) in [box.label for box in app.expander]


def test_a_job_hands_over_what_it_learned(run, loaded):
    """The thin matrices, put on the page's own model, give what the worker measured."""
    plan, job = run
    before = loaded.model.W_E.clone()
    tuned = low_rank.wrap(loaded.model, job.result.added)
    last = job.records[-1].check
    assert [p.record.step for p in job.records] == list(range(plan.steps + 1))
    examiner = measuring.Examiner(loaded.model, loaded.tokenizer, plan.held_out, plan.beta)
    assert examiner.ask(tuned).margin == pytest.approx(last.held_out.margin, abs=1e-4)
    assert measuring.neutral_bits(tuned, loaded.tokenizer) == pytest.approx(last.bits, abs=1e-4)
    assert last.held_out.moved > 0.5
    assert not any(p.requires_grad for p in job.result.added.parameters())
    assert torch.equal(loaded.model.W_E, before)


def test_samples_differ_by_the_model_only(run, loaded):
    plan, job = run
    seed, before, _ = job.result.samples[1]
    chance = measuring.Sampling(top_p=0.9, seed=seed)
    assert measuring.continuation(loaded.model, loaded.tokenizer, plan.opening, chance) == before


def test_the_same_loss_costs_more_at_a_small_beta(checkpoint_folder):
    """The answer to the page's question, and why: the same margin takes 1/β of the log-ratio."""
    ready, records = preference_sets.sets()["polite"], Records()
    plan = tuning.Plan("", ready.pairs, (), 0.1, rank=4, steps=1, seed=0)
    tuning.price(records, checkpoint_folder, plan)
    last = dict(records)
    assert list(last) == list(tuning.PRICE_BETAS)
    assert all(record.loss <= tuning.PRICE_LOSS for record in last.values())
    small, large = last[tuning.PRICE_BETAS[0]], last[tuning.PRICE_BETAS[-1]]
    assert small.kl > 3 * large.kl
    for beta, record in last.items():
        assert record.margin == pytest.approx(beta * (record.chosen - record.rejected), rel=1e-6)


def test_the_bars_are_the_two_distributions(run, loaded):
    ids = [loaded.tokenizer.bos_id, *loaded.tokenizer.encode("겨울 배가")]
    shift = measuring.shift(loaded.model, low_rank.wrap(loaded.model, run[1].result.added), ids)
    top = shift.top(figures.BARS)
    names = {key: key for key in ("before", "after", "probability")}
    bars = figures.before_after(shift, top, [str(id) for id in top], LIGHT, names).data
    for bar, model in zip(bars, (shift.before, shift.after), strict=True):
        np.testing.assert_array_equal(bar.x, model[top])
    with torch.no_grad():
        p = loaded.model(torch.tensor([ids]), "causal")[0, -1].double().softmax(-1)
    np.testing.assert_allclose(bars[0].x, p[top], rtol=1e-3)


def test_the_cells_are_the_drift(run, loaded):
    ids = [loaded.tokenizer.bos_id, *loaded.tokenizer.encode("얘, 겨울 배가 달다.")]
    drift = measuring.drift(loaded.model, low_rank.wrap(loaded.model, run[1].result.added), ids)
    names = dict.fromkeys(("label", "row", "legend", "kl", "next"), "")
    header, arrays = unpack(grids.payload(figures.kl_grid(drift, list(map(str, ids)), 2, names)))
    assert header["text"][0] == [f"{value:.2f}" for value in drift.kl.tolist()]
    np.testing.assert_allclose(arrays["shade"][0] ** 2 * drift.kl.max().item(), drift.kl, atol=1e-6)
    assert header["chosen"] == [0, 2]


def test_without_drift_no_cell_is_coloured(loaded):
    drift = measuring.drift(loaded.model, loaded.model, [loaded.tokenizer.bos_id, 300])
    names = dict.fromkeys(("label", "row", "legend", "kl", "next"), "")
    assert np.isnan(figures.kl_grid(drift, ["a", "b"], 0, names).shade).all()


@pytest.mark.parametrize("name", ["loss", "wins", "cost", "ratios"])
def test_curves_hold_every_record(run, name):
    table = figures.curve_table(name, run[1].records)
    assert table["step"].tolist() == list(range(len(run[1].records)))
    names = {key: key for key in (*table.columns, f"axis_{name}")}
    drawn = figures.curves(name, table, LIGHT, names).data
    assert len(drawn) == len(table.columns) - 1
    for trace in drawn:
        np.testing.assert_array_equal(trace.y, table[trace.name].dropna())


def test_the_price_leaves_out_the_start_only():
    frame = pd.DataFrame(
        {"β": [0.1, 0.1, 0.5], "step": [0, 1, 0], "loss": [0.69, 0.6, 0.69], "kl": [0, 0.2, 0]}
    )
    drawn = figures.price(frame, 0.55, math.log(2), LIGHT, {"step": "", "loss": "", "kl": ""}).data
    assert [len(trace.x) for trace in drawn] == [1, 0]


@pytest.mark.slow
def test_a_run_in_a_worker_and_its_stop(open_app):
    app = assert_well(open_app("preferences", set="sweet", steps="6").run())
    app.button(key="preferences_start").click().run()
    plan, job = app.session_state["_preferences_job"]
    until(lambda: job.records or not job.alive, PATIENT)
    app.run()
    app.button(key="preferences_stop").click().run()
    assert job.wait(PATIENT)
    assert (job.state, job.error) == ("stopped", None)
    app.run()
    app.button(key="preferences_start").click().run()
    job = app.session_state["_preferences_job"][1]
    assert job.wait(PATIENT)
    assert job.state == "done", job.error
    assert_well(app.run())
    assert len(app.metric) == 4
    assert plan.steps == 6
