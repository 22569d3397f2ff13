// Which tokens a chosen cell stands for.

import assert from "node:assert/strict";
import { test } from "node:test";

import { fromLink, placesOf } from "../../dashboard/components/attention/view.js";

const WORDS = [
  { first: 1, last: 3 },
  { first: 3, last: 4 },
  { first: 4, last: 7 },
];

test("a place inside a chosen word stays, another one becomes the word's first token", () => {
  const view = { query: 5, key: 2 };
  assert.deepEqual(placesOf({ row: 2, column: 0 }, WORDS, view), { query: 5, key: 2 });
  assert.deepEqual(placesOf({ row: 0, column: 1 }, WORDS, view), { query: 1, key: 3 });
  assert.deepEqual(placesOf({ row: 1, column: 2 }, WORDS, { query: 4, key: 7 }), { query: 3, key: 4 });
});

test("the column beside the matrix is the start token", () => {
  assert.deepEqual(placesOf({ row: 1, column: -1 }, WORDS, { query: 3, key: 5 }), { query: 3, key: 0 });
});

test("heads of a link are numbers, but for the mean and the largest", () => {
  const heads = ["3", "mean", "max", undefined].map((head) => fromLink({ head }).head);
  assert.deepEqual(heads, [3, "mean", "max", undefined]);
});
