"""A button that copies the address of the view on screen."""

from pathlib import Path
from typing import Final

from streamlit.components.v2 import component

_FOLDER: Final = Path(__file__).parent

_mount = component(
    "dotbogi.share",
    html='<div class="share"><button type="button"></button><input type="text" readonly hidden></div>',
    css=(_FOLDER / "style.css").read_text(encoding="utf-8"),
    js=(_FOLDER / "index.js").read_text(encoding="utf-8"),
)


def share_button(label: str, done: str, key: str = "share") -> None:
    """Draw the button; `done` stands on it for two seconds after the link was copied."""
    _mount(key=key, data={"label": label, "done": done})
