"""`python -m dashboard [--checkpoint FOLDER] [--port N] [streamlit's options]`: load the model, then serve.

`streamlit run dashboard/app.py` serves as well, but then the first visitor waits for the model, and is
told that there is no such page if they come by a link to one; and pages move while their styles arrive.
"""

import argparse
import importlib
import os
import sys
import threading
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import streamlit as st
from starlette.middleware import Middleware

from dashboard.shell.first_html import Dressed
from dashboard.shell.navigation import PAGES

app: Final = st.App(Path(__file__).with_name("app.py"), middleware=[Middleware(Dressed)])
"""What is served: app.py, with the style sheet of every page in the first HTML. Streamlit finds it here."""


def main() -> None:
    """Load the model, say where the dashboard is, and serve until interrupted."""
    parser = argparse.ArgumentParser(prog="python -m dashboard", description="돋보기 (Dotbogi)")
    parser.add_argument("--checkpoint", help="folder of a trained model (default: checkpoints/base)")
    parser.add_argument("--port", type=int, default=8501)
    options, others = parser.parse_known_args()
    if options.checkpoint:
        os.environ["DOTBOGI_CHECKPOINT"] = options.checkpoint
    sys.exit(_serve(options.port, others))


def _serve(port: int, others: list[str]) -> None:
    from dashboard.shell.subject import on_show
    from dashboard.store import models
    from lmcore.errors import LmcoreError

    print("모델을 읽는 중 … (loading the model)", flush=True)
    try:
        models.of(on_show())
    except LmcoreError as error:
        sys.exit(str(error))
    _import_pages(PAGES[:1])
    threading.Thread(target=_import_pages, args=[PAGES[1:]], daemon=True).start()

    from streamlit.runtime.pages_manager import PagesManager
    from streamlit.web import cli

    # Until app.py has called st.navigation once, Streamlit looks for pages in a folder of that name, finds
    # none in ours, and tells the first visitor of a new server that the page of their link does not exist.
    PagesManager.uses_pages_directory = False
    sys.argv = ["streamlit", "run", __file__, f"--server.port={port}", *others]
    cli.main()


def _import_pages(names: Sequence[str]) -> None:
    """Import pages before anybody asks for them: some bring libraries that take seconds."""
    from dashboard.store import models

    for name in names:
        try:
            importlib.import_module(f"dashboard.pages.{name}.page")
        except Exception:  # a page that fails says so here and when it is opened; the others are served
            traceback.print_exc()
    models.settle()


if __name__ == "__main__":
    main()
