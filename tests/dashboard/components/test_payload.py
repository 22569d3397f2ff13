import base64
import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from dashboard.components.base.bundle import bundle
from dashboard.components.base.payload import ALIGNMENT, PayloadError, pack, unpack

# What the twin in the browser is tested with, see tests/components/payload.test.js
FIXTURE = Path(__file__).parents[2] / "components" / "payload.json"
ARRAYS = st.dictionaries(
    st.text(min_size=1, max_size=5),
    st.sampled_from(["float32", "float64", "uint8", "int32"]).flatmap(
        lambda dtype: hnp.arrays(dtype, hnp.array_shapes(min_dims=0, max_dims=3, min_side=0))
    ),
    max_size=4,
)


@given(st.dictionaries(st.text().filter(lambda key: key != "arrays"), st.text()), ARRAYS)
def test_what_is_packed_comes_back(fields, arrays):
    got_fields, got_arrays = unpack(pack(fields, arrays))
    assert got_fields == fields
    assert list(got_arrays) == list(arrays)
    for name, array in arrays.items():
        assert got_arrays[name].dtype == array.dtype
        np.testing.assert_array_equal(got_arrays[name], array)


@given(st.text(max_size=40), st.integers(0, 20))
def test_arrays_are_aligned_whatever_stands_before(text, size):
    arrays = {"a": np.zeros(size, np.uint8), "b": np.arange(3, dtype=np.float32)}
    payload = pack({"text": text}, arrays)
    whole = np.frombuffer(payload, np.uint8).ctypes.data
    for array in unpack(payload)[1].values():
        assert (array.ctypes.data - whole) % ALIGNMENT == 0


def test_big_endian_and_strided_arrays_are_straightened():
    matrix = np.arange(12, dtype=">f4").reshape(3, 4)
    _, arrays = unpack(pack({}, {"turned": matrix.T}))
    np.testing.assert_array_equal(arrays["turned"], matrix.T)


def test_wrong_values_are_refused_with_a_reason():
    with pytest.raises(PayloadError, match="float16"):
        pack({}, {"half": np.zeros(2, np.float16)})
    with pytest.raises(PayloadError, match="reserved"):
        pack({"arrays": 1}, {})
    for broken in (b"", b"\x02\x00\x00\x00{}", pack({}, {"a": np.zeros(9)})[:-1]):
        with pytest.raises(PayloadError, match="not a payload"):
            unpack(broken)


def test_bundle_joins_each_module_once_in_a_scope_of_its_own(tmp_path):
    (tmp_path / "one.js").write_text("const own = 1;\nexport const one = own;\n")
    (tmp_path / "two.js").write_text(
        'import { one } from "./one.js";\nconst own = 2;\nexport function two() {}\n'
    )
    (tmp_path / "index.js").write_text(
        'import { two } from "./two.js";\nimport { one } from "./one.js";\nexport default () => two();\n'
    )
    script = bundle(tmp_path / "index.js")
    assert script.count("const own = 1;") == script.count("const own = 2;") == 1
    assert script.index("return { one };") < script.index("return { two };") < script.index("export default")
    assert "import" not in script
    assert script.count("export") == 1


@pytest.mark.parametrize(
    "line",
    [
        'import * as all from "https://example.org/x.js";',
        "export let loose = 1;",
        'import { me } from "./index.js";',
    ],
)
def test_bundle_refuses_what_it_cannot_join(tmp_path, line):
    (tmp_path / "index.js").write_text(line + "\n")
    with pytest.raises(ValueError, match=r"index\.js"):
        bundle(tmp_path / "index.js")


def test_the_twins_fixture_is_what_is_packed():
    known = json.loads(FIXTURE.read_text("utf-8"))
    arrays = {
        name: np.array(one["values"], one["dtype"]).reshape(one["shape"])
        for name, one in known["arrays"].items()
    }
    assert pack(known["fields"], arrays) == base64.b64decode(known["packed"])
