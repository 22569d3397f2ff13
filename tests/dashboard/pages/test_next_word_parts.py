"""The parts of the next-word page: they open on anything, and show what an independent computation finds."""

import math
import re

import numpy as np
import pytest
import torch

from dashboard.figures import beam as beam_figures
from dashboard.figures import draws as draw_figures
from dashboard.figures import kv_cache, palette, scores, softmax, temperature, token_flow
from dashboard.pages.next_word.page import PARTS
from dashboard.texts import t
from dashboard.view import links
from lmcore import beam as beams
from lmcore.analysis import caching, draws
from lmcore.analysis import temperature as temperatures
from lmcore.sampling import Sampling, distribution
from tests.dashboard.helpers import Names, assert_well, metrics, on_server, pictures

COLOURS = palette.colours(False)
REPORT = "얘, 겨울 배가 맛있단다!"
LESSONS = PARTS[1:]
LONG = links.pack_text("배가 항구를 떠난다. " * 900)  # more than 10,000 characters

VIEWS = {"token": {"text": "배"}, "emoji": {"text": "😀?!"}, "long": {"z": LONG}}


def guess(app, number=0):
    """Answer the question of the part, so that all of it is drawn."""
    questions = [group for group in app.get("button_group") if (group.key or "").startswith("predict_")]
    if questions:
        questions[0].set_value(number)
        app.run()
    return app


def probabilities(prompt):
    """p(next token) after ids, by the model's own pass and numpy in float64."""
    logits = on_server().model(torch.tensor([prompt]), "causal")[0, -1].numpy().astype(np.float64)
    shares = np.exp(logits - logits.max())
    return shares / shares.sum()


def log_probability(prompt, ids):
    """ln p of each of `ids`, one pass each."""
    found = []
    for id in ids:
        found.append(math.log(probabilities(prompt)[id]))
        prompt = [*prompt, id]
    return found


def encoded(text):
    tokenizer = on_server().tokenizer
    return [tokenizer.bos_id, *tokenizer.encode(text)]


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("part", LESSONS)
def test_every_part_opens_and_answers(open_app, part, language):
    app = open_app("next_word", part=part, lang=language).run()
    assert_well(app)
    assert not app.warning
    assert pictures(assert_well(guess(app)))


@pytest.mark.parametrize("view", VIEWS.values(), ids=VIEWS)
@pytest.mark.parametrize("part", LESSONS)
def test_every_part_takes_any_text(open_app, part, view):
    app = assert_well(guess(open_app("next_word", part=part, mode="bidirectional", **view).run()))
    assert pictures(app)


@pytest.mark.parametrize("part", ["softmax", "curves", "draws", "beam", "cache"])
def test_the_last_place_of_a_full_context(open_app, part):
    """Where no room is left to write, this is said."""
    context = on_server().config.context
    app = open_app("next_word", part=part, z=LONG, at=str(context)).run()
    assert_well(app)
    if part in ("beam", "cache"):
        assert any(info.value == t("next_word.no_room") for info in app.info)


@pytest.mark.parametrize(
    ("part", "key", "value"),
    [
        ("softmax", "format", "float8"),
        ("softmax", "c", "999"),
        ("softmax", "T", "0"),
        ("curves", "p", "2"),
        ("draws", "n", "17"),
        ("draws", "seed", "-1"),
        ("beam", "width", "99"),
        ("beam", "length", "x"),
        ("cache", "shown", "-1"),
        ("score", "a", "가" * 301),
        ("chat", "system", "가" * 301),
    ],
)
def test_nonsense_is_named(open_app, part, key, value):
    app = open_app("next_word", part=part, **{key: value}).run()
    assert_well(app)
    assert any(f"{key}=" in warning.value for warning in app.warning)
    assert key not in app.query_params


def test_settings_go_along_from_part_to_part(open_app):
    app = open_app("next_word", part="draws", T="0.5", at="4", seed="9").run()
    [switch] = [group for group in app.get("button_group") if group.key == "bound_part"]
    switch.set_value("curves")
    app.run()
    assert_well(app)
    assert {key: app.query_params[key] for key in ("part", "T", "at")} == {
        "part": "curves",
        "T": "0.5",
        "at": "4",
    }


def test_parts_go_on_from_what_the_component_showed(open_app):
    app = open_app("next_word", part="curves")
    app.session_state["_next_word_view"] = "at=3&T=0.5&w=5%2C6&from=3&step=0"
    app.run()
    assert_well(app)
    assert not app.warning
    view = {"at": "3", "T": "0.5", "w": "5,6", "from": "3", "step": "0"}
    assert {key: app.query_params[key] for key in view} == view
    assert app.session_state["bound_at"] == 3
    assert app.session_state["bound_T"] == 0.5


def test_overflow_is_counted_as_it_happens(open_app):
    app = open_app("next_word", part="softmax", text=REPORT, T="0.05", at="6", format="float32").run()
    p = probabilities(encoded(REPORT)[:6])
    logits = np.log(p) - np.log(p.max())  # differences of logits
    top = float(on_server().model(torch.tensor([encoded(REPORT)[:6]]), "causal")[0, -1].max())
    inf = int((np.float32((logits + top) / 0.05) > math.log(np.finfo(np.float32).max)).sum())
    assert inf > 0
    shown = metrics(app)
    assert shown[t("next_word.softmax.n_inf")] == shown[t("next_word.softmax.n_nan")] == f"{inf:,}"
    assert shown[t("next_word.softmax.stable_nan")] == "0"
    [table] = [frame.value for frame in app.dataframe]
    plain = table[t("next_word.softmax.column_plain_p")]
    assert plain[0] == "nan"
    exact = np.sort(p ** (1 / 0.05))[::-1] / (p ** (1 / 0.05)).sum()
    stable = table[t("next_word.softmax.column_safe_p")].astype(float)
    smallest = float(np.finfo(np.float32).smallest_subnormal)  # steps down there are as wide as this
    np.testing.assert_allclose(stable, exact[: len(stable)], rtol=1e-3, atol=smallest)


def test_adding_a_number_changes_no_probability(open_app):
    columns = []
    for shift in ("0", "-150"):
        app = open_app("next_word", part="softmax", text=REPORT, T="1", c=shift, format="float64").run()
        columns.append(app.dataframe[0].value[t("next_word.softmax.column_safe_p")].astype(float))
    np.testing.assert_allclose(columns[0], columns[1], rtol=1e-4)


def test_kept_tokens_are_counted_by_hand(open_app):
    app = open_app("next_word", part="curves", text=REPORT, at="6", k="30", p="0.8", m="0.1").run()
    p = np.sort(probabilities(encoded(REPORT)[:6]))[::-1]
    counts = [30, int(np.searchsorted(p.cumsum(), 0.8)) + 1, int((p >= 0.1 * p[0]).sum())]
    table = app.dataframe[0].value
    shown = [int(value.replace(",", "")) for value in table[t("next_word.curves.count")]]
    assert shown[:3] == counts
    mass = table[t("next_word.curves.mass")].astype(float)
    np.testing.assert_allclose(mass[:3], [p[:count].sum() for count in counts], atol=1e-4)


def test_draws_are_measured_against_the_probabilities(open_app):
    app = open_app("next_word", part="draws", text=REPORT, at="6", n="3000", seed="5").run()
    p = probabilities(encoded(REPORT)[:6])
    order = np.argsort(-p, kind="stable")
    ranks = np.searchsorted(p[order].cumsum(), np.random.default_rng(5).random(3000), side="right")
    frequency = np.bincount(ranks, minlength=len(p)) / 3000
    distance = np.abs(frequency - p[order]).sum() / 2
    assert float(metrics(app)[t("next_word.draws.distance")]) == pytest.approx(distance, abs=2e-3)


def test_continuations_of_the_beam_part_are_scored(open_app):
    app = open_app("next_word", part="beam", text=REPORT, at="6", width="4", length="4", seed="3").run()
    table = app.dataframe[0].value
    totals = table[t("next_word.beam.total")].astype(float)
    prompt, greedy = encoded(REPORT)[:6], []
    while len(greedy) < 4:
        greedy.append(int(probabilities([*prompt, *greedy]).argmax()))
        if greedy[-1] == on_server().tokenizer.bos_id:
            break
    assert totals[1] == pytest.approx(sum(log_probability(prompt, greedy)), abs=2e-3)
    found = beams.search(on_server().model, prompt, 4, 4, on_server().tokenizer.bos_id)
    best = found.ids(found.found[0])
    assert totals[0] == pytest.approx(sum(log_probability(prompt, best)), abs=2e-3)


def test_the_cache_is_shown_in_bytes(open_app):
    app = open_app("next_word", part="cache", text=REPORT, at="6", shown="4").run()
    config = on_server().config
    size = 2 * config.n_layers * 10 * config.d_model * 4
    shown = metrics(app)
    assert shown[t("next_word.cache.bytes")] == f"{size:,} B"
    assert shown[t("next_word.cache.reads_cached")] == "10"
    assert shown[t("next_word.cache.reads_anew")] == f"{6 + 7 + 8 + 9 + 10}"


def test_times_with_and_without_the_cache_on_the_page(open_app):
    app = open_app("next_word", part="cache", text="배가 항구를 떠난다.").run()
    app.button(key="next_word_cache_start").click().run()
    _, job = app.session_state["next_word_cache_job"]
    job.wait(90)
    app.run()
    assert_well(app)
    measured = list(job.records)
    assert all(step.same for step in measured)
    ratio = sum(caching.medians(measured)[1]) / sum(caching.medians(measured)[0])
    assert any(f"**{ratio:.2f}" in markdown.value for markdown in app.markdown)


def test_surprise_is_summed(open_app):
    app = guess(open_app("next_word", part="surprise", text=REPORT).run())
    ids = encoded(REPORT)
    bits = -np.array(log_probability(ids[:1], ids[1:])) / math.log(2)
    shown = metrics(app)
    assert shown[t("next_word.surprise.total")] == t("next_word.surprise.n_bits", n=f"{bits.sum():.2f}")
    per = float(shown[t("next_word.surprise.per_character")])
    assert per == pytest.approx(bits.sum() / len(REPORT), abs=1e-3)
    perplexity = float(shown[t("next_word.surprise.perplexity")].replace(",", ""))
    assert perplexity == pytest.approx(2 ** bits.mean(), rel=1e-2)


def test_the_reports_two_continuations_are_compared(open_app):
    app = guess(open_app("next_word", part="score", text=REPORT).run())
    prompt = encoded(REPORT)
    rows = [log_probability(prompt, encoded(text)[1:]) for text in ("배가 달아.", "달고 시원하지?")]
    table = app.dataframe[0].value
    for text, row in zip(("배가 달아.", "달고 시원하지?"), rows, strict=True):
        values = table[text].astype(float)
        assert values[0] == pytest.approx(sum(row), abs=2e-3)
        assert values[1] == pytest.approx(np.mean(row), abs=2e-3)
    likelier = t("next_word.score.first" if sum(rows[0]) > sum(rows[1]) else "next_word.score.second")
    assert table[t("next_word.score.higher")][0] == likelier


@pytest.mark.parametrize(
    ("a", "said"),
    [("", "empty"), ("   ", "empty"), ("😀" * 290, "too_long")],
)
def test_a_continuation_that_cannot_be_scored_is_said_so(open_app, a, said):
    app = open_app("next_word", part="score", a=a).run()
    assert_well(app)
    expected = t(f"next_word.score.{said}", limit=on_server().config.context)
    assert any(info.value == expected for info in app.info)


def test_the_same_continuation_twice(open_app):
    app = guess(open_app("next_word", part="score", a="배가 달아.", b="배가 달아.").run())
    assert_well(app)
    assert list(app.dataframe[0].value[t("next_word.score.higher")]) == ["="] * 3


def test_a_second_turn_reads_the_first_answer(open_app):
    app = open_app("next_word", part="chat", text="안녕?", more="배는 어때?").run()
    assert_well(app)
    one = open_app("next_word", part="chat", text="안녕?").run()
    numbers = re.compile(r"모델이 실제로 .*?(\d+)토큰")
    said = ["\n".join(markdown.value for markdown in run.markdown) for run in (one, app)]
    lengths = [int(numbers.search(text)[1]) for text in said]
    assert lengths[1] > lengths[0] + 5


def test_a_template_without_room_says_so(open_app):
    app = open_app("next_word", part="chat", z=LONG).run()
    assert_well(app)
    assert len(app.info) > 1


def test_the_number_line_holds_exact_powers():
    plain, stable = np.array([60.0, 30.0]), np.array([0.0, -50.0])
    figure = softmax.number_line(["<s>", "b"], plain, stable, (-44.9, 38.5), COLOURS, Names(format="float32"))
    first, second = figure.data
    assert list(first.x) == [60, 30]
    assert list(first.text) == [" inf", ""]
    assert list(second.text) == ["", " 0"]
    assert first.customdata[0] == "&lt;s&gt;"


def test_the_curves_are_the_sweep():
    logits = torch.randn(300, generator=torch.Generator().manual_seed(0)) * 3
    swept = temperatures.sweep(logits, 0.9, 0.05, (0.5, 1.0, 2.0))
    names = Names(most="{bits:.2f}")
    figure = temperature.curves(swept, Sampling(top_k=40), 300, COLOURS, names)
    entropy, _, top_k, top_p, min_p = figure.data
    assert list(entropy.y) == swept.entropy.tolist()
    assert list(top_k.y) == [40] * 3
    assert list(top_p.y) == swept.nucleus.tolist()
    assert list(min_p.y) == swept.likely.tolist()


def test_a_frequency_outside_of_its_interval_stands_out():
    chances = distribution(torch.tensor([2.0, 1.0, 0.0]), Sampling())
    found = draws.draw(chances, 100, 0)
    low, high = np.array([0, 100, 0]), np.array([100, 100, 100])
    figure = draw_figures.bars(["a", "b", "c"], found, low, high, COLOURS, Names())
    assert list(figure.data[0].x) == found.probabilities.tolist()
    assert list(figure.data[2].marker.symbol) == ["circle", "diamond", "circle"]
    np.testing.assert_allclose(figure.data[2].x, found.counts / 100)


def test_the_tree_is_the_search():
    nodes = (
        beams.Node(-1, 1, 7, -1.0, -1.0, True, False),
        beams.Node(-1, 1, 8, -2.0, -2.0, True, False),
        beams.Node(-1, 1, 9, -3.0, -3.0, False, False),
        beams.Node(1, 2, 7, -0.1, -2.1, True, False),
        beams.Node(1, 2, 8, -0.2, -2.2, True, False),
    )
    found = beams.Beam(nodes, (3, 4))
    heights = beam_figures.rows(found)
    assert set(heights) == {-1, 0, 1, 3, 4}
    assert heights[-1] == heights[1] == heights[3] == 0  # the best text runs level
    assert sorted(heights[leaf] for leaf in (0, 3, 4)) == [0, 1, 2]
    figure = beam_figures.tree(found, "p", str, COLOURS, Names())
    dropped, others, best = figure.data[3:6]
    assert [len(trace.x) for trace in (dropped, others, best)] == [1, 1, 2]
    assert [row[2] for row in best.customdata] == [-2.0, -2.1]


def test_the_cache_is_empty_where_nothing_was_read():
    norms = torch.ones(2, 5)
    written = caching.Written((1, 2, 3, 4, 5), 6, 3, norms, norms, (1, 2, 3))
    figure = kv_cache.held(written, 4, range(3, 4), list("abcde"), COLOURS, Names(layer="{n}"))
    for heatmap in figure.data:
        assert np.isnan(np.array(heatmap.z)[:, 4:]).all()
        assert (np.array(heatmap.z)[:, :4] == 1).all()
    assert [shape.x0 for shape in figure.layout.shapes if shape.type == "rect"] == [2.5, 2.5]


def test_both_continuations_have_one_scale():
    sides = [("<a>", ["x", "y"], np.array([-1.0, -2.0])), ("b", ["z"], np.array([-9.0]))]
    figure = scores.continuations(sides, COLOURS, Names())
    assert [list(bar.y) for bar in figure.data] == [[-1, -2], [-9]]
    assert figure.layout.yaxis.range == figure.layout.yaxis2.range
    assert figure.layout.annotations[0].text.startswith("<b>&lt;a&gt;</b>")
    bars = scores.surprises(["a", "b"], np.array([1.0, 3.0]), COLOURS, Names())
    assert list(bars.data[0].y) == [1, 3]


def test_nothing_in_a_tile_is_taken_for_markup():
    html = token_flow.flow([token_flow.Tile("<b>", "1", "red", 'a"b', True, True)], "“x”")
    assert "<b>" not in html
    assert "&lt;b&gt;" in html
    assert "a&quot;b" in html
    assert token_flow.shade(2, COLOURS) == token_flow.shade(1, COLOURS)
