import assert from "node:assert/strict";
import { test } from "node:test";

import { firstFree, placeLabels, spreadLabels } from "../../dashboard/components/base/labels.js";

const SCREEN = { width: 320, height: 240 };

/** The same numbers in every run. */
function random(seed) {
  let state = seed;
  return () => {
    state = (1103515245 * state + 12345) % 2 ** 31;
    return state / 2 ** 31;
  };
}

function crossing(boxes) {
  return boxes.flatMap((a, i) =>
    boxes
      .slice(0, i)
      .filter((b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom)
      .map((b) => [a, b]),
  );
}

test("the first box that touches nothing is taken, and then it is in the way", () => {
  const boxes = [0, 10].map((left) => ({ left, right: left + 8, top: 0, bottom: 8 }));
  const taken = [];
  assert.equal(firstFree(boxes, taken, 0), boxes[0]);
  assert.equal(firstFree(boxes, taken, 0), boxes[1]);
  assert.equal(firstFree(boxes, taken, 0), null);
  assert.deepEqual(taken, boxes);
  assert.equal(firstFree([boxes[1]], [boxes[0]], 3), null);
});

test("names beside points never lie over one another nor over the edge, the important ones first", () => {
  const next = random(7);
  const count = 300;
  const [x, y] = [320, 240].map((size) => Array.from({ length: count }, () => next() * size));
  const names = Array.from({ length: count }, (_, i) => "word".repeat(1 + (i % 3)));
  const points = { x, y, inside: () => true };
  const context = { font: "", measureText: (text) => ({ width: 6 * text.length }) };
  const rows = Array.from({ length: count }, (_, i) => i);
  const look = { rows, names, points, camera: SCREEN, radius: 4, limit: 60, font: "13px x" };
  const placed = placeLabels(context, look);
  const boxes = placed.map(({ row, x: left, y: middle }) => ({
    left,
    right: left + 6 * names[row].length,
    top: middle - 8,
    bottom: middle + 8,
  }));
  assert.ok(placed.length > 20 && placed.length <= 60);
  assert.deepEqual(crossing(boxes), []);
  assert.ok(
    boxes.every(({ left, right, top, bottom }) => left >= 2 && top >= 2 && right <= 318 && bottom <= 238),
  );
  assert.equal(
    placed[0].row,
    rows.find((row) => x[row] > 30 && x[row] < 290 && y[row] > 20 && y[row] < 220),
  );
  assert.deepEqual(
    placed.map(({ row }) => row),
    placed.map(({ row }) => row).sort((a, b) => a - b),
  );
});

test("labels of lines that end close together move apart, but not off the picture", () => {
  const labels = [50, 51, 52, 53, 198].map((y) => ({ x: 0, width: 30, y }));
  spreadLabels(labels, 13, { low: 10, high: 200 });
  const heights = labels.map(({ y }) => y).sort((a, b) => a - b);
  heights.slice(1).forEach((y, i) => assert.ok(y - heights[i] >= 13));
  assert.ok(heights[0] >= 10 && heights.at(-1) <= 200);
  assert.equal(labels[0].y, 50);
  assert.equal(labels[4].y, 198);
});

test("labels side by side stay where they are", () => {
  const labels = [0, 60, 120].map((x) => ({ x, width: 50, y: 40 }));
  spreadLabels(labels, 15);
  assert.deepEqual(
    labels.map(({ y }) => y),
    [40, 40, 40],
  );
});
