// The numbers of one query in one head (see lmcore/analysis/looking.py).

import { filled } from "../base/format.js";
import { Fields } from "../base/payload.js";
import { heaviest } from "../base/scales.js";

export const STEPS = ["projection", "products", "scale", "mask", "softmax", "values", "matrix"];
const LISTED = 28; // keys in the table; of more, the heaviest

/**
 * What figures/query_key_value.py packs; for T tokens `weights`, `scores`, `scaled`, `undivided` and `open` are (T,),
 * k, v and all_z (T, d_k), `matrix` (T, T).
 *
 * @typedef {object} Header
 * @property {Record<string, string>} texts
 * @property {string} mode
 * @property {number} layer counted from 1, like `head`
 * @property {number} head
 * @property {number} layers
 * @property {number} heads
 * @property {number} query a place, like `key`
 * @property {number} key
 * @property {number} step
 * @property {boolean} covered
 * @property {import("../base/view.js").Channel} channel
 * @property {string[]} labels
 * @property {number} entropy
 * @property {number} undivided_entropy
 *
 * @typedef {Record<"x"|"q"|"k"|"v"|"z"|"all_z"|"scores"|"scaled"|"weights"|"undivided", Float32Array>} Vectors
 * @typedef {Header & Vectors & Record<"open"|"matrix", Uint8Array>} Look
 */

export class LookData extends /** @type {import("../base/payload.js").Holder<Look>} */ (Fields) {
  /** @param {import("../base/payload.js").Payload<Header>} payload */
  constructor({ header, arrays }) {
    const numbers = Object.entries(arrays).map(([name, { data }]) => [name, data]);
    super({ ...header, ...Object.fromEntries(numbers) });
    this.size = this.labels.length;
    this.width = this.q.length;
    this.largest = this.scaled.reduce((most, s, j) => (this.open[j] ? Math.max(most, s) : most), -Infinity);
    this.exponentials = Array.from(this.scaled, (s, j) => (this.open[j] ? Math.exp(s - this.largest) : 0));
    this.total = this.exponentials.reduce((sum, value) => sum + value, 0);
  }

  say(key, values) {
    return filled(this.texts[key], values);
  }

  name(place) {
    return `${this.labels[place]} (${place})`;
  }

  row(matrix, place) {
    return matrix.subarray(place * this.width, (place + 1) * this.width);
  }

  /** The scaled score with the mask over it. */
  masked(place) {
    return this.open[place] ? this.scaled[place] : -Infinity;
  }

  /** What the strips show of the chosen key. */
  cell() {
    const [k, v] = [this.row(this.k, this.key), this.row(this.v, this.key)];
    const weight = this.weights[this.key];
    return {
      q: this.q,
      k,
      v,
      weight,
      products: Float64Array.from(this.q, (value, index) => value * k[index]),
      share: Float64Array.from(v, (value) => value * weight),
      z: this.z,
    };
  }

  /** All keys with all their numbers; the last row is the query and its answer, q and z. */
  rows() {
    const vector = (name) => Array.from({ length: this.width }, (_, index) => `${name}${index}`);
    const head = ["place", "token", "score", "scaled", "open", "weight", ...vector("k"), ...vector("v")];
    const keys = this.labels.map((label, place) => [
      ...[place, label, this.scores[place], this.scaled[place], this.open[place], this.weights[place]],
      ...this.row(this.k, place),
      ...this.row(this.v, place),
    ]);
    const answer = ["", "q, z", "", "", "", "", ...this.q, ...this.z];
    return [head, ...keys, answer];
  }

  /** Places in the table, in the order of the text; with many, the heaviest and the chosen key. */
  listed() {
    return heaviest(this.weights, LISTED, LISTED - 1, this.key);
  }
}
