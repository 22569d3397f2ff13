"""The grid: what the browser gets is what the numbers say."""

import numpy as np
import pytest

from dashboard.components.base.payload import unpack
from dashboard.figures import grid as grids
from dashboard.figures.grid import Grid, Legend


def make(**changed):
    parts = {
        "kind": "numbers", "label": "l", "rows": ["a", "b"], "columns": ["x", "y", "x"],
        "shade": np.array([[0, 0.5, 1], [0.25, np.nan, 0.75]]),
    }  # fmt: skip
    return Grid(**parts | changed)


def test_numbers_arrive_as_they_are():
    header, arrays = unpack(
        grids.payload(make(chosen=(1, 2), legend=Legend("n", "0", "1"), footer=("f", "123")))
    )
    np.testing.assert_array_equal(arrays["shade"], make().shade.astype(np.float32))
    assert header["chosen"] == [1, 2]
    assert header["legend"] == {"name": "n", "low": "0", "high": "1"}
    assert header["footer"] == {"name": "f", "cells": ["1", "2", "3"]}
    assert header["columns"] == ["x", "y", "x"], "equal tokens stay apart"


@pytest.mark.parametrize("field", ["text", "tips"])
def test_a_table_of_another_shape_is_refused(field):
    with pytest.raises(ValueError, match=field):
        grids.payload(make(**{field: [["1", "2"], ["3", "4"]]}))
    with pytest.raises(ValueError, match="shade"):
        grids.payload(make(shade=np.zeros((2, 2))))


def test_tiles_name_every_token_even_equal_ones():
    header, arrays = unpack(grids.payload(grids.tiles(["<s>", "배", "가", "배"], 3, "pick")))
    assert header["text"] == [["<s>", "배", "가", "배"]]
    assert header["chosen"] == [0, 3]
    assert np.isnan(arrays["shade"]).all()
