"""Join a component's JavaScript modules into the one string that Streamlit wants.

Streamlit 1.67 takes a component's script as one string (or one file of an *installed* package). To keep
scripts in readable modules and still run from a plain clone without a build step, they are written as
ordinary ES modules and joined here: each imported file once, before the file that imports it, in a scope of
its own.
"""

import json
import re
from pathlib import Path

_IMPORT = re.compile(r'^import \{(?P<names>[^}]*)\} from "(?P<path>\.[^"]+)";$', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async function|function|class|const) (?P<name>\w+))", re.MULTILINE)
_UNKNOWN = re.compile(r"^(?:import\b|export (?!default )).*", re.MULTILINE)


def bundle(entry: Path) -> str:
    """The script of `entry` with everything it imports.

    Args:
        entry: a module whose default export is the component's function. Imports have the form
            `import { name, … } from "./file.js";`, exports are `export function`, `class` or `const`.

    Raises:
        FileNotFoundError: an imported module is missing.
        ValueError: a form of import or export that this joiner does not know, or a circle of imports.
    """
    scopes: dict[Path, str] = {}
    script = _linked(entry.resolve(), scopes, ())
    if unknown := _UNKNOWN.search(script):
        raise ValueError(f"{entry.name}: cannot join `{unknown[0]}`")
    return "\n".join([*scopes.values(), script])


def styled(script: str, css: str) -> str:
    """A component's script that brings its style sheet: read by the browser once for all places on a page.

    Raises:
        ValueError: the script has no default export to begin with.
    """
    before, found, component = script.rpartition("\nexport default ")
    if not found:
        raise ValueError("a component is what its script exports by default")
    return f"""{before}
const component = {component.rstrip()}
const sheet = new CSSStyleSheet();
sheet.replaceSync({json.dumps(css, ensure_ascii=False)});
export default (place) => {{
  const {{ adoptedStyleSheets: sheets }} = place.parentElement.getRootNode();
  if (!sheets.includes(sheet)) sheets.push(sheet);
  const leave = component(place);
  place.parentElement.getRootNode().host?.setAttribute("data-drawn", ""); // what is below may be seen
  return leave;
}};
"""


def _linked(path: Path, scopes: dict[Path, str], trail: tuple[Path, ...]) -> str:
    """The module's text, its imports taken from `scopes`, to which those that are missing are added first."""
    if path in trail:
        raise ValueError(f"{path.name} imports itself by way of {trail[-1].name}")

    def take(match: re.Match[str]) -> str:
        imported = (path.parent / match["path"]).resolve()
        if imported not in scopes:
            scopes[imported] = _scope(imported, _linked(imported, scopes, (*trail, path)))
        return f"const {{{match['names']}}} = {_name(imported)};"

    return _IMPORT.sub(take, path.read_text(encoding="utf-8"))


def _scope(path: Path, text: str) -> str:
    names = ", ".join(match["name"] for match in _EXPORT.finditer(text))
    body = _EXPORT.sub("", text)
    if unknown := _UNKNOWN.search(body):
        raise ValueError(f"{path.name}: cannot join `{unknown[0]}`")
    return f"const {_name(path)} = (() => {{\n{body}\nreturn {{ {names} }};\n}})();"


def _name(path: Path) -> str:
    return f"module_{path.parent.name}_{path.stem}"
