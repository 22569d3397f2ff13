"""Training live and the leak: parts open, switches stand in the link, runs are kept and compared."""

import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from dashboard.figures import learning_live as figures
from dashboard.figures import palette
from dashboard.pages.learning import leak, live, runs
from dashboard.pages.learning.runs import Active, Kept, beginning
from dashboard.texts import LANGUAGES, t
from dashboard.work import live_training
from lmcore.training import toy_tasks
from lmcore.training.toy import WHOLE, Plan, Run, Switches, snapshots, weights
from tests.dashboard.helpers import Names, assert_well, metrics

COLOURS = palette.colours(False)
PATIENT = 300
ROOT = Path(__file__).parents[3]


class LocalLink:
    """What a job sees, in the test's own process."""

    def __init__(self, most):
        self.records, self.most = [], most

    @property
    def called(self):
        return len(self.records) >= self.most

    def send(self, record):
        self.records.append(record)

    def progress(self, share):
        assert share >= 0


class EndedJob:
    """A job that ran to its end, without its process."""

    state, alive, error, ahead, progress = "done", False, None, 0, 1.0

    def __init__(self, plans, looks):
        link = LocalLink(looks * len(plans))
        self.result = live_training.train(link, plans, 1000)
        self.records = link.records


def with_runs(app, plans, looks=4):
    app.session_state["_learning_active"] = Active(EndedJob(plans, looks), plans, 30)
    return app


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("part", ["live", "leak"])
def test_every_part_opens_before_anything_was_learned(open_app, part, language):
    app = assert_well(open_app("learning", part=part, lang=language).run())
    assert not app.warning
    assert app.button(key=f"{part}_start").label == t("learning.start", language=language)
    assert t("learning.no_curves", language=language) in [info.value for info in app.info]


@pytest.mark.parametrize("task", toy_tasks.NAMES)
def test_every_task_opens_with_every_part_taken_out(open_app, task):
    app = open_app("learning", part="live", task=task, off=",".join(live.PARTS)).run()
    assert_well(app)
    assert metrics(app)[t("learning.steps")] == "0"


@pytest.mark.parametrize(
    ("key", "value"),
    [("task", "x"), ("off", "mask"), ("off", "masked,masked"), ("seed", "-1"), ("seconds", "31"),
     ("look", "x"), ("T", "0.6"), ("opening", "3"), ("draw", "x")],
)  # fmt: skip
def test_nonsense_is_named(open_app, key, value):
    part = "leak" if key in ("T", "opening", "draw") else "live"
    app = open_app("learning", part=part, **{key: value})
    if key == "look":  # a slider over a run's looks needs a run
        with_runs(app, (Plan("induction"),))
    app.run()
    assert_well(app)
    assert any(f"{key}=" in warning.value for warning in app.warning)


def test_a_run_ends_in_a_comparison_with_the_whole_model(open_app):
    broken = Plan("copy", 1, Switches(positions=False))
    app = with_runs(open_app("learning", part="live", task="copy", off="positions"), (Plan("copy"), broken))
    app.run()
    app.pills(key="predict_learning_live").set_value(2).run()
    assert_well(app)
    said = [box.value for box in (*app.success, *app.info)]
    whole, ours = (app.session_state["_learning_kept"][plan].looks[-1] for plan in (Plan("copy"), broken))
    assert any(f"{whole.accuracy:.1%}" in text and f"{ours.accuracy:.1%}" in text for text in said)
    table = app.dataframe[0].value
    assert list(table.iloc[:, 1]) == [30, 30]
    assert list(table.iloc[:, 2]) == [whole.held_out, ours.held_out]


def test_a_guess_waits_for_the_run(open_app):
    app = open_app("learning", part="live", task="copy", off="positions").run()
    app.pills(key="predict_learning_live").set_value(0).run()
    assert_well(app)
    assert t("lesson.later") in [box.value for box in app.info]


def test_one_may_look_back(open_app):
    app = with_runs(open_app("learning", part="live", task="copy", look="12"), (Plan("copy"),)).run()
    assert_well(app)
    assert metrics(app)[t("learning.steps")] == "10"
    app.select_slider(key="learning_look_30").set_value(20).run()
    assert app.query_params["look"] == "20"
    assert metrics(app)[t("learning.steps")] == "20"
    app.select_slider(key="learning_look_30").set_value(30).run()
    assert "look" not in app.query_params


def test_both_models_write_from_the_same_opening(open_app):
    plans = Plan("korean"), Plan("korean", 1, Switches(masked=False))
    app = with_runs(open_app("learning", part="leak", opening="1", draw="5"), plans, looks=2).run()
    assert_well(app)
    lines = [text.value for text in app.markdown if text.value.startswith(":gray[배를")]
    assert len(lines) == 2 * leak.SENTENCES
    app.select_slider(key="bound_T").set_value(2.0).run()
    assert_well(app)
    assert lines != [text.value for text in app.markdown if text.value.startswith(":gray[배를")]


@pytest.mark.slow
def test_the_button_trains_in_another_process_and_stop_keeps_what_was_learned(open_app):
    app = open_app("learning", part="live", task="copy").run()
    app.button(key="live_start").click().run()
    assert_well(app)
    job = app.session_state["_learning_active"].job
    deadline = time.monotonic() + PATIENT
    while len(job.records) < 2:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    app.run()
    app.button(key="live_stop").click().run()
    assert job.wait(PATIENT)
    app.run()
    assert_well(app)
    assert job.state == "done"
    kept = app.session_state["_learning_kept"][Plan("copy")]
    assert kept.weights is not None
    expected = [look for look, _ in zip(snapshots(Run(Plan("copy"))), range(2), strict=False)]
    assert [look.loss for look in kept.looks[:2]] == pytest.approx([look.loss for look in expected], rel=1e-5)


def test_plans_are_carried_out_side_by_side():
    plans = [Plan("copy"), Plan("copy", 1, Switches(scaled=False))]
    link = LocalLink(6)
    found = live_training.train(link, plans, 1000)
    assert [number for number, *_ in link.records] == [0, 1, 0, 1, 0, 1]
    alone = Run(plans[1])
    looks = [look for look, _ in zip(snapshots(alone), range(3), strict=False)]
    assert [look.held_out for number, _, look in link.records if number == 1] == [
        look.held_out for look in looks
    ]
    assert set(found[1]) == set(weights(alone.model))


def test_time_for_training_is_bounded():
    link = LocalLink(10**6)
    start = time.monotonic()
    live_training.train(link, [Plan("copy")], 0.2)
    assert link.records
    assert time.monotonic() - start < 20


def test_figures_hold_every_number():
    plan = Plan("copy")
    looks = [look for look, _ in zip(snapshots(Run(plan)), range(3), strict=False)]
    found = {Plan("copy", 1, Switches(masked=False)): Kept([beginning(plan)]), plan: Kept(looks)}
    curves = live.curves(found)
    assert curves[0].name == t("learning.whole")
    loss = figures.losses(curves, 3.0, COLOURS, Names())
    assert list(loss.data[1].y) == [look.held_out for look in looks]
    assert list(loss.data[0].y) == [look.loss for look in looks]
    accuracy = figures.accuracies(curves, COLOURS, Names())
    assert list(accuracy.data[0].y) == [look.accuracy for look in looks]
    symbols = [str(place) for place in range(len(looks[0].right))]
    maps = figures.maps(looks[-1], symbols, COLOURS, Names(head="{layer}.{head}"))
    assert len(maps.data) == looks[-1].attention.shape[0] * looks[-1].attention.shape[1]
    weights = looks[-1].attention[1, 1] / 255
    np.testing.assert_allclose(maps.data[5].z, np.sqrt(weights))
    np.testing.assert_allclose(maps.data[5].customdata[..., 2].astype(float), weights)
    assert maps.layout.annotations[5].text == "2.2"
    tiles = figures.example(looks[-1], symbols, COLOURS, "p")
    assert [tile.label for tile in tiles] == symbols
    for tile, p in zip(tiles[1:], looks[-1].right[:-1], strict=True):
        assert (tile.note, tile.tip) == (("", "") if np.isnan(p) else (f"{p:.0%}", f"p {p:.4f}"))
    table = live.curve_table(found)
    assert len(table) == 4


def test_few_runs_are_kept(monkeypatch):
    session = {}
    monkeypatch.setattr(runs.st, "session_state", session)
    look = beginning(Plan("copy"))
    for seed in range(runs.MOST_KEPT + 3):
        plan = Plan("copy", seed)
        job = type("Job", (), {"alive": False, "records": [(0, 0.0, look)], "result": None})()
        session["_learning_active"] = Active(job, (plan,), 30)
        assert plan in runs.runs()
    assert len(runs.runs()) == runs.MOST_KEPT


@pytest.mark.parametrize(
    ("work", "slow"), [("live_training", "streamlit pandas"), ("tuning", "streamlit"), ("maps", "streamlit")]
)
def test_the_process_of_a_job_does_not_import_streamlit(work, slow):
    code = f"import sys, dashboard.work.{work}; assert not {set(slow.split())} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)


def test_the_whole_model_is_the_default():
    assert live.off("") == []
    assert Switches(**dict.fromkeys(live.off(""), False)) == WHOLE
