// The numbers of a passage (see lmcore/analysis/passage.py), and the part of them for which there is room.

import { filled } from "../base/format.js";
import { Fields } from "../base/payload.js";

/**
 * What figures/overview.py packs. Places count in the text, from `first` on those that were sent.
 *
 * @typedef {object} Passage
 * @property {Record<string, string>} texts
 * @property {string} mode
 * @property {string} head "mean", or a head counted from 1
 * @property {number} heads
 * @property {number} first
 * @property {number} chosen
 * @property {number} length
 * @property {number|null} hidden the place that the model was not shown
 * @property {string|null} following the token that truly follows
 * @property {{rank: number, probability: number}|null} actual how likely that was
 * @property {string[]} labels
 * @property {string[][]} topPieces
 * @property {Record<string, string>} links
 */

export class PassageData extends /** @type {import("../base/payload.js").Holder<Passage>} */ (Fields) {
  /** @param {import("../base/payload.js").Payload<Passage>} payload */
  constructor({ header, arrays }) {
    super(header);
    this.arrays = arrays;
    this.size = arrays.vectors.shape[1];
    this.width = arrays.vectors.shape[2];
    this.layers = arrays.hidden.shape[0];
    this.units = arrays.hidden.shape[1];
    this.from = this.columns = this.column = 0;
  }

  /** Show at most `room` columns: those around the chosen token. Columns count from 0 on screen. */
  fit(room) {
    this.columns = Math.min(this.size, room);
    const at = this.chosen - this.first;
    this.from = Math.min(Math.max(0, at - Math.floor(this.columns / 2)), this.size - this.columns);
    this.column = at - this.from;
  }

  say(key, values) {
    return filled(this.texts[key], values);
  }

  /** The place in the text of a column. */
  place(column) {
    return this.first + this.from + column;
  }

  label(column) {
    return this.isHidden(column) ? "▢" : this.labels[this.from + column];
  }

  isHidden(column) {
    return this.place(column) === this.hidden;
  }

  get before() {
    return this.first + this.from;
  }

  get after() {
    return this.length - this.before - this.columns;
  }

  /** Every number of a vector; stages: embedding, position, x₀ … x_L, after the last norm. */
  vector(stage, column) {
    const start = (stage * this.size + this.from + column) * this.width;
    return this.arrays.vectors.data.subarray(start, start + this.width);
  }

  /** From column `row` to column `key` in layer 0 …. */
  weight(layer, row, key) {
    return this.arrays.weights.data[(layer * this.size + this.from + row) * this.size + this.from + key];
  }

  /** What goes to tokens that are not on screen: before and after. */
  beyond(layer, row) {
    const at = layer * this.size + this.from + row;
    const weights = this.arrays.weights.data.subarray(at * this.size, (at + 1) * this.size);
    const sum = (values) => values.reduce((total, value) => total + value, 0);
    return [
      this.arrays.beyond.data[2 * at] + sum(weights.subarray(0, this.from)),
      this.arrays.beyond.data[2 * at + 1] + sum(weights.subarray(this.from + this.columns)),
    ];
  }

  added(layer, part, column) {
    return this.arrays.added.data[(2 * layer + part) * this.size + this.from + column];
  }

  fired(layer, column) {
    return this.arrays.fired.data[layer * this.size + this.from + column];
  }

  hiddenUnits(layer) {
    return this.arrays.hidden.data.subarray(layer * this.units, (layer + 1) * this.units);
  }

  /** Whether the logits at a column say anything: a bidirectional model was taught to answer only before ▢. */
  answers(column) {
    return this.mode === "causal" || column === this.column;
  }

  /** The likeliest next tokens of a column, `{piece, p}`. */
  top(column) {
    const row = this.from + column;
    const { data, shape } = this.arrays.top_probabilities;
    return this.topPieces[row].map((piece, index) => ({ piece, p: data[row * shape[1] + index] }));
  }
}
