// What the map and the lookup work out before they draw.

import assert from "node:assert/strict";
import { test } from "node:test";

import { groupsOf, layoutsOf, mapRows, orderOf } from "../../dashboard/components/embedding_map/data.js";
import { cellAt, lookupLayout, ROW } from "../../dashboard/components/embedding_map/lookup.js";
import { cameraNumbers, fromLink, lassoNumbers } from "../../dashboard/components/embedding_map/view.js";

const NAMES = ["배", "가", "나무"];

test("every group has its own members, also one that has none", () => {
  const packed = [2, 0, 1].map((count, at) => ({ name: `g${at}`, label: `G${at}`, count }));
  assert.deepEqual(
    groupsOf(packed, Int32Array.of(5, 3, 8)).map(({ name, rows }) => [name, rows]),
    [
      ["g0", [5, 3]],
      ["g1", []],
      ["g2", [8]],
    ],
  );
});

test("words get room first, frequent ones before others", () => {
  assert.deepEqual(orderOf(Uint8Array.of(2, 0, 1, 0, 2)), [1, 3, 2, 0, 4]);
});

test("the table of a map has as many coordinates as the map", () => {
  const arrays = {
    pca: { data: Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9), shape: [3, 3] },
    umap: { data: Float32Array.of(1, 2, 3, 4, 5, 6), shape: [3, 2] },
    norms: { data: Float32Array.of(1, 1, 1), shape: [3] },
  };
  const layouts = layoutsOf(arrays);
  assert.deepEqual(Object.keys(layouts), ["pca", "umap"]);
  const norms = arrays.norms.data;
  assert.deepEqual(mapRows(NAMES, norms, layouts.pca)[0], ["id", "token", "norm", "x", "y", "z"]);
  assert.deepEqual(mapRows(NAMES, norms, layouts.pca)[2], [1, "가", 1, 4, 5, 6]);
  assert.deepEqual(mapRows(NAMES, norms, layouts.umap)[3], [2, "나무", 1, 5, 6]);
});

test("the middle of a cell is that cell, and nothing is beside the strips", () => {
  const size = 64;
  for (const [width, count] of [
    [390, 3],
    [900, 12],
  ]) {
    const layout = lookupLayout(width, count);
    const { rowTop, strips, stripWidth } = layout;
    const at = (x, y) => cellAt(layout, x, y, count, size);
    for (let index = 0; index < count; index += 1)
      for (const dimension of [0, 31, size - 1]) {
        const [x, y] = [strips + ((dimension + 0.5) / size) * stripWidth, rowTop + (index + 0.5) * ROW];
        assert.deepEqual(at(x, y), { index, dimension });
      }
    assert.equal(at(strips - 1, rowTop + 1), null);
    assert.equal(at(width + 1, rowTop + 1), null);
    assert.equal(at(strips + 1, rowTop - 1), null);
    assert.equal(at(strips + 1, rowTop + count * ROW + 1), null);
  }
});

test("camera and lasso come back from a link, and what makes no sense is what the map begins with", () => {
  const camera = { x: 0.25, y: -1, zoom: 3.5, yaw: 0.6, pitch: -0.125 };
  const lasso = { yaw: 0.5, pitch: 0, points: [0, 1, 0.125, 1, 0.5, 0.5] };
  assert.deepEqual(fromLink({ camera: cameraNumbers(camera), lasso: lassoNumbers(lasso), word: "배" }), {
    camera,
    lasso,
    word: "배",
  });
  assert.deepEqual(fromLink({ camera: [1, 1, 0, 1, 1], lasso: [1, 2, 3] }), { camera: null, lasso: null });
  const groups = ["none", "a,b", null].map((text) => fromLink({ groups: text }).groups);
  assert.deepEqual(groups, [[], ["a", "b"], null]);
  assert.deepEqual(fromLink({ method: "pca" }), { method: "pca" });
});
