"""The view that the browser keeps: followed from outside without Python, reported to Python when it asks."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from dashboard.texts import t
from tests.browser.conftest import ROOT, free_port, stop, wait_until_up
from tests.browser.helpers import PATIENCE, at_rest, says, shows, view

TEXT = "나는 어제 밥을 먹었다."


def drawn(page: Page, **state: object) -> None:
    wanted = "".join(f"[data-{key}='{value}']" for key, value in state.items())
    page.wait_for_selector(f".attention[data-drawn]{wanted}", timeout=PATIENCE)


def apply(page: Page, **view: str | None) -> bool:
    """What a follower does (see applyView in components/base/view.js); whether anybody took the view."""
    return page.evaluate(
        "(detail) => !document.dispatchEvent(new CustomEvent('dotbogi:view', { detail, cancelable: true }))",
        view,
    )


def test_a_view_from_outside_moves_the_head_without_python(open_page):
    page = open_page("attention", text=TEXT, layer=1, head=1)
    sent: list[object] = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda frame: sent.append(frame)))
    page.reload()
    at_rest(page)
    drawn(page, layer=1, head=1)
    before = len(sent)
    assert before
    assert apply(page, text=TEXT, layer="2", head="max", query="3", key="1", show="lines", mode=None)
    drawn(page, layer=2, head="max", query=3, key=1, show="lines")
    says(page, text=TEXT, layer="2", head="max", query="3", key="1", show="lines")
    at_rest(page)
    assert len(sent) == before
    # what Python has to compute first is not taken, not even in part
    assert not apply(page, mode="causal", layer="1")
    assert not apply(page, text="배", layer="1")
    assert view(page)["layer"] == "2"
    page.get_by_text(t("sentence.causal", language="ko"), exact=True).click()
    drawn(page, layer=2, head="max", mode="causal")
    assert len(sent) > before


@pytest.fixture(scope="module")
def reporting(checkpoint_folder: Path, tmp_path_factory: pytest.TempPathFactory):
    """The address of an attention page that asks for reports."""
    port, log = free_port(), tmp_path_factory.mktemp("report") / "log.txt"
    app = Path(__file__).with_name("report_app.py")
    # the components' scripts are served beside app.py only
    options = [f"--server.port={port}", "--server.enableStaticServing=false"]
    command = [sys.executable, "-m", "streamlit", "run", str(app), *options]
    environment = os.environ | {"DOTBOGI_CHECKPOINT": str(checkpoint_folder), "OMP_NUM_THREADS": "1"}
    environment["PYTHONPATH"] = str(ROOT)
    with log.open("wb") as output:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=output)
        try:
            wait_until_up(process, port, log)
            yield f"http://127.0.0.1:{port}"
        finally:
            stop(process)


def test_python_hears_of_the_view_when_it_asks(chromium: Browser, reporting: str):
    page = chromium.new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(f"{reporting}/?text={TEXT}&layer=1&head=2&query=2&key=1")
    drawn(page, layer=1, head=2)

    def heard() -> dict[str, object]:
        told = json.loads(page.locator("[data-testid=stText]").first.inner_text())
        return {key: told.get(key) for key in ("layer", "head", "query", "key", "show")}

    shows(heard, {"layer": 1, "head": "2", "query": 2, "key": 1, "show": "matrix"})
    page.get_by_role("button", name="2층 헤드 1", exact=True).click()
    page.locator("[data-choice=show-table]").click()
    shows(heard, {"layer": 2, "head": "1", "query": 2, "key": 1, "show": "table"})
    expect(page.locator(".attention")).to_have_attribute("data-layer", "2")
    page.close()
