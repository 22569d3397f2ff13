"""A real server, a real Chromium, and a watch on every request that wants to leave this machine."""

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect, sync_playwright

pytest.register_assert_rewrite("tests.browser.helpers")

from tests.browser.helpers import PATIENCE, at_rest  # noqa: E402 (rewritten first, so that failures show values)

ROOT = Path(__file__).parents[2]
OpenPage = Callable[..., Page]

# No name but this machine's has an address, and there is no way around that.
CLOSED_IN = (
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
    "--no-proxy-server",
)
expect.set_options(timeout=PATIENCE / 2)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The system's Chromium; skips where there is none, but fails on CI, which must have one."""
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("no Chromium on this machine")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox", *CLOSED_IN])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def server(checkpoint_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a dashboard started for this session."""
    with served(checkpoint_folder, tmp_path_factory.mktemp("server") / "log.txt") as address:
        yield address


@contextlib.contextmanager
def served(checkpoint: Path, log: Path) -> Iterator[str]:
    """The address of a dashboard that is up, and ends with the block."""
    port = free_port()
    with log.open("wb") as output:
        process = start_server(port, checkpoint, output)
        try:
            wait_until_up(process, port, log)
            yield f"http://127.0.0.1:{port}"
        finally:
            stop(process)


def stop(process: subprocess.Popen[bytes], seconds: float = 60) -> None:
    process.terminate()
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def start_server(port: int, checkpoint: Path, output) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "dashboard", "--port", str(port), "--server.address", "127.0.0.1"]
    environment = os.environ | {"DOTBOGI_CHECKPOINT": str(checkpoint), "OMP_NUM_THREADS": "1"}
    return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=output)


def wait_until_up(process: subprocess.Popen[bytes], port: int, log: Path, seconds: float = 300) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=2):
                return
        except OSError:
            time.sleep(0.2)
    pytest.fail(f"the server did not come up:\n{log.read_text('utf-8', 'replace')[-3000:]}")


@pytest.fixture
def outside() -> list[str]:
    """Addresses outside this machine that the test's pages asked for; none can be reached."""
    return []


@pytest.fixture(scope="session")
def contexts(chromium: Browser) -> list[BrowserContext]:
    """Browsers that know nothing of each other. The nth page of each test opens in the nth of them.

    They stay for the session, so that not every page fetches and compiles Streamlit anew.
    """
    return [chromium.new_context() for _ in range(2)]


@pytest.fixture
def open_page(contexts: list[BrowserContext], server: str, outside: list[str]) -> Iterator[OpenPage]:
    """`open_page("tokens", text=…, lang="en", theme="dark", width=390, height=844)`: a page, fully drawn.

    After the test no page may have asked for anything outside this machine.
    """
    pages: list[Page] = []

    def open_one(path: str = "", theme="light", width: int = 1280, height: int = 900, **view: object) -> Page:
        page = contexts[len(pages)].new_page()
        pages.append(page)
        page.set_default_timeout(PATIENCE)
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme=theme)
        watch(page, outside)
        forget(page, server)
        page.goto(f"{server}/{path}?{urlencode(view)}" if view else f"{server}/{path}")
        at_rest(page)
        expect(page.get_by_role("dialog")).to_have_count(0)  # such as "Page not found" over the first link
        return page

    yield open_one
    for page in pages:
        page.close()
    assert outside == []


def watch(page: Page, outside: list[str]) -> None:
    """Note every request of `page` that does not stay on this machine."""

    def note(request: Request) -> None:
        if not _is_local(request.url):
            outside.append(request.url)

    page.on("request", note)
    page.on("websocket", lambda socket: outside.extend([] if _is_local(socket.url) else [socket.url]))


def forget(page: Page, server: str) -> None:
    """Take away what an earlier page of this browser stored; files in its cache stay."""
    session = page.context.new_cdp_session(page)
    kinds = "cookies,local_storage,indexeddb"
    session.send("Storage.clearDataForOrigin", {"origin": server, "storageTypes": kinds})
    session.detach()


def _is_local(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme in ("data", "blob", "about") or parts.hostname in ("127.0.0.1", "localhost")
