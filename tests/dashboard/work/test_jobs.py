"""Jobs in processes of their own: what they send, what ends them, who waits for whom."""

import contextlib
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from dashboard.shell.notices import error_message
from dashboard.texts import LANGUAGES, has, t
from dashboard.work import jobs, line
from dashboard.work.processes import ProcessJob
from dashboard.work.terms import Limits
from lmcore.errors import LmcoreError
from tests.dashboard.helpers import until
from tests.dashboard.work import tasks, torch_tasks

PATIENT = 120
ROOT = Path(__file__).parents[3]


@pytest.fixture
def begin():
    """Start jobs, with or without a visitor; all end with the test."""
    started = []

    def start(work, *arguments, limits=None, visitor="", present=lambda: True):
        job = ProcessJob("process", work, arguments, limits or Limits(), visitor, present)
        job.begin()
        started.append(job)
        return job

    yield start
    for job in started:
        job.stop()
        assert job.wait(PATIENT)


def lives(pid):
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z"
    return False


def failed(job):
    assert job.wait(PATIENT)
    assert job.state == "failed"
    return job.error


def test_a_job_sends_records_in_order_and_its_result(begin):
    job = begin(tasks.count, 1000)
    assert job.wait(PATIENT)
    assert job.state == "done"
    assert job.error is None
    assert job.records == list(range(1000))
    assert (job.result, job.progress) == (499_500, 1)


def test_a_job_has_one_thread(begin):
    job = begin(torch_tasks.threads)
    assert job.wait(PATIENT)
    assert job.result == 1


@pytest.mark.parametrize("work", [tasks.endless, tasks.endless_in_c])
def test_time_is_limited(begin, work):
    job = begin(work, limits=Limits(seconds=1))
    error = failed(job)
    assert (error.code, error.values) == ("workers.time", {"seconds": 1})
    until(lambda: not lives(job.records[0]))


@pytest.mark.parametrize("work", [tasks.python_memory, torch_tasks.torch_memory])
def test_memory_is_limited(begin, work):
    limits = Limits(memory=tasks.MEMORY)
    fits = begin(work, tasks.MEMORY // 2, limits=limits)
    assert fits.wait(PATIENT)
    assert fits.result == tasks.MEMORY // 2
    assert failed(begin(work, tasks.MEMORY + 10**6, limits=limits)).code == "workers.memory"


@pytest.mark.parametrize("work", [tasks.crept_memory, tasks.watched])
def test_memory_taken_little_by_little_is_limited_too(begin, work):
    limits = Limits(memory=tasks.MEMORY if work is tasks.crept_memory else 4 * tasks.MEMORY)
    assert failed(begin(work, limits=limits)).code == "workers.memory"


def test_errors_come_back_as_codes(begin):
    mistake = failed(begin(tasks.mistaken))
    assert (mistake.code, mistake.values, str(mistake)) == (
        "text.too_long",
        {"tokens": 9, "limit": 3},
        "9 {of} 3",
    )
    broken = failed(begin(tasks.broken))
    assert broken.code == "workers.failed"
    assert r"by \{nothing\}" in error_message(broken)  # as markdown
    assert failed(begin(tasks.dies)).code == "workers.died"


def test_what_cannot_be_pickled_is_an_error_of_the_job(begin):
    assert failed(begin(lambda link: None)).code == "workers.failed"


def test_every_code_has_its_text():
    for code in ("time", "memory", "failed", "died", "ended"):
        for language in LANGUAGES:
            assert has(f"errors.workers.{code}")
            assert t(f"errors.workers.{code}", language)


def test_a_stopped_job_is_gone_though_it_never_lets_go(begin):
    job = begin(tasks.endless_in_c)
    until(lambda: job.records)
    job.stop()
    assert job.wait(PATIENT)
    assert job.state == "stopped"
    assert not lives(job.records[0])
    with pytest.raises(LmcoreError):
        job.send("more")


def test_a_job_ends_with_its_visitor(begin, monkeypatch):
    monkeypatch.setattr(line, "GRACE", 1.0)
    here = [True]
    job = begin(tasks.endless, visitor="anna", present=lambda: here[0])
    until(lambda: job.records)
    assert not job.wait(2.5)
    here[0] = False
    assert job.wait(5)
    assert job.state == "stopped"
    assert not lives(job.records[0])


def test_a_page_loaded_anew_does_not_end_a_job(begin, monkeypatch):
    monkeypatch.setattr(line, "GRACE", 1.5)
    here = [True]
    job = begin(tasks.endless, visitor="anna", present=lambda: here[0])
    until(lambda: job.records)
    here[0] = False
    assert not job.wait(0.7)
    here[0] = True
    assert not job.wait(2)


@pytest.mark.parametrize("work", [tasks.endless, tasks.endless_in_c])
@pytest.mark.parametrize("kill", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_a_job_ends_with_the_server(tmp_path, kill, work):
    note = tmp_path / "pid"
    # whoever runs the tests in the background may have Ctrl-C ignored, and a child inherits that
    code = (
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
        f"from tests.dashboard.work.tasks import serve_and_vanish; "
        f"serve_and_vanish({str(note)!r}, {work.__name__!r})"
    )
    server = subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, stderr=subprocess.DEVNULL, env=os.environ
    )
    until(lambda: server.poll() is not None or (note.exists() and note.read_text()))
    pid = int(note.read_text())
    assert lives(pid)
    server.send_signal(kill)
    server.wait(PATIENT)
    until(lambda: not lives(pid))


def test_jobs_wait_their_turn(begin, monkeypatch):
    monkeypatch.setitem(line.MOST_RUNNING, "process", 2)
    first, second = begin(tasks.endless), begin(tasks.endless)
    third, fourth = begin(tasks.count, 3), begin(tasks.count, 3)
    until(lambda: first.records and second.records)
    assert [job.ahead for job in (first, second, third, fourth)] == [0, 0, 1, 2]
    assert {third.state, fourth.state} == {"waiting"}
    third.stop()
    assert third.wait(5)
    assert (third.state, third.records) == ("stopped", [])
    until(lambda: fourth.ahead == 1)
    second.stop()
    assert fourth.wait(PATIENT)
    assert fourth.state == "done"
    assert first.state == "running"


def test_a_visitor_who_leaves_gives_up_the_place_in_the_line(begin, monkeypatch):
    monkeypatch.setitem(line.MOST_RUNNING, "process", 1)
    monkeypatch.setattr(line, "GRACE", 0.3)
    begin(tasks.endless)
    waiting = begin(tasks.count, 3, visitor="anna", present=lambda: False)
    assert waiting.wait(5)
    assert waiting.state == "stopped"


def test_another_job_of_a_kind_stops_the_one_before(begin, monkeypatch):
    monkeypatch.setitem(line.MOST_RUNNING, "process", 8)
    monkeypatch.setattr(jobs, "_visitor", lambda: ("anna", lambda: True))
    hers, theirs = jobs.start("process", tasks.endless), begin(tasks.endless, visitor="bert")
    other = jobs.start("process", tasks.echo)
    again = jobs.start("process", tasks.endless)
    assert hers.wait(PATIENT)
    assert hers.state == "stopped"
    until(lambda: again.records and theirs.records)
    assert other.alive
    for job in (other, again):
        job.stop()
        assert job.wait(PATIENT)


def test_a_worker_lives_on_between_commands(begin):
    job = begin(tasks.echo, limits=Limits(seconds=3))
    for number in range(4):
        job.send({"number": number})
        until(lambda number=number: len(job.records) == number + 1)
        assert not job.wait(1)
    assert job.records[-1] == ("heard", {"number": 3})
    assert failed(job).code == "workers.time"


def test_slow_work_and_quick_work_do_not_wait_for_each_other(begin, monkeypatch):
    monkeypatch.setitem(line.MOST_RUNNING, "process", 1)
    begin(tasks.endless)
    waiting = begin(tasks.endless)
    slow = jobs.share("slow", "slow", tasks.count, 3, limits=Limits())
    assert slow.wait(PATIENT)
    assert slow.records == [0, 1, 2]
    assert waiting.ahead == 1


def test_work_for_everybody_is_done_once():
    assert jobs.shared("nobody's") is None
    first = jobs.share("ours", "slow", tasks.endless, limits=Limits())
    second = jobs.share("ours", "slow", tasks.endless, limits=Limits())
    assert first is second is jobs.shared("ours")
    first.stop()
    assert first.wait(PATIENT)
    again = jobs.share("ours", "slow", tasks.count, 3, limits=Limits())
    assert again.wait(PATIENT)
    assert (first.state, again.state) == ("stopped", "done")
    assert jobs.shared("ours") is again
