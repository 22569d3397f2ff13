"""Tasks for test_jobs: a process imports them by name, so they stand in a module of their own."""

import contextlib
import os
import time
from pathlib import Path

from dashboard.work import worker_process
from lmcore.errors import LmcoreError

MEMORY = 200 * 2**20


def count(link, n):
    for number in range(n):
        link.send(number)
        link.progress(number / n / 2)
    print("not a pickle")
    return sum(range(n))


def endless(link):
    link.send(os.getpid())
    while True:
        time.sleep(0.01)


def endless_in_c(link):
    link.send(os.getpid())
    return sum(range(10**15))  # never lets go of the interpreter


def python_memory(link, size):
    return len(bytearray(size))


def crept_memory(link):
    held = []
    while True:
        held.append(bytes(10**6))


def watched_memory(link):
    worker_process.watch(link, MEMORY, resident_now)


def resident_now():
    return 4096 * int(Path("/proc/self/statm").read_text().split()[1])


def watched(link):
    import threading

    threading.Thread(target=worker_process.watch, args=(link, MEMORY, resident_now), daemon=True).start()
    held = []
    while True:
        held.append(bytearray(b"x" * 10**7))


def mistaken(link):
    raise LmcoreError("text.too_long", "{tokens} {{of}} {limit}", tokens=9, limit=3)


def broken(link):
    raise ZeroDivisionError("by {nothing}")


def dies(link):
    os._exit(3)


def echo(link):
    while True:
        link.send(("heard", link.receive()))


def serve_and_vanish(path, work):
    """A server with one job, which tells the id of its process."""
    from dashboard.work import jobs  # brings Streamlit, which the tasks above do without

    job = jobs.start("process", globals()[work])
    while not job.records:
        time.sleep(0.05)
    Path(path).write_text(f"{job.records[0]}")
    with contextlib.suppress(KeyboardInterrupt):
        job.wait()
