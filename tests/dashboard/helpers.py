"""What tests of pages read off them, and how they wait."""

import time
from collections.abc import Callable

from streamlit.testing.v1 import AppTest

from dashboard.shell.subject import on_show
from dashboard.store import models
from lmcore.checkpoints import Checkpoint


class Names(dict):
    """Strings for a figure: every name stands for itself."""

    def __missing__(self, key: str) -> str:
        return key


def on_server() -> Checkpoint:
    """The model that pages show."""
    return models.of(on_show())


def assert_well(app: AppTest) -> AppTest:
    """The page ran without an exception or an error on screen."""
    assert not app.exception, app.exception[0].message
    assert not app.error, app.error[0].value
    return app


def pictures(app: AppTest) -> list[object]:
    """What the page draws, beside its words and controls: an empty page has none."""
    kinds = ("bidi_component", "plotly_chart", "html", "table", "dataframe")
    return [element for kind in kinds for element in app.get(kind)]


def metrics(app: AppTest) -> dict[str, str]:
    """The figures on the page by their labels."""
    return {metric.label: metric.value for metric in app.metric}


def until(condition: Callable[[], object], seconds: float = 120) -> None:
    """Wait until something holds; fail after so many seconds."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def formulas(app: AppTest) -> str:
    """All LaTeX on the page, by itself or within a text."""
    return " ".join(one.value for one in (*app.latex, *app.markdown) if "$$" in one.value)
