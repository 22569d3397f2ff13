// The settings of drawing, in the order of the controls: how a slider's place and a value go together, and for a cut
// how many tokens down the ranking it leaves. lmcore/sampling.py has the same ones; tests hold the two equal.

/** The last place of a slider; the first is 0. */
export const STEPS = 1000;

/**
 * @typedef {object} Sampling
 * @property {number} T temperature
 * @property {number} k how many of the likeliest tokens stay, 0 for all
 * @property {number} p share that the likeliest tokens reach
 * @property {number} m part of the largest share that a token needs
 * @property {number} r penalty on tokens already in the text
 *
 * @typedef {object} Ranking shares of the softmax and their running sums, down the ranking
 * @property {Float64Array} shares
 * @property {Float64Array} sums
 *
 * `value` at a place, and `place` of a value, the vocabulary's size beside it; `off` is the value that changes nothing;
 * `cut` says how many of the first `count` tokens stay.
 * @typedef {object} Setting
 * @property {(place: number, size: number) => number} value
 * @property {(value: number, size: number) => number} place
 * @property {number} [off]
 * @property {(value: number, ranking: Ranking, count: number) => number} [cut]
 */

/** Cuts stand in the order in which they are made. @type {Record<keyof Sampling, Setting>} */
export const SETTINGS = {
  T: {
    value: (place) => Number((10 ** (-2 + (4 * place) / STEPS)).toPrecision(3)),
    place: (value) => ((Math.log10(value) + 2) / 4) * STEPS,
  },
  k: {
    value: (place, size) => (place >= STEPS ? 0 : Math.max(1, Math.round(size ** (place / STEPS)))),
    place: (value, size) =>
      value === 0 || value >= size ? STEPS : (Math.log(value) / Math.log(size)) * STEPS,
    off: 0,
    cut: (k, ranking, count) => Math.min(k, count),
  },
  p: {
    value: (place) => Math.max(0.01, place / STEPS),
    place: (value) => value * STEPS,
    off: 1,
    cut: (p, { sums }, count) => reaching(sums, p * sums[count - 1], count),
  },
  m: {
    value: (place) => place / (2 * STEPS),
    place: (value) => Math.min(2 * value, 1) * STEPS,
    off: 0,
    cut: (m, { shares }, count) => {
      let likely = 0;
      while (likely < count && shares[likely] >= m * shares[0]) likely += 1;
      return Math.max(likely, 1);
    },
  },
  r: { value: (place) => 1 + place / STEPS, place: (value) => (value - 1) * STEPS, off: 1 },
};

/** How many tokens of a ranking all cuts leave. @param {Record<string, number>} values */
export function countKept(ranking, values) {
  let count = ranking.shares.length;
  for (const [key, { off, cut }] of Object.entries(SETTINGS))
    if (cut && values[key] !== off) count = cut(values[key], ranking, count);
  return count;
}

/** How many of the first `most` terms a running sum needs to reach `goal`. */
export function reaching(sums, goal, most = sums.length) {
  let [low, high] = [0, most - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sums[middle] >= goal) high = middle;
    else low = middle + 1;
  }
  return low + 1;
}
