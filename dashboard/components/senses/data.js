// The payload of figures/senses.py, with names instead of offsets. Layer 0 is the input, layer n what leaves the last.

import { Fields } from "../base/payload.js";

export const MODES = ["bidirectional", "causal"];

/**
 * @typedef {object} Point one of the reader's words
 * @property {string} label
 * @property {string} text
 * @property {number} start
 * @property {number} end
 * @property {number[]} ids
 * @property {number} prefix
 * @property {string} before
 * @property {number} position
 *
 * @typedef {{text: string, start: number, end: number, sense: number}} Example
 *
 * @typedef {object} Header
 * @property {Record<string, string>} texts
 * @property {string} word
 * @property {string[]} senses none: the word has no examples
 * @property {number} layer where the examples are told apart best
 * @property {Point[]} points
 * @property {Example[]} examples
 * @property {import("../base/view.js").Channel} channel
 */

export class SensesData extends /** @type {import("../base/payload.js").Holder<Header>} */ (Fields) {
  /** @param {import("../base/payload.js").Payload<Header>} payload */
  constructor({ header, arrays }) {
    super(header);
    this.arrays = arrays;
    this.layers = arrays.places.shape[2];
    this.reach = reachOf([arrays.places, arrays.example_places]);
  }

  get labelled() {
    return this.senses.length > 0;
  }

  /** [x, y] of one of the reader's words. */
  place(mode, point, layer) {
    return this.row("places", MODES.indexOf(mode), point, layer);
  }

  examplePlace(mode, example, layer) {
    return this.row("example_places", MODES.indexOf(mode), example, layer);
  }

  /** Share of the variance along both axes. */
  explained(mode, layer) {
    return this.row("explained", MODES.indexOf(mode), layer);
  }

  /** Cosine between two of the reader's words. */
  cosine(mode, layer, a, b, kind) {
    const name = kind === "centred" ? "between_centred" : "between";
    return this.row(name, MODES.indexOf(mode), layer, a)[b];
  }

  embeddingCosine(a, b) {
    return this.row("embedding", a)[b];
  }

  threshold(mode, layer) {
    return this.row("thresholds", MODES.indexOf(mode))[layer];
  }

  /** {accuracy, low, high, kept, right} of decisions about the examples, each left out in turn. */
  reliability(mode, layer) {
    const [accuracy, low, high, kept, right] = this.row("reliability", MODES.indexOf(mode), layer);
    return { accuracy, low, high, kept, right };
  }

  /** The nearest sense of one word: {cosines, best, second, margin, threshold, sure}. */
  decision(mode, point, layer) {
    const cosines = [...this.row("to_senses", MODES.indexOf(mode), point, layer)];
    const order = cosines.map((_, sense) => sense).sort((a, b) => cosines[b] - cosines[a]);
    const [best, second] = order;
    const margin = cosines[best] - cosines[second];
    const threshold = this.threshold(mode, layer);
    return { cosines, best, second, margin, threshold, sure: threshold >= 0 && margin >= threshold };
  }

  /** The last axis of an array at the given indices of the axes before it. */
  row(name, ...indices) {
    const { data, shape } = this.arrays[name];
    const width = shape.slice(indices.length).reduce((product, size) => product * size, 1);
    const start = indices.reduce((offset, index, axis) => offset * shape[axis] + index, 0) * width;
    return data.subarray(start, start + width);
  }

  /** Pairs of words, the first before the second. */
  pairs() {
    return this.points.flatMap((_, b) => Array.from({ length: b }, (_unused, a) => [a, b]));
  }
}

function reachOf(arrays) {
  let most = 0;
  for (const array of arrays) for (const value of array?.data ?? []) most = Math.max(most, Math.abs(value));
  return most || 1;
}
