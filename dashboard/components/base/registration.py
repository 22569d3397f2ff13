"""How a component's folder becomes a Streamlit component."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from streamlit.components.v2 import component

from dashboard.components.base.bundle import bundle

_BASE: Final = Path(__file__).with_name("base.css").read_text(encoding="utf-8")


def registered(folder: Path, style: str, *sheets: Path) -> Callable[..., Any]:
    """Register `index.js` and `style.css` of `folder`, on top of base.css, for a root of class `style`.

    `sheets` are style sheets of parts that it has from other components.
    """
    return component(
        f"dotbogi.{folder.name}",
        html=f'<div class="component {style}"></div>',
        css=_BASE + "".join(sheet.read_text(encoding="utf-8") for sheet in (*sheets, folder / "style.css")),
        js=bundle(folder / "index.js"),
    )
