"""여러 헤드: what each head writes, how W_O mixes them, and what each is found to do."""

from dashboard import inside, lesson, links, serving, state
from dashboard.lessons import head_bae, head_jobs, head_output, head_writes, heads
from dashboard.shell import run_app, say_what_was_taught, sentence_box
from lmcore.analysis.jobs import JOBS


def page() -> None:
    """Draw the page."""
    text, mode = sentence_box()
    lesson.intro(heads.PAGE)
    inside.bounded("at", 0, serving.checkpoint().config.context - 1, 0)
    state.read("job", links.choice(*JOBS), JOBS[0])
    state.read("measure", links.choice(*head_writes.MEASURES), head_writes.MEASURES[0])
    state.read("head", heads.parse, None)
    parts = {
        "writes": head_writes.draw, "output": head_output.draw, "jobs": head_jobs.draw, "bae": head_bae.draw
    }  # fmt: skip
    inside.parts(heads.PAGE, parts, text, mode)
    say_what_was_taught()  # below: it would answer the question above the grid


if __name__ == "__main__":  # Streamlit opened this file by itself: see shell.run_app
    run_app()
