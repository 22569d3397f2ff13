"""A button that copies the address of the view on screen."""

from pathlib import Path

from dashboard.components.base.payload import pack
from dashboard.components.registration import registered

_mount = registered(Path(__file__).parent, "share")


def share_button(label: str, done: str, key: str = "share") -> None:
    """Draw the button; `done` stands on it for two seconds after the link was copied."""
    _mount(key=key, data=pack({"label": label, "done": done}, {}))
