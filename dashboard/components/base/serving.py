"""Scripts as files that browsers keep.

Streamlit 1.67 sends a component's script and style sheet again with every redraw, unless they are files of
an *installed* package. A plain clone is none, so each bundle is written once into the folder that Streamlit
serves beside app.py, under a name that changes with its content, and what is sent is a line that imports it.
"""

import hashlib
import os
import time
from pathlib import Path
from typing import Final

from streamlit import config

FOLDER: Final = Path(__file__).parents[2] / "static" / "scripts"
_KEPT: Final = 24 * 3600  # seconds that bundles of other versions stay: a server may still name them


def loader(name: str, script: str) -> str:
    """What does as `script`, a module with a default export: if it can, by importing it as a file."""
    if not config.get_option("server.enableStaticServing"):
        return script
    try:
        path = _written(name, script)
    except OSError:  # a package that may not be written to
        return script
    return (
        f'const address = new URL("app/static/{FOLDER.name}/{path.name}", document.baseURI);\n'
        "export default async (place) => (await import(address)).default(place);\n"
    )


def _written(name: str, script: str) -> Path:
    content = script.encode()
    path = FOLDER / f"{name}-{hashlib.sha256(content).hexdigest()[:16]}.js"
    FOLDER.mkdir(exist_ok=True)
    if not path.is_file():
        unfinished = path.with_suffix(f".{os.getpid()}.tmp")
        unfinished.write_bytes(content)
        # Streamlit sets no time to keep a file. Of one that has not changed for years browsers keep a copy
        # for months without asking again (RFC 9111, 4.2.2): right for a name that never gets other content.
        os.utime(unfinished, (0, 0))
        unfinished.replace(path)
    for other in FOLDER.glob(f"{name}-*.js"):
        if other != path and time.time() - other.stat().st_ctime > _KEPT:
            other.unlink(missing_ok=True)
    return path
