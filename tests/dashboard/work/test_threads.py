"""Jobs in threads of the server: the same queue, the same ends, reached when they next send something."""

import threading

import pytest

from dashboard.work import jobs, line
from dashboard.work.terms import Limits
from dashboard.work.threads import ThreadJob
from lmcore.errors import LmcoreError
from tests.dashboard.helpers import until

PATIENT = 20


@pytest.fixture
def go():
    """Lets every waiting function of a test end."""
    event = threading.Event()
    yield event
    event.set()


def waits(link, go):
    link.progress(0.25)
    while not go.wait(0.02):
        link.send(link.called)
    return "went"


def test_a_thread_sends_and_returns(go):
    job = jobs.start("thread", waits, go)
    until(lambda: job.records == [False] * len(job.records) != [])
    assert (job.state, job.progress) == ("running", 0.25)
    job.send("a command")
    until(lambda: job.records[-1])
    go.set()
    assert job.wait(PATIENT)
    assert (job.state, job.result, job.progress) == ("done", "went", 1.0)
    with pytest.raises(LmcoreError):
        job.send("more")


def test_a_stopped_thread_keeps_what_it_sent(go):
    job = jobs.start("thread", waits, go)
    until(lambda: job.records)
    job.stop()
    assert job.wait(PATIENT)
    assert (job.state, job.error) == ("stopped", None)
    assert job.records


def test_threads_wait_for_one_another_only(go):
    first, second = jobs.start("thread", waits, go), jobs.start("thread", waits, go)
    until(lambda: first.records)
    assert (second.state, second.ahead, second.records) == ("waiting", 1, [])
    first.stop()
    until(lambda: second.records)
    assert second.ahead == 0


def test_time_is_limited(go):
    job = jobs.start("thread", waits, go, limits=Limits(seconds=0.2))
    assert job.wait(PATIENT)
    assert (job.state, job.error.code) == ("failed", "workers.time")


def test_a_thread_ends_with_its_visitor(go, monkeypatch):
    monkeypatch.setattr(line, "GRACE", 0.2)
    here = [True]
    job = ThreadJob("thread", waits, (go,), Limits(), "anna", lambda: here[0])
    job.begin()
    until(lambda: len(job.records) > 20)
    here[0] = False
    assert job.wait(PATIENT)
    assert job.state == "stopped"


@pytest.mark.parametrize(
    ("error", "code"), [(ZeroDivisionError("{0}"), "workers.failed"), (LmcoreError("x.y", "no"), "x.y")]
)
def test_errors_come_back_as_codes(error, code):
    def fails(link):
        raise error

    job = jobs.start("thread", fails)
    assert job.wait(PATIENT)
    assert (job.state, job.error.code) == ("failed", code)
    assert str(error) in str(job.error)
