// How a slider's place and a setting's value go together.

/** The last place of a slider; the first is 0. */
export const STEPS = 1000;

/**
 * `value` at a place, and `place` of a value, the vocabulary's size beside it; `off` is the value that changes nothing.
 *
 * @typedef {object} Scale
 * @property {(place: number, size: number) => number} value
 * @property {(value: number, size: number) => number} place
 * @property {number} [off]
 */

/** @type {Record<string, Scale>} */
export const SCALES = {
  T: {
    value: (place) => Number((10 ** (-2 + (4 * place) / STEPS)).toPrecision(3)),
    place: (value) => ((Math.log10(value) + 2) / 4) * STEPS,
  },
  k: {
    value: (place, size) => (place >= STEPS ? 0 : Math.max(1, Math.round(size ** (place / STEPS)))),
    place: (value, size) =>
      value === 0 || value >= size ? STEPS : (Math.log(value) / Math.log(size)) * STEPS,
    off: 0,
  },
  p: { value: (place) => Math.max(0.01, place / STEPS), place: (value) => value * STEPS, off: 1 },
  m: { value: (place) => place / (2 * STEPS), place: (value) => Math.min(2 * value, 1) * STEPS, off: 0 },
  r: { value: (place) => 1 + place / STEPS, place: (value) => (value - 1) * STEPS, off: 1 },
};
