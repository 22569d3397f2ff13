// What the next word's picture works out before it draws: places of sliders, views, and what is kept.

import assert from "node:assert/strict";
import { test } from "node:test";

import { momentKey, Moments } from "../../dashboard/components/distribution/moments.js";
import { SETTINGS, STEPS } from "../../dashboard/components/distribution/settings.js";
import { Ranked } from "../../dashboard/components/distribution/softmax.js";
import { followed, toLink } from "../../dashboard/components/distribution/view.js";
import { ending } from "../../dashboard/components/distribution/wording.js";

const SIZE = 16000;

test("a value's place on its slider is where that value is", () => {
  const values = {
    T: [0.01, 0.1, 1, 2.5, 100],
    k: [0, 1, 40, 1000],
    p: [0.01, 0.5, 1],
    m: [0, 0.1, 0.5],
    r: [1, 1.3, 2],
  };
  for (const [key, { value, place }] of Object.entries(SETTINGS))
    for (const wanted of values[key]) {
      const found = value(place(wanted, SIZE), SIZE);
      assert.ok(Math.abs(found - wanted) < 1e-9, `${key}: ${found} is not ${wanted}`);
    }
});

test("values never fall along a slider, but for k, whose last place takes no cut", () => {
  for (const [key, { value, off }] of Object.entries(SETTINGS)) {
    const values = Array.from({ length: STEPS + 1 }, (_, place) => value(place, SIZE));
    if (key === "k") assert.equal(values.pop(), off);
    assert.ok(values.every((one, at) => at === 0 || one >= values[at - 1]));
  }
  assert.equal(SETTINGS.k.place(SIZE, SIZE), STEPS);
});

test("of the predictions kept, the one brought longest ago makes room", () => {
  const moments = new Moments(2);
  for (const key of ["a", "b", "a", "c"]) moments.put(key, { key });
  assert.deepEqual(
    ["a", "b", "c"].map((key) => moments.get(key)?.key),
    ["a", undefined, "c"],
  );
});

test("a prediction depends on the seed only after written tokens", () => {
  const data = { text: "배가", mode: "causal" };
  const read = { at: 1, start: 1, written: [], step: null, seed: 1 };
  const wrote = { ...read, written: [7], step: 1 };
  assert.equal(momentKey(data, read), momentKey(data, { ...read, seed: 2 }));
  assert.notEqual(momentKey(data, wrote), momentKey(data, { ...wrote, seed: 2 }));
  assert.notEqual(momentKey(data, read), momentKey({ ...data, mode: "bidirectional" }, read));
});

test("logits are ranked anew only for others, or for another penalty", () => {
  const ranked = new Ranked();
  const logits = Float32Array.of(1, 3, 2);
  ranked.update(logits, [1], 1);
  const { order } = ranked;
  assert.deepEqual([...order], [1, 2, 0]);
  ranked.update(logits, [1], 1);
  assert.equal(ranked.order, order);
  ranked.update(logits, [1], 2);
  assert.deepEqual(
    [[...ranked.order], [...ranked.changed]],
    [
      [2, 1, 0],
      [1, 1.5, 2],
    ],
  );
});

test("a link names a place as a whole, and what it does not name stays", () => {
  const data = { tokens: Array(6), default_at: 5 };
  const view = { at: 2, start: 2, written: [4, 5], step: 1, token: 9, T: 1, k: 0 };
  assert.deepEqual(followed(view, toLink(view), data), view);
  const elsewhere = { at: 3, start: 3, written: [], step: null };
  assert.deepEqual(followed(view, { at: 3 }, data), { ...view, ...elsewhere });
  assert.deepEqual(followed(view, { at: null }, data), { ...view, ...elsewhere, at: 5, start: 5 });
  assert.equal(followed(view, { at: 99 }, data).at, 6);
  assert.deepEqual(followed(view, { T: 2, token: null }, data), { ...view, T: 2, token: null });
});

test("running text is cut to its last characters", () => {
  const tokens = [
    { label: "배", space: true },
    { label: "가", space: false },
    { label: "🍐", space: true },
  ];
  assert.equal(ending(tokens, 4), "배가 🍐");
  assert.equal(ending(tokens, 3), "…가 🍐");
});
