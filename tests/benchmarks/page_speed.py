"""How fast the pages are: `python -m tests.benchmarks.page_speed [--tabs 8] [--sentences 8] [--pages …]`.

Starts the dashboard and, beside it, an empty Streamlit page; both are measured by the same Chromium in the
same run, so the ratios hold on any machine. Prints one line for each figure:

- first picture: from opening a new tab (empty cache) until the picture has pixels, p50 and p95 over tabs;
- redraw: from a change of the main control until the picture shows it: a new sentence of 30 tokens, or on
  pages that take none another step of the lesson or of a training, or a vote (CONTROLS).

A page may have a query: `"next_word?part=beam"`.
"""

import argparse
import contextlib
import itertools
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from playwright.sync_api import Browser, Page, sync_playwright

from dashboard.shell.navigation import PAGES
from lmcore.tokenizer import Tokenizer
from tests.browser.conftest import ROOT, free_port, stop
from tests.browser.helpers import READY

BOX = '[data-testid="stTextInput"] input'
SENTENCE = '.st-key-sentence input, .st-key-senses_lines textarea, [data-testid="stMain"] .st-key-text input'
# Pages that take no sentence: the main control's name, by its ARIA role, the last of that name; one after the
# other of several.
CONTROLS = {
    "from_scratch": ("radio", ("배우는 가중치", "인과 마스크", "드롭아웃", "여러 헤드", "가중치 없이")),
    "neural_network": ("button", ("+1",)),
    "preferences": ("button", (re.compile("^…"),)),
}
# What a page opens at where its first view waits for the reader to start something.
QUERIES = {"limits": "part=window"}
STORY = "번째 배가 항구를 떠나 먼 바다로 나갔다. 얘, 겨울 배가 맛있단다! 두 배로 는 사람들이 배가 아팠다."
EMPTY_PAGE = (
    "import streamlit as st\n\nst.text_input('text', key='text')\nst.text('drawn ' + st.session_state.text)\n"
)
# The fingerprint of what is drawn: every twelfth row of pixels of each canvas, figures, tiles, and what
# components wrote; "" while there is nothing to see. It must be light: it runs fifty times a second.
LOOK = """(most) => {
  const seen = [];
  const visit = root => {
    for (const canvas of root.querySelectorAll('canvas')) {
      if (seen.length >= most) return;
      const paper = canvas.width && canvas.height && canvas.getContext('2d');
      if (!paper) continue;
      let sum = 0;
      for (let row = 0; row < canvas.height; row += 12) {
        for (const value of paper.getImageData(0, row, canvas.width, 1).data) sum = (sum * 31 + value) >>> 0;
      }
      if (sum) seen.push(sum);
    }
    const written = ['.db-token', '.db-flow', '.db-bars', 'svg.main-svg', '.component svg',
      'table[role=grid]', '.db-window', '[class*=preferences_card]'];
    for (const part of root.querySelectorAll(written.join())) seen.push(part.textContent);
    for (const element of root.querySelectorAll('*')) if (element.shadowRoot) visit(element.shadowRoot);
  };
  visit(document);
  return seen.join('|');
}"""
FIRST = f"() => ({LOOK})(1)"
PICTURE = f"() => ({LOOK})(1000)"


Change = Callable[[Page], Callable[[], None]]
"""Makes a change ready on a page, and gives what carries it out."""


@dataclass(frozen=True)
class Times:
    """Seconds of repeated measurements."""

    seconds: list[float]

    @property
    def p50(self) -> float:
        return statistics.median(self.seconds)

    @property
    def p95(self) -> float:
        return sorted(self.seconds)[min(len(self.seconds) - 1, int(0.95 * len(self.seconds)))]

    def line(self, name: str, empty: "Times | None" = None) -> str:
        ratio = f"  {self.p50 / empty.p50:5.2f} x empty page" if empty else ""
        return f"{name:<34} p50 {self.p50:6.3f} s  p95 {self.p95:6.3f} s  n {len(self.seconds)}{ratio}"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--tabs", type=int, default=8)
    parser.add_argument("--sentences", type=int, default=8)
    parser.add_argument("--checkpoint", default=str(ROOT / "checkpoints" / "base"))
    parser.add_argument("--pages", nargs="+", default=list(PAGES))
    options = parser.parse_args()
    options.pages = [f"{page}?{QUERIES[page]}" if page in QUERIES else page for page in options.pages]
    sentences = sentences_of(30, options.sentences, Tokenizer.load(options.checkpoint))
    with servers(options.checkpoint) as (dashboard, empty), chromium() as browser:
        for page in options.pages:  # the first visitor of a page also imports it
            open_tab(browser, f"{dashboard}/{page}", FIRST)[0].context.close()
        floor = first_pictures(
            browser, empty, f"() => document.querySelector('{READY} {BOX}') ? 'x' : ''", options.tabs
        )
        print(floor.line("empty page, first picture"))
        floor_redraw = redraws(browser, empty, drawn_text, entered(sentences))
        print(floor_redraw.line("empty page, redraw"))
        for page in options.pages:
            url = f"{dashboard}/{page}"
            times = first_pictures(browser, url, FIRST, options.tabs)
            print(times.line(f"{page}, first picture", floor))
            times = redraws(browser, url, drawn_picture, changes(page, sentences))
            print(times.line(f"{page}, redraw", floor_redraw), flush=True)


def changes(page: str, sentences: list[str]) -> list[Change]:
    """As many changes of the page's main control as there are sentences."""
    name = page.partition("?")[0]
    if name not in CONTROLS:
        return entered(sentences)
    role, names = CONTROLS[name]

    def click(name: str | re.Pattern[str]) -> Change:
        def prepared(page: Page) -> Callable[[], None]:
            found = page.get_by_test_id("stMain").get_by_role(role, name=name, exact=True).last
            found.scroll_into_view_if_needed()
            return lambda: found.click(force=True)

        return prepared

    return [click(name) for name, _ in zip(itertools.cycle(names), sentences, strict=False)]


def entered(sentences: list[str]) -> list[Change]:
    """Each sentence written into the page's box and sent off."""

    def write(sentence: str) -> Change:
        def prepared(page: Page) -> Callable[[], None]:
            box = page.locator(SENTENCE).first
            box.fill(sentence)
            return lambda: box.press("Control+Enter")

        return prepared

    return [write(sentence) for sentence in sentences]


def sentences_of(length: int, count: int, tokenizer: Tokenizer) -> list[str]:
    """Different sentences of exactly `length` tokens."""
    found = []
    for number in itertools.count(11):
        words = f"{number}{STORY}".split()
        for end in range(len(words), 0, -1):
            text = " ".join(words[:end])
            if len(tokenizer.encode(text)) <= length:
                text += "." * (length - len(tokenizer.encode(text)))
                break
        if abs(len(tokenizer.encode(text)) - length) <= 1:
            found.append(text)
        if len(found) == count:
            return found
    raise AssertionError


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield browser
        browser.close()


@contextlib.contextmanager
def servers(checkpoint: str) -> Iterator[tuple[str, str]]:
    """The dashboard's and the empty page's addresses, both up."""
    environment = os.environ | {"OMP_NUM_THREADS": "1", "DOTBOGI_CHECKPOINT": checkpoint}
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "empty.py"
        script.write_text(EMPTY_PAGE, "utf-8")
        ports = free_port(), free_port()
        options = ["--server.address=127.0.0.1", "--server.headless=true", "--browser.gatherUsageStats=false"]
        commands = [
            [sys.executable, "-m", "dashboard", "--port", str(ports[0]), "--server.address", "127.0.0.1"],
            [sys.executable, "-m", "streamlit", "run", str(script), f"--server.port={ports[1]}", *options],
        ]
        running = [
            subprocess.Popen(
                command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
            for command in commands
        ]
        try:
            for port in ports:
                wait_until_up(port)
            yield f"http://127.0.0.1:{ports[0]}", f"http://127.0.0.1:{ports[1]}"
        finally:
            for process in running:
                stop(process)


def wait_until_up(port: int, seconds: float = 180) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with (
            contextlib.suppress(OSError),
            urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=2),
        ):
            return
        time.sleep(0.2)
    raise TimeoutError(f"no server on port {port}")


def open_tab(browser: Browser, url: str, drawn: str) -> tuple[Page, float]:
    """A page in a fresh context, and the seconds until `drawn` returned something."""
    page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    page.set_default_timeout(120_000)
    start = time.perf_counter()
    page.goto(url, wait_until="commit")
    page.wait_for_function(drawn, polling=20, timeout=120_000)
    return page, time.perf_counter() - start


def first_pictures(browser: Browser, url: str, drawn: str, tabs: int) -> Times:
    seconds = []
    for _ in range(tabs):
        page, taken = open_tab(browser, url, drawn)
        seconds.append(taken)
        page.context.close()
    return Times(seconds)


def redraws(browser: Browser, url: str, wait: Callable[[Page], None], changes: list[Change]) -> Times:
    """Seconds from each change until `wait` returns; a page begins with one word, so that all are new."""
    join = "&" if "?" in url else "?"
    page, _ = open_tab(
        browser, f"{url}{join}text={quote('준비')}", f"() => document.querySelector('{READY}')"
    )
    page.wait_for_timeout(1500)
    seconds = []
    for prepared in changes:
        change = prepared(page)
        page.evaluate(f"window.before = ({PICTURE})()")
        start = time.perf_counter()
        change()
        wait(page)
        seconds.append(time.perf_counter() - start)
        page.wait_for_timeout(300)
    page.context.close()
    return Times(seconds)


def drawn_text(page: Page) -> None:
    """The empty page writes what stands in its box."""
    page.wait_for_function(
        f"() => document.body.innerText.includes('drawn ' + document.querySelector('{BOX}').value)",
        polling=20,
    )


def drawn_picture(page: Page) -> None:
    """Wait until the picture is another one, and the run that drew it is over."""
    changed = f"() => {{ const now = ({PICTURE})(); return now && now !== window.before; }}"
    page.wait_for_function(changed, polling=20, timeout=60_000)
    page.wait_for_selector(READY, state="attached")


if __name__ == "__main__":
    main()
