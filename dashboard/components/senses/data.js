// The payload of figures/senses.py, with names instead of offsets. Layer 0 is the input, layer n what leaves the last.

import { Fields } from "../base/payload.js";

export const MODES = ["bidirectional", "causal"];

/** How far a decision goes. */
export const STEPS = ["sure", "maybe", "unknown"];

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
    this.reach = {
      pca: reachOf([arrays.places, arrays.example_places]),
      senses: reachOf([arrays.seats, arrays.example_seats, arrays.corners]),
    };
  }

  get labelled() {
    return this.senses.length > 0;
  }

  /** [x, y] of one of the reader's words, on the principal plane or on the axes of the senses. */
  place(mode, point, layer, plane = "pca") {
    return this.row(plane === "pca" ? "places" : "seats", MODES.indexOf(mode), point, layer);
  }

  examplePlace(mode, example, layer, plane = "pca") {
    const name = plane === "pca" ? "example_places" : "example_seats";
    return this.row(name, MODES.indexOf(mode), example, layer);
  }

  /** [x, y] of a word that is wholly of one sense, on the axes of the senses. */
  corner(sense) {
    return this.row("corners", sense);
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

  /** The margins from which a decision is sure and likely; Infinity where none vouches. */
  thresholds(mode, layer) {
    const [sure, maybe] = this.row("thresholds", MODES.indexOf(mode), layer);
    return { sure, maybe };
  }

  /** {accuracy, low, high} of decisions about the examples, each left out in turn. */
  reliability(mode, layer) {
    const [accuracy, low, high] = this.row("reliability", MODES.indexOf(mode), layer);
    return { accuracy, low, high };
  }

  /** How many examples fell into a step when left out, and how many of these decisions were right. */
  band(mode, layer, step) {
    const [n, right] = this.row("bands", MODES.indexOf(mode), layer, STEPS.indexOf(step));
    return { n, right };
  }

  /** The layer from which on a word's sense stays the same. */
  settled(mode, point) {
    return this.row("settled", MODES.indexOf(mode))[point];
  }

  /** The nearest sense of one word: {scores, cosines, best, second, margin, step}. */
  decision(mode, point, layer) {
    const at = [MODES.indexOf(mode), point, layer];
    const [scores, cosines] = [[...this.row("scores", ...at)], [...this.row("to_senses", ...at)]];
    const order = scores.map((_, sense) => sense).sort((a, b) => scores[b] - scores[a]);
    const [best, second] = order;
    const margin = scores[best] - scores[second];
    const { sure, maybe } = this.thresholds(mode, layer);
    const step = margin >= sure ? "sure" : margin >= maybe ? "maybe" : "unknown";
    return { scores, cosines, best, second, margin, step };
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
