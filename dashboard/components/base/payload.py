"""Numbers for the browser: one ``bytes`` value that holds a JSON header and raw arrays.

Streamlit hands plain ``bytes`` to a component untouched, while bytes beside a nested dictionary
lost the dictionary (Streamlit 1.67); so everything a component needs travels in one value.

Layout (little-endian)::

    uint32 length of the header in bytes | header, UTF-8 JSON | zeros up to a multiple of 8
    array | zeros up to a multiple of 8 | array | …

Offsets in the header count from the first byte of the value, so the browser can lay a typed array
straight over the buffer. ``payload.js`` is the twin that reads it.
"""

import json
from collections.abc import Mapping
from typing import Any

import numpy as np

ALIGNMENT = 8
DTYPES = {
    "float32": np.dtype("<f4"),
    "float64": np.dtype("<f8"),
    "uint8": np.dtype("u1"),
    "int32": np.dtype("<i4"),
}


class PayloadError(ValueError):
    """A value that cannot be packed or is not a payload."""


def pack(header: Mapping[str, Any], arrays: Mapping[str, np.ndarray]) -> bytes:
    """Join free header fields and named arrays into one value.

    Args:
        header: JSON-serialisable fields; the key ``arrays`` is reserved.
        arrays: any shape, dtype float32, float64, uint8 or int32 (others are refused rather than
            rounded silently).

    Returns:
        The payload; ``unpack`` gives back equal fields and equal arrays.

    Raises:
        PayloadError: reserved key or unsupported dtype.

    >>> fields, arrays = unpack(pack({"word": "배"}, {"row": np.array([0.25, 0.75], "float32")}))
    >>> fields["word"], arrays["row"].tolist()
    ('배', [0.25, 0.75])
    """
    if "arrays" in header:
        raise PayloadError('the header key "arrays" is reserved')
    blocks = {name: _little_endian(name, array) for name, array in arrays.items()}
    head = _header(header, blocks)
    parts = [len(head).to_bytes(4, "little") + head]
    for block in blocks.values():
        parts += [_padding(parts[-1]), block.tobytes()]
    return b"".join(parts)


def unpack(payload: bytes) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """Read a payload back: its free fields and its arrays (read-only views, no copy).

    Raises:
        PayloadError: not a payload, or cut short.
    """
    try:
        length = int.from_bytes(payload[:4], "little")
        header = json.loads(payload[4 : 4 + length])
        table = header.pop("arrays")
        return header, {name: _view(payload, entry) for name, entry in table.items()}
    except (KeyError, ValueError, AttributeError) as error:
        raise PayloadError(f"not a payload ({len(payload)} bytes): {error}") from error


def _little_endian(name: str, array: np.ndarray) -> np.ndarray:
    dtype = DTYPES.get(array.dtype.name)
    if dtype is None:
        raise PayloadError(f"array {name!r} is {array.dtype.name}; supported: {', '.join(DTYPES)}")
    return np.ascontiguousarray(array, dtype=dtype).reshape(array.shape)


def _header(fields: Mapping[str, Any], blocks: Mapping[str, np.ndarray]) -> bytes:
    """The header, padded with spaces so that the first array is aligned.

    Offsets depend on the header's length and the length on the offsets' digits, so offsets are
    written until they stand still; room never shrinks, hence this ends.
    """
    start = 0
    while True:
        offset, table = start, {}
        for name, block in blocks.items():
            table[name] = {"dtype": block.dtype.name, "shape": list(block.shape), "offset": offset}
            offset = _aligned(offset + block.nbytes)
        head = json.dumps({**fields, "arrays": table}, ensure_ascii=False, allow_nan=False).encode()
        room = _aligned(4 + len(head))
        if room <= start:
            return head.ljust(start - 4)
        start = room


def _aligned(size: int) -> int:
    return -(-size // ALIGNMENT) * ALIGNMENT


def _padding(part: bytes) -> bytes:
    return bytes(_aligned(len(part)) - len(part))


def _view(payload: bytes, entry: Mapping[str, Any]) -> np.ndarray:
    count = int(np.prod(entry["shape"], dtype=np.int64))
    flat = np.frombuffer(payload, DTYPES[entry["dtype"]], count=count, offset=entry["offset"])
    return flat.reshape(entry["shape"])
