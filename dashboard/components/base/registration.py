"""How a component's folder becomes a Streamlit component."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from streamlit.components.v2 import component

from dashboard.components.base.bundle import bundle

_BASE: Final = Path(__file__).parent


def registered(folder: Path, style: str, *parts: str) -> Callable[..., Any]:
    """Register `index.js` and `style.css` of `folder`, on top of base.css, for a root of class `style`.

    `parts` names further style sheets of base: those of parts that not every component has.
    """
    sheets = [*(_BASE / f"{name}.css" for name in ("base", *parts)), folder / "style.css"]
    return component(
        f"dotbogi.{folder.name}",
        html=f'<div class="component {style}"></div>',
        css="".join(sheet.read_text(encoding="utf-8") for sheet in sheets),
        js=bundle(folder / "index.js"),
    )
