"""A table of coloured cells for the grid component, from numbers to bytes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np

from dashboard.components.base.payload import pack

Kind = Literal["words", "numbers", "dots", "tiles", "map"]
Ramp = Literal["sequential", "diverging"]

NOTHING: Final = float("nan")
"""The shade of a cell that has no value."""


@dataclass(frozen=True)
class Legend:
    """What the colours mean: a name, which should say the scale, and the numbers at both ends."""

    name: str
    low: str
    high: str


@dataclass(frozen=True)
class Grid:
    """`shade` (row, column) runs along the ramp: 0 … 1, for a diverging one 0.5 is zero; NOTHING for no
    value.

    text and tips: (row, column), what stands in a cell and in the note over it, whose first line is its
    title and whose tabs put what follows at the right edge. values: (row, column), the exact number of a
    cell, which its data-value keeps. footer: a last row, its name and its cells.
    chosen: the cell in the frame, (row, column). marked: cells with a line below. label: what a screen
    reader says of the whole.
    """

    kind: Kind
    label: str
    rows: Sequence[str]
    columns: Sequence[str]
    shade: np.ndarray
    text: Sequence[Sequence[str]] | None = None
    tips: Sequence[Sequence[str]] | None = None
    values: np.ndarray | None = None
    corner: str = ""
    footer: tuple[str, Sequence[str]] | None = None
    legend: Legend | None = None
    chosen: tuple[int, int] | None = None
    marked: Sequence[tuple[int, int]] = ()
    ramp: Ramp = "sequential"
    pickable: bool = True


def payload(grid: Grid) -> bytes:
    """The bytes that the component draws. Raises ValueError when a table does not have the shape of
    `shade`.
    """
    shape = (len(grid.rows), len(grid.columns))
    for name in ("text", "tips"):
        table = getattr(grid, name)
        if table is not None and (len(table), *{len(row) for row in table}) != shape:
            raise ValueError(f"{name} is no table of {shape[0]} × {shape[1]}")
    if grid.shade.shape != shape:
        raise ValueError(f"shade has shape {grid.shade.shape}, the names say {shape}")
    header: dict[str, Any] = {
        name: getattr(grid, name)
        for name in ("kind", "label", "corner", "pickable", "text", "tips", "chosen", "ramp")
    }
    header |= {
        "rows": list(grid.rows),
        "columns": list(grid.columns),
        "marked": [list(c) for c in grid.marked],
    }
    header["footer"] = grid.footer and {"name": grid.footer[0], "cells": list(grid.footer[1])}
    header["legend"] = grid.legend and vars(grid.legend)
    arrays = {"shade": grid.shade.astype(np.float32)}
    if grid.values is not None:
        arrays["values"] = grid.values.astype(np.float32)
    return pack(header, arrays)


def tiles(labels: Sequence[str], chosen: int | None, label: str, tips: Sequence[str] | None = None) -> Grid:
    """The sentence as a row of tiles to choose from."""
    shade = np.full((1, len(labels)), NOTHING)
    place = None if chosen is None else (0, chosen)
    return Grid(
        "tiles", label, [""], labels, shade, [list(labels)], [list(tips)] if tips else None, chosen=place
    )
