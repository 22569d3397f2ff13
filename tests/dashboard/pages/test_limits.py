"""The page on limits: its parts, its pictures, the measurement beside the server."""

import re
import time

import numpy as np
import pandas as pd
import pytest

from dashboard.figures import limits as figures
from dashboard.figures import palette, window
from dashboard.pages.limits.page import PARTS
from dashboard.texts import t
from dashboard.work import jobs, measuring
from lmcore.analysis import costs, timings
from lmcore.analysis.timings import Fit, Times
from lmcore.config import ModelConfig
from lmcore.model import Transformer
from tests.dashboard.helpers import Names, assert_well, formulas, metrics, on_server, pictures, until

COLOURS = palette.colours(False)


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("part", PARTS)
def test_every_part_opens(open_app, part, language):
    app = assert_well(open_app("limits", part=part, lang=language).run())
    assert not app.warning
    assert formulas(app) or pictures(app)


@pytest.mark.parametrize("text", ["배", "?!…", "배가 항구를 떠난다. " * 40])
@pytest.mark.parametrize("part", PARTS)
def test_every_part_takes_any_text(open_app, part, text):
    app = assert_well(open_app("limits", part=part, text=text).run())
    assert {box.value for box in app.text_input if box.key == "sentence"} <= {text}
    assert formulas(app) or pictures(app)


@pytest.mark.parametrize(
    ("part", "key", "value"),
    [
        ("time", "n", "17"),
        ("memory", "m", "-4"),
        ("parameters", "d", "0"),
        ("parameters", "L", "1e9"),
        ("cache", "tokens", "가"),
        ("cache", "width", "3"),
        ("window", "w", "0"),
        ("window", "place", "x"),
    ],
)
def test_nonsense_is_named(open_app, part, key, value):
    app = open_app("limits", part=part, view="counted", **{key: value}).run()
    assert_well(app)
    assert any(f"{key}=" in warning.value for warning in app.warning)


def test_the_number_of_the_report_is_on_the_page(open_app):
    app = open_app("limits", part="parameters").run()
    app.button_group(key="limits_preset").set_value("gpt3")
    app.run()
    assert_well(app)
    assert metrics(app)[t("limits.attention")] == "57,982,058,496"
    assert app.query_params["d"] == "12288"


def test_our_own_parameters_are_said_to_be_the_same(open_app):
    app = open_app("limits", part="parameters").run()
    real = sum(p.numel() for p in on_server().model.parameters())
    assert metrics(app)[t("limits.total_parameters")] == f"{real:,}"
    assert any(markdown.value == t("limits.real_same", real=real) for markdown in app.markdown)


def test_bytes_counted_and_weighed_are_said_to_be_the_same(open_app):
    app = open_app("limits", part="memory").run()
    stem = t("limits.memory_same").split("**")[1]
    assert any(stem in markdown.value for markdown in app.markdown)


@pytest.mark.parametrize(("window", "place", "zero"), [(2, 0, True), (2, 1, True), (6, 3, False)])
def test_a_word_outside_the_window_changes_nothing(open_app, window, place, zero):
    app = open_app(
        "limits", part="window", text="애플, 겨울 배가 아프다.", w=str(window), place=str(place)
    ).run()
    assert_well(app)
    label = f"{t('limits.windowed')} · {t('limits.largest')}"
    assert (metrics(app)[label] == "0") is zero
    assert metrics(app)[f"{t('limits.whole')} · {t('limits.largest')}"] != "0"


def test_a_chat_longer_than_the_context_says_what_is_lost(open_app):
    app = open_app("limits", part="window", text="배 " * 700).run()
    assert_well(app)
    room = on_server().config.context - 1
    assert any(f"{room:,}" in caption.value for caption in app.caption)


def test_a_measurement_on_the_page(open_app):
    app = open_app("limits").run()
    app.button(key="limits_start").click().run()
    _, job = app.session_state["limits_measurement"]
    job.wait(60)
    app.run()
    assert_well(app)
    assert job.state == "done"
    assert any("²" in markdown.value and "%" in markdown.value for markdown in app.markdown)


def small_model():
    config = ModelConfig(50, d_model=64, n_layers=1, n_heads=2, d_ff=64, context=512)
    return Transformer(config).initialise(0).eval().requires_grad_(False)


def measure(lengths, rounds):
    return jobs.start("thread", measuring.attention, small_model(), [1], "causal", lengths, rounds)


def test_a_measurement_can_be_stopped():
    job = measure((256, 512), 10_000)
    until(lambda: job.records)
    assert 0 < job.progress < 1
    job.stop()
    job.wait(20)
    assert job.state == "stopped"


def test_measurements_wait_for_one_another():
    first = measure((256, 512), 10_000)
    until(lambda: first.records)
    second = measure((8, 16), 1)
    time.sleep(0.3)
    assert (second.state, second.ahead) == ("waiting", 1)
    assert not second.records
    first.stop()
    second.wait(20)
    assert len(second.records) == 2
    assert second.progress == 1


def test_a_measurement_ends_in_time(monkeypatch):
    monkeypatch.setattr("dashboard.work.measuring.MOST_SECONDS", 0.2)
    job = measure((256, 512), 10_000)
    job.wait(20)
    assert job.state == "done"
    assert job.records


def test_the_picture_of_times_holds_medians_and_curve():
    n = np.array([16, 64, 256, 512])
    curve = Fit(1e-4, 1e-6, 2e-8)
    measured = Times(n, np.stack([curve.at(n) * factor for factor in (0.9, 1.0, 1.3)]))
    figure = figures.measured({"total": (measured, curve)}, COLOURS, Names())
    line, points = figure.data
    np.testing.assert_allclose(points.y, 1e3 * curve.at(n))
    np.testing.assert_allclose(line.y, 1e3 * curve.at(np.array(line.x)))


def test_the_picture_of_parameters_adds_up():
    figure = figures.tree(costs.GPT3, COLOURS, Names())
    (tree,) = figure.data
    values = dict(zip(tree.ids, tree.values, strict=True))
    children = pd.DataFrame({"parent": tree.parents, "value": tree.values}).groupby("parent")["value"].sum()
    for parent in ("total", "attention", "feedforward"):
        assert children[parent] == values[parent]
    assert values["W_Q"] * 4 == 57_982_058_496


def test_the_picture_of_the_cache_ends_at_the_formula():
    figure = figures.cache(costs.GPT3, 2048, 8, 2, COLOURS, Names())
    ends = [trace.y[-1] * 2**30 for trace in figure.data]
    assert ends == [costs.cache_bytes(costs.GPT3, 2048, heads, 2) for heads in (96, 8, 1)]


def test_the_picture_of_counts_is_whole():
    figure = figures.counted(costs.GPT2_SMALL, 512, COLOURS, Names())
    for place, n in enumerate(figure.data[0].x):
        counted = sum(trace.y[place] for trace in figure.data)
        assert counted == sum(costs.multiply_adds(costs.GPT2_SMALL, int(n)).values())


def test_the_picture_of_influence_marks_what_is_out():
    drawn = window.html(["<s>", "b", "c"], 2, 0, [0, 0, 0.5], [0.1, 0.2, 0.25], Names())
    kinds = re.findall(r'class="((?:gone|seen)[^"]*)"', drawn)
    assert kinds == ["gone changed", "gone", "seen"]
    heights = [float(height) for height in re.findall(r"height:([\d.]+)%", drawn)]
    assert heights == [20, 0, 40, 0, 50, 100]
    assert re.findall(r">(\d+%?)</b>", drawn) == ["0", "0", "50%"]
    assert "<s>" not in drawn


@pytest.mark.parametrize(
    ("count", "text"), [(0, "0 B"), (1023, "1023 B"), (1024, "1.00 KB"), (350 * 2**30, "350.00 GB")]
)
def test_bytes_as_people_write_them(count, text):
    assert figures.bytes_text(count) == text


def test_no_length_is_timed_twice():
    assert len(set(timings.lengths_within(512))) == len(timings.lengths_within(512))


def test_a_recurrent_network_waits_once_a_token_and_attention_once(open_app):
    app = assert_well(open_app("limits", part="recurrent", text="배가 항구를 떠난다.").run())
    n = len(on_server().tokenizer.encode("배가 항구를 떠난다.")) + 1
    layers = on_server().config.n_layers
    said = t("limits.recurrent_layers", layers=layers, recurrent=n + layers - 1, attention=layers)
    assert said in [text.value for text in app.markdown]
    assert "grid_recurrent" in [picture.key for picture in pictures(app) if hasattr(picture, "key")]


def test_both_readers_are_timed_on_request(open_app):
    app = open_app("limits", part="recurrent").run()
    app.button(key="limits_start").click().run()
    job = app.session_state["limits_recurrent"][1]
    assert job.wait(120)
    assert job.state == "done", job.error
    app.run()
    assert_well(app)
    (ratio,) = [text.value for text in app.markdown if "배** 걸렸" in text.value]
    slow, fast = (timings.times(job.records, (name,)).median[-1] for name in ("recurrent", "attention"))
    assert f"{slow / fast:.1f}" in ratio
