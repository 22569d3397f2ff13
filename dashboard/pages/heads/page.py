"""여러 헤드: what each head writes, how W_O mixes them, and what each is found to do."""

from dashboard import lesson
from dashboard.pages.heads import bae, common, jobs, output, writes
from dashboard.shell.notices import say_what_was_taught
from dashboard.shell.sentence_box import sentence_box
from dashboard.store import models
from dashboard.view import links, state
from lmcore.analysis.jobs import JOBS


def page() -> None:
    """Draw the page."""
    subject = sentence_box()
    loaded = models.of(subject)
    lesson.intro(common.PAGE)
    lesson.bounded("at", 0, loaded.config.context - 1, 0)
    state.read("job", links.choice(*JOBS), JOBS[0])
    state.read("measure", links.choice(*writes.MEASURES), writes.MEASURES[0])
    state.read("head", common.parse(loaded.config), None)
    parts = {
        "writes": writes.draw, "output": output.draw, "jobs": jobs.draw, "bae": bae.draw
    }  # fmt: skip
    lesson.parts(common.PAGE, parts, subject)
    say_what_was_taught(loaded)  # below: it would answer the question above the grid
