"""여러 헤드: what each head writes, how W_O mixes them, and what each is found to do."""

from dashboard import lesson
from dashboard.pages.heads import bae, common, jobs, output, schema, writes
from dashboard.shell.notices import say_what_was_taught
from dashboard.shell.sentence_box import sentence_box
from dashboard.store import models
from dashboard.view import state


def page() -> None:
    """Draw the page."""
    subject = sentence_box()
    loaded = models.of(subject)
    parts = {
        "writes": writes.draw, "output": output.draw, "jobs": jobs.draw, "bae": bae.draw
    }  # fmt: skip
    state.use(schema(parts, loaded.config))
    state.read("head", common.parse(loaded.config))
    lesson.parts(common.PAGE, parts, subject)
    lesson.intro(common.PAGE)
    say_what_was_taught(loaded)  # below: it would answer the question above the grid
