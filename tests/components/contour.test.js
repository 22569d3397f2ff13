import assert from "node:assert/strict";
import { test } from "node:test";

import { contour } from "../../dashboard/components/perceptron/contour.js";

test("the level line of a cone is a circle", () => {
  const width = 41;
  const distance = (at) => Math.hypot((at % width) - 20, Math.floor(at / width) - 20);
  const values = Float32Array.from({ length: width * width }, (_, at) => distance(at));
  const segments = contour(values, width, 12);
  let around = 0;
  for (const [x1, y1, x2, y2] of segments) {
    for (const [x, y] of [
      [x1, y1],
      [x2, y2],
    ])
      assert.ok(Math.abs(Math.hypot(x - 20, y - 20) - 12) < 0.05);
    around += Math.hypot(x2 - x1, y2 - y1);
  }
  assert.ok(Math.abs(around - 2 * Math.PI * 12) < 0.2);
});

test("where a value is missing there is no line", () => {
  const values = Float32Array.of(0, 1, NaN, 0, 1, 1);
  assert.equal(contour(values, 3, 0.5).length, 1);
});
