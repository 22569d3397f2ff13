"""What is drawn anew while work goes on: all while it runs, only the place in the queue while it waits."""

from types import SimpleNamespace

import pytest

from dashboard.lesson import waiting


class Rerun(Exception):
    """The whole page is to be drawn anew."""


@pytest.fixture
def fragments(monkeypatch):
    """Every fragment that is drawn: (seconds between two runs of it, a function that runs it again)."""
    found = []

    def fragment(draw, run_every=None):
        def once(*arguments):
            draw(*arguments)
            found.append((run_every, lambda: draw(*arguments)))

        return once

    def rerun():
        raise Rerun

    monkeypatch.setattr(waiting, "st", SimpleNamespace(fragment=fragment, rerun=rerun))
    return found


def job(state):
    return SimpleNamespace(state=state, alive=state in ("waiting", "running"))


@pytest.mark.parametrize(
    ("state", "wanted"), [("waiting", ["controls"]), ("running", ["controls", "picture"]), ("done", [])]
)
def test_what_comes_back_by_itself(fragments, state, wanted):
    drawn = []
    waiting.refreshed(lambda: job(state), lambda: drawn.append("controls"), lambda: drawn.append("picture"))
    assert drawn == ["controls", "picture"]
    drawn.clear()
    for every, again in fragments:
        if every:
            again()
    assert drawn == wanted


@pytest.mark.parametrize(
    ("before", "after"), [("waiting", "running"), ("running", "done"), ("done", "waiting")]
)
def test_the_page_is_drawn_anew_when_it_begins_and_when_it_ends(fragments, before, after):
    held = job(before)
    waiting.refreshed(lambda: held, lambda: None, lambda: None)
    held.state, held.alive = after, after != "done"
    with pytest.raises(Rerun):
        fragments[0][1]()
