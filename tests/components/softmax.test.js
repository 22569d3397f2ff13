// The browser's distribution against sums that are written out plainly. Browser tests hold it equal to lmcore.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Distribution, penalised, ranking } from "../../dashboard/components/distribution/softmax.js";

const LOGITS = Float32Array.of(2.5, -1, 0.25, 2.5, 4, -3.5, 0, 1.75);
const PLAIN = { T: 1, k: 0, p: 1, m: 0 };

function of(settings, logits = LOGITS) {
  return new Distribution(logits, ranking(logits), { ...PLAIN, ...settings });
}

/** The share of every id, without taking the largest logit off first. */
function shares(T, logits = LOGITS) {
  const powers = Array.from(logits, (logit) => Math.E ** (logit / T));
  const total = powers.reduce((sum, power) => sum + power, 0);
  return powers.map((power) => power / total);
}

function near(found, wanted, within = 1e-12) {
  assert.ok(Math.abs(found - wanted) <= within, `${found} is not ${wanted}`);
}

test("the ranking goes down, equal logits in the order of their ids", () => {
  assert.deepEqual([...ranking(LOGITS)], [4, 0, 3, 7, 2, 6, 1, 5]);
});

for (const T of [0.3, 1, 7])
  test(`shares at temperature ${T} are those of the plain sum`, () => {
    const result = of({ T });
    const wanted = shares(T);
    result.order.forEach((id, index) => near(result.shares[index], wanted[id]));
    near(result.sums.at(-1), 1);
    const bits = wanted.reduce((sum, share) => sum - share * Math.log2(share), 0);
    near(result.entropy(), bits);
    result.order.forEach((id, index) => near(result.surprise(index), -Math.log2(wanted[id]), 1e-9));
  });

test("a temperature so low that powers overflow still gives shares", () => {
  const result = of({ T: 0.001 });
  assert.deepEqual([...result.shares.slice(0, 2)], [1, 0]);
  assert.ok(Number.isFinite(result.surprise(7)));
});

test("top-k keeps k, and their chances sum to 1", () => {
  for (let k = 1; k <= LOGITS.length; k += 1) {
    const result = of({ k });
    assert.equal(result.kept, k);
    const chances = Array.from(LOGITS, (_, index) => result.chance(index));
    near(
      chances.reduce((sum, chance) => sum + chance, 0),
      1,
    );
    assert.ok(chances.slice(k).every((chance) => chance === 0));
  }
});

test("top-p keeps the fewest likely ones that reach p", () => {
  const sorted = shares(1).sort((a, b) => b - a);
  for (const p of [0.05, 0.5, 0.8, 0.95, 0.999]) {
    let [sum, wanted] = [0, 0];
    while (sum < p) sum += sorted[wanted++];
    assert.equal(of({ p }).kept, wanted);
  }
});

test("top-p measures what top-k has left", () => {
  const sorted = shares(1).sort((a, b) => b - a);
  const left = sorted[0] + sorted[1] + sorted[2];
  assert.equal(of({ k: 3, p: (sorted[0] / left) * 0.99 }).kept, 1);
  assert.equal(of({ k: 3, p: (sorted[0] / left) * 1.01 }).kept, 2);
});

test("min-p keeps what has at least that part of the largest share, and always one", () => {
  const sorted = shares(1).sort((a, b) => b - a);
  for (const m of [0.001, 0.1, 0.3, 1])
    assert.equal(of({ m }).kept, sorted.filter((share) => share >= m * sorted[0] - 1e-15).length);
});

test("a number falls into the piece whose chances it has not passed", () => {
  const result = of({ k: 4 });
  const edges = [0, 1, 2, 3].map((index) => result.chance(index));
  let low = 0;
  edges.forEach((chance, index) => {
    assert.equal(result.draw(low + chance / 2), index);
    low += chance;
  });
  assert.equal(result.draw(0), 0);
  assert.equal(result.draw(1 - 1e-12), 3);
});

test("a penalty divides what is positive and multiplies what is negative, each once", () => {
  const changed = penalised(LOGITS, [0, 0, 1, 6], 2);
  assert.deepEqual([...changed], [1.25, -2, 0.25, 2.5, 4, -3.5, 0, 1.75]);
  assert.equal(penalised(LOGITS, [0], 1), LOGITS);
});
