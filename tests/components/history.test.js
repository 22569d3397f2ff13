// What moves between two snapshots.

import assert from "node:assert/strict";
import { test } from "node:test";

import { between } from "../../dashboard/components/history/data.js";

const BLOCK = { data: Float32Array.of(1, 2, 3, 5, -4, 8), shape: [3, 2] };

test("at a snapshot its own number stands, between two what lies on the line", () => {
  const at = (offset) => [0, 1, 2].map((position) => between(BLOCK, position, offset));
  assert.deepEqual(at(0), [1, 3, -4]);
  assert.deepEqual(at(1), [2, 5, 8]);
  assert.equal(between(BLOCK, 0.25, 0), 1.5);
  assert.equal(between(BLOCK, 1.5, 0), -0.5);
  assert.equal(between(BLOCK, 1.5, 1), 6.5);
});
