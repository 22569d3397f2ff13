"""Where a word lands in several sentences, layer by layer and under both masks, drawn in the browser."""

from pathlib import Path

from dashboard.components.registration import registered

_mount = registered(Path(__file__).parent, "senses")


def senses(payload: bytes) -> None:
    """Draw `payload` (see dashboard.figures.senses); the view stays in the browser and in the URL."""
    _mount(key="senses", data=payload)
