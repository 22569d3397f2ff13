"""Imports run one way: lmcore, lmcore.analysis, dashboard.figures, dashboard.pages."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROW = ("lmcore", "lmcore.analysis", "dashboard.figures", "dashboard.pages")
DRAWING = {"streamlit", "plotly", "matplotlib", "altair"}
MODULES = sorted([*(ROOT / "lmcore").rglob("*.py"), *(ROOT / "dashboard").rglob("*.py")])


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def room_of(module: str) -> str | None:
    """The room of the row that a module belongs to: the longest that fits."""
    fitting = [room for room in ROW if f"{module}.".startswith(f"{room}.")]
    return max(fitting, key=len, default=None)


def imports(path: Path) -> Iterator[str]:
    """Full names of what a module imports, wherever in it the statement stands."""
    package = name_of(path) if path.name == "__init__.py" else name_of(path).rpartition(".")[0]
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            yield from (f"{base}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_imports_only_what_stands_before_it(path):
    room = room_of(name_of(path))
    for imported in imports(path):
        other = room_of(imported)
        if room and other:
            assert ROW.index(other) <= ROW.index(room), f"{name_of(path)} imports {imported}"
        if name_of(path).startswith("lmcore"):
            assert not imported.startswith("dashboard"), f"{name_of(path)} imports {imported}"
            assert imported.split(".")[0] not in DRAWING, f"{name_of(path)} imports {imported}"
        if room == "dashboard.figures" or name_of(path) == "dashboard.texts":
            assert imported.split(".")[0] != "streamlit", f"{name_of(path)} imports {imported}"


@pytest.mark.parametrize("module", ["lmcore.trace", "lmcore.checkpoints"])
def test_the_core_draws_nothing_even_indirectly(module):
    code = f"import sys, {module}; print(sorted({DRAWING!r} & set(sys.modules)))"
    output = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert output.stdout.strip() == "[]"


def test_pages_do_not_import_each_other():
    pages = [path for path in MODULES if room_of(name_of(path)) == "dashboard.pages"]
    for path in pages:
        assert not [name for name in imports(path) if name.startswith("dashboard.pages.")], name_of(path)
