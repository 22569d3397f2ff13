// The numbers of one sentence: every matrix that is drawn or listed is made here, from the tensors that were sent.

import { Fields } from "../base/payload.js";
import { aggregate, extremes, pooled, pooledMask } from "./pooling.js";

export const AGGREGATES = ["mean", "max"];
export const STATISTICS = ["entropy", "distance", "previous", "same_word", "start"];

/**
 * What figures/attention.py packs. Layers and heads count from 0 here, from 1 everywhere else.
 *
 * @typedef {object} Header
 * @property {Record<string, string>} texts
 * @property {string} text
 * @property {string} mode
 * @property {"all"|"one"} exact whether the exact numbers of all heads are here
 * @property {number} layers
 * @property {number} heads
 * @property {{label: string}[]} tokens
 * @property {{label: string, first: number, last: number}[]} words
 * @property {{layer: number, head: number|"mean"|"max"}} wanted
 * @property {import("../base/view.js").Channel} channel
 */

export class AttentionData extends /** @type {import("../base/payload.js").Holder<Header>} */ (Fields) {
  /** @param {import("../base/payload.js").Payload<Header>} payload */
  constructor({ header, arrays }) {
    super(header);
    const { exact, tokens, wanted } = header;
    this.arrays = arrays;
    this.allHeads = exact === "all";
    // layers and heads count from 1, as on screen
    this.first = {
      layer: wanted.layer + 1,
      head: typeof wanted.head === "number" ? wanted.head + 1 : wanted.head,
    };
    this.size = tokens.length;
    this.maskedCells = arrays.masked?.data ?? null;
    const vectors = arrays.q?.shape;
    this.dHead = vectors ? vectors.at(-1) : null;
    this.kept = new Map();
  }

  /** Whether the exact numbers of this head are here. */
  holds(layer, head) {
    return this.allHeads || (layer === this.first.layer && head === this.first.head);
  }

  /** The tensor itself, (token, token) row by row; for "mean" and "max" made from the layer's heads. */
  weights(layer, head) {
    if (!this.allHeads) return this.arrays.weights.data;
    if (AGGREGATES.includes(head))
      return this.remember(`${layer}.${head}`, () => aggregate(head, this.headsOf(layer)));
    const cells = this.size * this.size;
    const start = ((layer - 1) * this.heads + head - 1) * cells;
    return this.arrays.weights.data.subarray(start, start + cells);
  }

  /** Row `token` of q, k or v. */
  vector(name, layer, head, token) {
    const block = this.allHeads ? ((layer - 1) * this.heads + head - 1) * this.size : 0;
    const start = (block + token) * this.dHead;
    return this.arrays[name].data.subarray(start, start + this.dHead);
  }

  masked(query, key) {
    return this.maskedCells !== null && this.maskedCells[query * this.size + key] === 1;
  }

  statistics(layer, head) {
    const { data } = this.arrays.statistics;
    const at = (index) => data[(index * this.layers + layer - 1) * this.heads + head - 1];
    return Object.fromEntries(STATISTICS.map((name, index) => [name, at(index)]));
  }

  /** What stands along an axis: tokens or words, each with the tokens `first` … `last − 1` it is made of. */
  items(unit, apart) {
    const all =
      unit === "word"
        ? this.words.map((word) => ({ label: word.label, first: word.first, last: word.last }))
        : this.tokens.map((token, index) => ({ label: token.label, first: index, last: index + 1 }));
    return apart && all.length > 1 ? all.slice(1) : all;
  }

  /**
   * The matrix on screen: rows are averaged over the query tokens of an item, columns summed over its key tokens, so
   * rows still sum to 1. With the start token set apart its row and column are left out and `start` holds the column.
   */
  matrix({ layer, head, unit, sink }) {
    const apart = sink === "apart" && this.size > 1;
    return this.remember(`${layer}.${head}.${unit}.${apart}`, () => {
      const items = this.items(unit, apart);
      const weights = this.weights(layer, head);
      const plain = unit === "token" && !apart;
      const values = plain ? weights : pooled(weights, this.size, items, items);
      const start = apart ? pooled(weights, this.size, items, [{ first: 0, last: 1 }]) : null;
      const side = { rows: items.length, columns: items.length };
      return { items, ...side, values, start, masked: this.maskOf(items), ...extremes(values, side) };
    });
  }

  /** Small picture of a head for the overview: `{rows, columns, values}`, values 0 … 1 for colour only. */
  thumbnail(layer, head, unit, sink) {
    if (this.allHeads) return this.matrix({ layer, head, unit, sink });
    const apart = sink === "apart";
    return this.remember(`sprite.${layer}.${head}.${apart}`, () => this.fromSprite(layer, head, apart));
  }

  fromSprite(layer, head, apart) {
    const { data, shape } = this.arrays.sprite;
    const [, slots, rows, width] = shape;
    const slot = head === "mean" ? slots - 2 : head === "max" ? slots - 1 : head - 1;
    const block = ((layer - 1) * slots + slot) * rows * width;
    const skip = apart ? 1 : 0;
    const columns = width - skip;
    const values = new Float32Array(rows * columns);
    for (let row = 0; row < rows; row += 1) {
      for (let column = 0; column < columns; column += 1) {
        values[row * columns + column] = (data[block + row * width + column + skip] / 255) ** 2;
      }
    }
    return { rows, columns, values, masked: null, ...extremes(values, { rows, columns }) };
  }

  headsOf(layer) {
    return Array.from({ length: this.heads }, (_, index) => this.weights(layer, index + 1));
  }

  /** Null when nothing is masked. */
  maskOf(items) {
    return this.maskedCells && pooledMask(items, (query, key) => this.masked(query, key));
  }

  remember(key, make) {
    if (!this.kept.has(key)) {
      if (this.kept.size > 400) this.kept.clear();
      this.kept.set(key, make());
    }
    return this.kept.get(key);
  }
}

/** The item of an axis that holds a token; −1 when the token is left out. */
export function itemOf(items, token) {
  return items.findIndex((item) => item.first <= token && token < item.last);
}
