"""What hears the menus under the lessons' figures (see dashboard.lesson.frame); it has no look of its own."""

from pathlib import Path
from typing import Final

from dashboard.components.registration import registered

_KEY: Final = "saving"

_mount = registered(Path(__file__).parent, "saving")


def saving() -> None:
    """Let the page's menus work: once a page, before its figures."""
    _mount(key=_KEY)
