// The table of (2.11) as two heat maps, sines and cosines, and below them the waves of one pair over the tokens.

import { clamp, element } from "../base/dom.js";
import { decimalText } from "../base/format.js";
import { mount } from "../base/mounting.js";
import { Picture } from "../base/picture.js";
import { Tooltip } from "../base/tooltip.js";
import { drawMap, MAP, TOP } from "./map.js";
import { LEFT, RIGHT, waves } from "./waves.js";

/**
 * @typedef {object} Header what `waves` of figures/positions.py packs
 * @property {number} pair
 * @property {number} place
 * @property {string[]} labels the reader's tokens, at the first positions
 * @property {string} label
 * @property {Record<string, string>} texts
 */

/** @extends {Picture<Header>} */
class Waves extends Picture {
  constructor(root) {
    super(root);
    this.tooltip = new Tooltip();
    this.maps = [0, 1].map((odd) =>
      element("canvas", {
        role: "img",
        onpointermove: (event) => this.explainCell(odd, event),
        onpointerleave: () => this.tooltip.hide(),
        onclick: (event) => this.trigger("pick", this.cell(event)),
      }),
    );
    this.stage = element("div", {
      class: "stage",
      onpointermove: (event) => this.explainToken(event),
      onpointerleave: () => this.tooltip.hide(),
    });
    root.replaceChildren(...this.maps, this.stage, this.tooltip.element);
  }

  take({ arrays }) {
    this.tooltip.hide();
    this.table = arrays.table;
    this.frequency = arrays.frequency.data[0];
  }

  draw(width) {
    this.step = (width - LEFT - RIGHT) / this.table.shape[0];
    this.maps.forEach((canvas, odd) => drawMap(canvas, this, odd));
    this.stage.replaceChildren(waves(this));
  }

  /** Pixels of the middle of a position, from the left edge of the picture. */
  x(place) {
    return LEFT + (place + 0.5) * this.step;
  }

  value(place, dimension) {
    return this.table.data[place * this.table.shape[1] + dimension];
  }

  files() {
    return { name: "dotbogi-positions", rows: () => this.rows() };
  }

  /** The whole table: a position in each row, its token where one stands there. */
  rows() {
    const [length, width] = this.table.shape;
    const head = ["position", "token", ...Array.from({ length: width }, (_, dimension) => dimension)];
    const row = (place) => [
      place,
      this.header.labels[place],
      ...this.table.data.subarray(place * width, (place + 1) * width),
    ];
    return [head, ...Array.from({ length }, (_, place) => row(place))];
  }

  /** The pair and the position under an event. */
  cell(event) {
    const [length, width] = this.table.shape;
    const place = Math.floor((event.offsetX - LEFT) / this.step);
    const pair = Math.floor(((event.offsetY - TOP) / MAP) * (width / 2));
    return { pair: clamp(pair, 0, width / 2 - 1), place: clamp(place, 0, length - 1) };
  }

  explainCell(odd, event) {
    const { pair, place } = this.cell(event);
    const dimension = 2 * pair + odd;
    const { texts } = this.header;
    const where = `${texts.position} ${place} · ${texts.dimension} ${dimension}`;
    const value = element("b", {}, decimalText(this.value(place, dimension)));
    this.tooltip.showAt([value, element("div", {}, where)], event);
  }

  explainToken(event) {
    const { labels, pair } = this.header;
    const { left } = this.stage.getBoundingClientRect();
    const place = Math.round((event.clientX - left - LEFT) / this.step - 0.5);
    if (place < 0 || place >= labels.length) {
      this.tooltip.hide();
      return;
    }
    const values = ["sin", "cos"].map((name, odd) =>
      element("div", {}, `${name} ${decimalText(this.value(place, 2 * pair + odd))}`),
    );
    this.tooltip.showAt([element("b", { lang: "ko" }, `${labels[place]} · ${place}`), ...values], event);
  }
}

export default mount((root) => new Waves(root));
