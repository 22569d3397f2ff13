"""How a component's folder becomes a Streamlit component."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, Final

from streamlit.components.v2 import component

from dashboard.components.base.bundle import bundle, styled
from dashboard.components.base.serving import loader
from dashboard.figures import palette

_BASE: Final = Path(__file__).with_name("base")


def registered(folder: Path, style: str, *parts: str) -> Callable[..., Any]:
    """What draws `index.js` and `style.css` of `folder`, on top of base.css, in a root of class `style`.

    `parts` names further style sheets of base: those of parts that not every component has.
    """
    sheets = [*(_BASE / f"{name}.css" for name in ("base", *parts)), folder / "style.css"]
    # the palette again: a component may be drawn before the page's own style sheet has come
    css = "\n".join([palette.css(".component"), *(sheet.read_text(encoding="utf-8") for sheet in sheets)])
    script = styled(bundle(folder / "index.js"), css)

    @cache  # when it is first drawn: only then does Streamlit know its configuration
    def mounted() -> Callable[..., Any]:
        root = f'<div class="component {style}"></div>'
        return component(f"dotbogi.{folder.name}", html=root, js=loader(folder.name, script))

    # any component may report its view (see view.js)
    return lambda **options: mounted()(**{"on_view_change": lambda: None, **options})
