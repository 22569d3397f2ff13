// Names and numbers in the reader's language.

import { AGGREGATES, itemOf } from "./data.js";
import { element } from "../base/dom.js";
import { filled, percentText, weightText } from "../base/format.js";

export class Wording {
  constructor() {
    /** @type {import("./data.js").AttentionData} */
    this.data = null;
    /** @type {any} */
    this.view = null;
    /** @type {ReturnType<import("./data.js").AttentionData["matrix"]>} */
    this.matrix = null;
  }

  /** A string of the table. */
  say(key, values) {
    return filled(this.data.texts[key], values);
  }

  headName(layer, head) {
    return AGGREGATES.includes(head)
      ? this.say(`name_${head}`, { layer })
      : this.say("name", { layer, head });
  }

  /** A token with its position, so that repeated tokens can be told apart. */
  place(token) {
    return `${this.data.tokens[token].label} (${token})`;
  }

  title() {
    const { view, data } = this;
    const parts = [
      this.headName(view.layer, view.head),
      this.say(`mode_${data.mode}`),
      this.say(`unit_${view.unit}`),
    ];
    return parts.join(" · ");
  }

  fileName() {
    const { layer, head, unit } = this.view;
    return `dotbogi-L${layer}-H${head}-${this.data.mode}-${unit}`;
  }

  /** A cell of the matrix on screen; column −1 is the start token set apart. */
  describe({ row, column }) {
    const { items, values, masked, start } = this.matrix;
    const from = named(items[row]);
    if (column < 0) return { from, to: this.place(0), value: start[row], masked: false };
    const at = row * items.length + column;
    return { from, to: named(items[column]), value: values[at], masked: masked?.[at] === 1 };
  }

  /** The chosen cell with the tokens it is made of; also when it is not in the matrix on screen. */
  chosenCell() {
    const { query, key, unit, layer, head } = this.view;
    const { data } = this;
    const items = data.items(unit, false);
    const [from, to] = [items[itemOf(items, query)], items[itemOf(items, key)]];
    const [queries, keys] = [span(from), span(to)];
    const tokens = queries.flatMap((i) => keys.map((j) => [i, j]));
    const weights = data.weights(layer, head);
    const value = tokens.reduce((sum, [i, j]) => sum + weights[i * data.size + j], 0) / queries.length;
    const masked = tokens.every(([i, j]) => data.masked(i, j));
    return { queries, keys, tokens, value, masked, from: named(from), to: named(to) };
  }

  /** Two names and a number, for the note at the pointer and the line under the picture. */
  cellText({ from, to, value, masked }) {
    const number = masked ? this.say("masked_long") : weightText(value);
    return [
      element("span", { class: "pair" }, `${from} → ${to}`),
      element("b", { dataset: { value: masked ? "masked" : value } }, number),
      masked ? "" : element("small", {}, percentText(value)),
    ];
  }
}

function named(item) {
  return `${item.label} (${item.first})`;
}

function span({ first, last }) {
  return Array.from({ length: last - first }, (_, index) => first + index);
}
