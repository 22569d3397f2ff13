"""Pages of the dashboard run without a browser, through Streamlit's AppTest."""

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

APP = Path(__file__).parents[2] / "dashboard" / "app.py"
OpenApp = Callable[..., AppTest]


@pytest.fixture
def open_app(checkpoint_folder: Path, monkeypatch: pytest.MonkeyPatch) -> OpenApp:
    """`open_app("tokens", text=…, lang="en")`: a page as a link opens it, not yet run."""
    monkeypatch.setenv("DOTBOGI_CHECKPOINT", str(checkpoint_folder))

    def open_one(page: str, **view: str) -> AppTest:
        app = AppTest.from_file(APP, default_timeout=120)
        go_to(app, page)
        app.query_params.update(view)
        return app

    return open_one


def go_to(app: AppTest, page: str) -> AppTest:
    """Let the next run be of another page. AppTest's own `switch_page` knows only pages that are files."""
    app._page_hash = calc_hash(page)
    return app
