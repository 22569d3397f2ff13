import assert from "node:assert/strict";
import { test } from "node:test";

import {
  between,
  css,
  inkOn,
  luminance,
  pixelOf,
  Ramp,
  rgb,
} from "../../dashboard/components/base/colour.js";
import {
  heaviest,
  intensity,
  largest,
  largestAt,
  ticks,
  tickText,
  weightAt,
} from "../../dashboard/components/base/scales.js";

const STOPS = ["#fcfcfa", "#60ade5", "#171f56"].map(rgb);

test("ticks are round, inside the ends, and evenly apart", () => {
  assert.deepEqual(ticks(0, 10, 5), [0, 2, 4, 6, 8, 10]);
  assert.deepEqual(ticks(-0.31, 0.42, 4).map(tickText), ["−0.2", "0", "0.2", "0.4"]);
  for (const [low, high] of [
    [0.0013, 0.0294],
    [-7, 12345],
    [-63.3, 9.2],
  ])
    for (const count of [3, 5, 8]) {
      const found = ticks(low, high, count);
      const step = found[1] - found[0];
      assert.ok(found[0] >= low - 1e-9 && found.at(-1) <= high + 1e-9);
      assert.ok(low + step > found[0] - 1e-9 && high - step < found.at(-1) + 1e-9);
      assert.ok(["1", "2", "5"].includes(step.toExponential(6)[0]));
    }
});

test("a weight's place on a scale and the weight at that place are each other's inverse", () => {
  for (const scale of ["linear", "root"])
    for (const value of [0, 0.001, 0.2, 0.8]) {
      const share = intensity(scale, value, 0.8, 0.5);
      assert.ok(Math.abs(weightAt(scale, share, 0.8) - value) < 1e-12);
    }
  assert.equal(intensity("row", 0.25, 0.8, 0.5), 0.5);
  assert.equal(intensity("linear", 0, 0, 0), 0);
});

test("the largest number counts without its sign", () => {
  assert.equal(largestAt([1, -3, 2]), 1);
  assert.equal(largest([1, -3, 2]), 3);
  assert.equal(largest([]), 0);
});

test("of many numbers the heaviest and those asked for are listed, in order", () => {
  const values = [0.1, 0.5, 0.2, 0.9, 0.05];
  assert.deepEqual(heaviest(values, 5, 2), [0, 1, 2, 3, 4]);
  assert.deepEqual(heaviest(values, 4, 2), [1, 3]);
  assert.deepEqual(heaviest(values, 4, 2, 4), [1, 3, 4]);
  assert.deepEqual(heaviest(values, 4, 2, 3), [1, 3]);
});

test("a ramp runs straight from stop to stop and stays at its ends", () => {
  const ramp = new Ramp(STOPS);
  const [first, middle, last] = STOPS;
  assert.equal(ramp.css(0), css(first));
  assert.equal(ramp.css(0.5), css(middle));
  assert.equal(ramp.css(1), css(last));
  assert.equal(ramp.css(-4), ramp.css(0));
  assert.equal(ramp.css(9), ramp.css(1));
  assert.deepEqual(
    between(STOPS, 0.25),
    first.map((value, axis) => (value + middle[axis]) / 2),
  );
  assert.equal(ramp.pixels.length, 256);
  assert.equal(ramp.pixel(0), pixelOf(first));
  assert.equal(ramp.pixel(1), pixelOf(last));
});

test("a pixel holds red, green, blue and no transparency, in the order of an image", () => {
  assert.deepEqual([...new Uint8Array(Uint32Array.of(pixelOf(rgb("#0a1b2c"))).buffer)], [10, 27, 44, 255]);
});

test("luminance is WCAG's, and ink is what stands out more", () => {
  assert.equal(luminance([0, 0, 0]), 0);
  assert.ok(Math.abs(luminance([255, 255, 255]) - 1) < 1e-12);
  assert.ok(Math.abs(luminance([255, 0, 0]) - 0.2126) < 1e-12);
  assert.match(inkOn(STOPS[0]), /on-light/);
  assert.match(inkOn(STOPS[2]), /on-dark/);
});
