"""Imports run one way through the rooms of the house, and every module stands in a room.

    lmcore  <-  lmcore.training  <-  lmcore.analysis
      <-  texts, components.base  <-  figures, components  <-  view  <-  work  <-  store
      <-  lesson  <-  shell  <-  pages  <-  app, __main__

A room imports from itself and from rooms that stand before it, never from one after it.
"""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ORDER = (
    "lmcore",
    "lmcore.training",
    "lmcore.analysis",
    "dashboard.texts",
    "dashboard.components.base",
    "dashboard.figures",
    "dashboard.components",
    "dashboard.view",
    "dashboard.work",
    "dashboard.store",
    "dashboard.lesson",
    "dashboard.shell",
    "dashboard.pages",
    "dashboard",
)
WITHOUT_STREAMLIT = ("dashboard.figures", "dashboard.texts")
DRAWING = {"streamlit", "plotly", "matplotlib", "altair"}
MODULES = sorted([*(ROOT / "lmcore").rglob("*.py"), *(ROOT / "dashboard").rglob("*.py")])


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def room_of(module: str) -> str:
    """The room that a module stands in: the longest name that fits."""
    return max((room for room in ORDER if f"{module}.".startswith(f"{room}.")), key=len)


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


def test_the_hall_holds_only_the_doors():
    assert {path.stem for path in (ROOT / "dashboard").glob("*.py")} == {"__init__", "__main__", "app"}


def test_the_guard_knows_every_room():
    folders = {path.parent for path in (ROOT / "dashboard").glob("*/*.py")}
    assert {f"dashboard.{folder.name}" for folder in folders} <= set(ORDER)


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_imports_only_what_stands_before_it(path):
    room = room_of(name_of(path))
    for imported in imports(path):
        outer = imported.split(".")[0]
        if outer in ("lmcore", "dashboard"):
            assert ORDER.index(room_of(imported)) <= ORDER.index(room), f"{name_of(path)} imports {imported}"
        if room.startswith("lmcore"):
            assert outer not in DRAWING, f"{name_of(path)} imports {imported}"
        if room in WITHOUT_STREAMLIT:
            assert outer != "streamlit", f"{name_of(path)} imports {imported}"


@pytest.mark.parametrize("module", ["lmcore.trace", "lmcore.checkpoints"])
def test_the_core_draws_nothing_even_indirectly(module):
    code = f"import sys, {module}; print(sorted({DRAWING!r} & set(sys.modules)))"
    output = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert output.stdout.strip() == "[]"


MATHEMATICS = {
    "double",
    "softmax",
    "log_softmax",
    "logsumexp",
    "var",
    "norm",
    "svdvals",
    "dot",
    "einsum",
    "exp",
}


@pytest.mark.parametrize("room", ["pages", "lesson", "shell"])
def test_no_tensor_is_computed_where_a_page_is_drawn(room):
    """Numbers come from lmcore by name; `scratch` is lmcore's own, and `math` knows no tensors."""
    for path in (ROOT / "dashboard" / room).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                owner = getattr(node.func.value, "id", "")
                allowed = node.func.attr not in MATHEMATICS or owner in ("scratch", "math")
                assert allowed, f"{name_of(path)}:{node.lineno} calls .{node.func.attr}()"


def test_the_model_on_show_is_asked_for_in_one_place():
    """Everything else is handed a subject."""
    asking = {path for path in MODULES if "models.default(" in path.read_text("utf-8")}
    assert {name_of(path) for path in asking} == {"dashboard.shell.subject"}


def test_pages_do_not_import_each_other():
    for path in (ROOT / "dashboard" / "pages").glob("*/*.py"):
        own = f"dashboard.pages.{path.parent.name}"
        others = [name for name in imports(path) if name.startswith("dashboard.pages.")]
        assert all(f"{name}.".startswith(f"{own}.") for name in others), name_of(path)
