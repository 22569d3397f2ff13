"""How browser tests wait: for what a page shows, never for a time to pass."""

import time
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Locator, Page

PATIENCE = 120_000
"""Milliseconds. Busy machines are slow; what fails, fails by its value, not by the clock."""

READY = '[data-testid="stApp"][data-test-script-state="notRunning"]'
_WIDTHS = (
    "[document.documentElement.scrollWidth, document.querySelector('[data-testid=stMain]').scrollWidth,"
    " window.innerWidth]"
)

# The same page in that many pictures in a row: nothing is on its way any more.
_AT_REST = """async (selector) => {
  const main = document.querySelector('[data-testid=stMain]');
  const picture = () => [
    Boolean(document.querySelector(selector)), !document.querySelector('[data-testid=stSkeleton]'),
    main?.scrollWidth, main?.scrollHeight, main?.textContent.length, location.href, document.fonts.status,
  ].join();
  await document.fonts.ready;
  const first = picture();
  if (!first.startsWith('true,true,')) return false;
  for (let same = 0; same < 8; same += 1) {
    await new Promise((next) => requestAnimationFrame(() => setTimeout(next, 20)));
    if (picture() !== first) return false;
  }
  return true;
}"""


def holds(check: Callable[[], object], milliseconds: float = PATIENCE / 2) -> None:
    """Wait until `check` passes; its last failure is the test's.

    For numbers that a page shows a moment after an action: `expect` waits for exact strings only.
    """
    deadline = time.monotonic() + milliseconds / 1000
    while True:
        try:
            check()
        except AssertionError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        else:
            return


def shows(read: Callable[[], object], wanted: object, milliseconds: float = PATIENCE / 2) -> None:
    """Wait until what is read off the page equals `wanted`, which may be a `pytest.approx`."""

    def check() -> None:
        assert read() == wanted

    holds(check, milliseconds)


def number(locator: Locator, name: str = "data-value") -> float:
    """A number that a picture keeps in an attribute, beside the text that rounds it."""
    return float(locator.get_attribute(name) or "nan")


def numbers(locator: Locator, name: str = "data-value") -> list[float]:
    """The same of all elements at one moment."""
    return [
        float(value or "nan")
        for value in locator.evaluate_all("(nodes, name) => nodes.map((n) => n.getAttribute(name))", name)
    ]


def has_number(locator: Locator, wanted: object, name: str = "data-value") -> None:
    """Wait until an element holds this number."""
    shows(lambda: number(locator, name), wanted)


def has_numbers(locator: Locator, wanted: object, name: str = "data-value") -> None:
    """Wait until the elements hold these numbers, all at one moment."""
    shows(lambda: numbers(locator, name), wanted)


def view(page: Page) -> dict[str, str]:
    """What the address says at this moment."""
    query = urlsplit(page.evaluate("location.href")).query
    return {key: values[-1] for key, values in parse_qs(query, keep_blank_values=True).items()}


def says(page: Page, **wanted: str | None) -> None:
    """Wait until the address holds this (None: nothing): it follows a moment after the picture."""

    def check() -> None:
        found = view(page)
        assert {key: found.get(key) for key in wanted} == wanted

    holds(check)


def ready(page: Page, milliseconds: float = PATIENCE) -> None:
    """Wait until the script has run to its end and its results are on screen."""
    page.wait_for_selector(READY, timeout=milliseconds, state="attached")


def at_rest(page: Page) -> None:
    """Wait until the script has ended, fonts are there and nothing on the page moves or grows any more."""
    ready(page)

    def check() -> None:
        assert page.evaluate(_AT_REST, READY), "something on the page still moves"

    holds(check, PATIENCE)


def fits(page: Page) -> None:
    """Nothing on the finished page is wider than the screen."""
    at_rest(page)

    def check() -> None:
        document, main, screen = page.evaluate(_WIDTHS)
        assert max(document, main) <= screen

    holds(check)
