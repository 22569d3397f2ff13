"""Training live in a browser: it moves, it stops, it ends with its page, and it fits a phone."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.helpers import PATIENCE, at_rest, fits, shows, view
from tests.dashboard.helpers import until

PATIENT = 2 * PATIENCE
STEPS = '[data-testid="stMetric"]:has-text("걸음") [data-testid="stMetricValue"]'


def workers():
    """Ids of processes that compute for a page of this session's server; not of others beside it."""
    parents, computing = {}, set()
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command, status = (folder / "cmdline").read_bytes(), (folder / "stat").read_text()
        except OSError:
            continue
        parents[folder.name] = status.rpartition(")")[2].split()[1]
        if b"dashboard.work.worker_process" in command:
            computing.add(folder.name)
    return {worker for worker in computing if str(os.getpid()) in ancestors(worker, parents)}


def ancestors(process, parents):
    while process := parents.get(process):
        yield process


def start(page):
    page.get_by_role("button", name="배우기 시작").click()
    expect(page.locator(STEPS).first).not_to_have_text("0", timeout=PATIENT)


def test_training_moves_stops_and_may_be_looked_back_on(open_page):
    page = open_page("learning", part="live", task="copy", seconds=120)
    expect(page.locator(STEPS).first).to_have_text("0")
    start(page)
    page.get_by_role("button", name="멈추기").click()
    expect(page.get_by_role("button", name="배우기 시작")).to_be_visible(timeout=PATIENT)
    expect(page.locator(".js-plotly-plot .heatmaplayer image").first).to_be_attached()
    at_rest(page)
    last = page.locator(STEPS).first.inner_text()
    slider = page.get_by_role("slider").last
    expect(slider).to_have_attribute("aria-valuetext", last)
    slider.press("ArrowLeft")
    expect(page.locator(STEPS).first).not_to_have_text(last, timeout=PATIENT)
    shows(lambda: view(page).get("look", "").isdigit(), True)


@pytest.mark.skipif(not Path("/proc").exists(), reason="processes are listed in /proc")
def test_a_closed_page_ends_its_training(open_page):
    before = workers()
    page = open_page("learning", part="leak", seconds=120)
    page.get_by_role("button", name="배우기 시작").click()
    until(lambda: workers() - before, PATIENT / 1000)
    ours = workers() - before
    page.close()
    until(lambda: not workers() & ours, PATIENT / 1000)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("part", ["live", "leak"])
def test_nothing_overflows_a_phone(open_page, part, theme):
    page = open_page(
        "learning", theme=theme, width=390, height=844, part=part, off="scaled,positions,residual,masked"
    )
    expect(page.locator(".js-plotly-plot .heatmaplayer image").first).to_be_attached(timeout=PATIENT)
    fits(page)
