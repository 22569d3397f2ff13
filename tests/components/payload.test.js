// The twin of payload.py reads what payload.py has packed (tests/dashboard/components/test_payload.py packs it anew).

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { equalBytes } from "../../dashboard/components/base/mounting.js";
import { unpack } from "../../dashboard/components/base/payload.js";

const { packed, fields, arrays } = JSON.parse(
  readFileSync(new URL("payload.json", import.meta.url), "utf-8"),
);
const bytes = Uint8Array.from(Buffer.from(packed, "base64"));

function check(payload) {
  assert.deepEqual(payload.header, fields);
  assert.deepEqual(Object.keys(payload.arrays), Object.keys(arrays));
  for (const [name, { dtype, shape, values }] of Object.entries(arrays)) {
    const { data, shape: found } = payload.arrays[name];
    assert.equal(data.constructor.name.toLowerCase(), `${dtype}array`);
    assert.deepEqual(found, shape);
    assert.deepEqual([...data], values);
  }
}

test("fields and arrays of every kind come out as they went in", () => check(unpack(bytes)));

test("a payload inside a larger message is read wherever it lies", () => {
  for (let offset = 0; offset < 8; offset += 1) {
    const message = new Uint8Array(bytes.length + 16);
    message.set(bytes, offset);
    check(unpack(message.subarray(offset, offset + bytes.length)));
  }
});

test("arrays are laid over the bytes, not copied", () => {
  const own = bytes.slice();
  assert.equal(unpack(own).arrays.shares.data.buffer, own.buffer);
});

test("equal bytes are told from others", () => {
  assert.ok(equalBytes(bytes, bytes.slice()));
  assert.ok(!equalBytes(bytes, bytes.subarray(1)));
  const other = bytes.slice();
  other[other.length - 1] ^= 1;
  assert.ok(!equalBytes(bytes, other));
});
