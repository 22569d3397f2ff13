// What Python sends: the text with what was expected of its tokens, and one moment, a prediction at one place.

import { Fields } from "../base/payload.js";

/**
 * What figures/next_word.py packs.
 *
 * @typedef {{id: number, label: string, space: boolean}} Token `space`: whether it begins with one
 *
 * @typedef {object} Place where the reader looks: at a token of the text, or at one written from `start` on
 * @property {number} at
 * @property {number} start
 * @property {number[]} written ids
 * @property {number|null} step how many of them were read; null for a token of the text
 *
 * @typedef {object} Guess what depends on the place
 * @property {number[]} before ids of the tokens read
 * @property {number|null} next the token that truly follows, or was drawn
 * @property {number} draw the number in [0, 1) that chooses
 * @property {Record<string, [label: string, space: boolean]>} names of the likeliest ids
 *
 * @typedef {object} Setting what the place is in
 * @property {string} text
 * @property {"causal"|"bidirectional"} mode
 * @property {Token[]} tokens
 * @property {Token[]} written
 * @property {Place} place as Python understood it
 * @property {number} default_at
 * @property {number} seed
 * @property {number|null} answers the number of the question
 * @property {number} ends id of the token that ends a text
 * @property {number} context how many tokens the model reads at most
 * @property {Record<string, string>} texts
 * @property {import("../base/view.js").Channel} channel
 *
 * @typedef {Record<"rank"|"probability"|"surprise", import("../base/payload.js").Numbers>} Facts a number a token
 */

/** One prediction: everything that depends on the place looked at. */
export class Moment extends /** @type {import("../base/payload.js").Holder<Guess>} */ (Fields) {
  /** @param {import("../base/payload.js").Payload<Guess>} payload */
  constructor({ header: { before, next, draw, names }, arrays }) {
    super({ before, next, draw, names });
    this.logits = arrays.logits.data;
    this.final = arrays.final.data;
    this.attention = arrays.attention.data;
    this.layers = arrays.attention.shape[0];
    this.heads = arrays.attention.shape[1];
    this.keys = arrays.attention.shape[2];
    this.rowOf = new Map(Array.from(arrays.row_ids.data, (id, index) => [id, index]));
    this.rows = arrays.rows.data;
  }

  /** The token's row of W_E, if it was sent. */
  row(id) {
    const at = this.rowOf.get(id);
    const width = this.final.length;
    return at === undefined ? null : this.rows.subarray(at * width, (at + 1) * width);
  }

  /** One weight: layer and head from 0. */
  weight(layer, head, key) {
    return this.attention[(layer * this.heads + head) * this.keys + key];
  }

  /** One weight: `column` counts the heads of all layers. */
  at(column, key) {
    return this.attention[column * this.keys + key];
  }

  /** Mean over all heads of all layers, for each key. */
  meanWeights() {
    const rows = this.layers * this.heads;
    return Float64Array.from({ length: this.keys }, (_, key) => {
      let total = 0;
      for (let row = 0; row < rows; row += 1) total += this.attention[row * this.keys + key];
      return total / rows;
    });
  }
}

/** The payload, opened. */
export class Received extends /** @type {import("../base/payload.js").Holder<Setting>} */ (Fields) {
  /** @param {import("../base/payload.js").Payload<Setting & Guess>} payload */
  constructor(payload) {
    super(payload.header);
    this.moment = new Moment(payload);
    this.sentenceFacts = facts(payload.arrays, "sentence");
    this.writtenFacts = facts(payload.arrays, "written");
  }
}

/** @returns {Facts|null} */
function facts(arrays, name) {
  if (!arrays[`${name}_rank`]) return null;
  return {
    rank: arrays[`${name}_rank`].data,
    probability: arrays[`${name}_probability`].data,
    surprise: arrays[`${name}_surprise`].data,
  };
}
