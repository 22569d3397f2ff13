// The lookup of (2.10): each token of the sentence points at a row of W_E, and the row is its vector.

import { clamp, element, sizedContext } from "../base/dom.js";
import { decimalText } from "../base/format.js";
import { pixelCanvas } from "../base/paint.js";
import { Picture } from "../base/picture.js";
import { folded } from "../base/table.js";
import { View } from "../base/view.js";
import { Bars } from "./bars.js";
import { cellAt, drawLookup, lookupLayout } from "./lookup.js";
import { RowTokens } from "./row_tokens.js";

/**
 * A token of the sentence: its row of W_E, and which of `vectors` that is.
 *
 * @typedef {{id: number, label: string, name: string, vector: number, norm: number}} Token
 *
 * @typedef {object} RowsHeader
 * @property {"rows"} kind
 * @property {Record<string, string>} texts
 * @property {string} text
 * @property {number} size how many rows W_E has
 * @property {number} first the place chosen at the start
 * @property {number} most what the ends of the ramp stand for
 * @property {number} tallest of the bars
 * @property {number} step from one row of the small picture to the next
 * @property {Token[]} tokens
 * @property {import("../base/view.js").Channel} channel
 */

/** @extends {Picture<RowsHeader>} */
export class RowsPicture extends Picture {
  constructor(root) {
    super(root);
    this.link = new View(({ token }) => token && this.choose(token - 1));
  }

  leave() {
    super.leave();
    this.link.leave();
  }

  take({ header, arrays }) {
    this.link.receive(header.channel, this.ask, { token: header.first + 1 });
    this.size = arrays.vectors.shape[1];
    const known = JSON.stringify([header.text, header.texts.title]);
    if (known !== this.known) {
      const linked = this.known ? undefined : this.link.read().token;
      this.at = clamp((linked ?? header.first + 1) - 1, 0, header.tokens.length - 1);
      this.known = known;
      this.build();
    }
    const { data, shape } = arrays.image; // bytes 0 … 255 stand for −most … most
    this.image = pixelCanvas(data.length, shape[1], this.theme.diverging, (i) => data[i] / 255);
  }

  build() {
    this.canvas = element("canvas", { role: "img", "aria-label": this.say("picture") });
    this.tokens = new RowTokens(this);
    this.cell = element("p", { class: "readout cell-readout", "aria-live": "off" }, this.say("cell_hint"));
    this.heading = element("h4", {});
    this.bars = new Bars({
      label: this.say("strip_label"),
      height: 150,
      say: (dimension, value) => [this.say("dimension", { dimension }), { strong: value }],
    });
    const title = this.say("table", { size: this.size });
    this.numbers = folded(title, () => this.numbersGrid(), { class: "numbers" });
    this.canvas.addEventListener("pointermove", (event) => this.hover(event));
    this.canvas.addEventListener("pointerdown", (event) => this.press(event));
    this.root.replaceChildren(
      element("div", { class: "rows-picture" }, this.canvas, this.tokens.buttons),
      this.cell,
      this.tokens.pager,
      this.heading,
      this.bars.element,
      this.numbers.element,
    );
  }

  vector(place) {
    const start = this.header.tokens[place].vector * this.size;
    return this.arrays.vectors.data.subarray(start, start + this.size);
  }

  choose(place) {
    this.at = clamp(place, 0, this.header.tokens.length - 1);
    this.link.write({ token: this.at + 1 });
    this.draw(this.width);
  }

  draw(width) {
    const { first, onPage } = this.tokens;
    this.layout = lookupLayout(width, onPage.length);
    const rows = onPage.map(({ id }, index) => ({
      share: (id + 0.5) / this.header.size,
      vector: this.vector(first + index),
      chosen: first + index === this.at,
    }));
    drawLookup(sizedContext(this.canvas, width, this.layout.height), this, rows);
    this.tokens.draw();
    this.showBars();
    Object.assign(this.root.dataset, { token: this.at, rows: rows.length });
  }

  showBars() {
    const { name, id, norm } = this.header.tokens[this.at];
    this.heading.textContent = this.say("heading", { name, id, norm: norm.toFixed(4) });
    this.bars.show([...this.vector(this.at)], this.header.tallest, this.theme);
    this.numbers.refresh();
  }

  numbersGrid() {
    const numbers = Array.from(this.vector(this.at), (value, i) =>
      element("span", {}, element("small", {}, String(i)), decimalText(value)),
    );
    return element("div", { class: "numbers-grid" }, numbers);
  }

  /** The strip and dimension under the pointer. */
  cellAt(event) {
    const { left, top } = this.canvas.getBoundingClientRect();
    const { first, onPage } = this.tokens;
    const cell = cellAt(this.layout, event.clientX - left, event.clientY - top, onPage.length, this.size);
    return cell && { place: first + cell.index, dimension: cell.dimension };
  }

  hover(event) {
    const cell = this.cellAt(event);
    this.canvas.style.cursor = cell ? "pointer" : "default";
    if (!cell) this.cell.replaceChildren(this.say("cell_hint"));
    else {
      const { name } = this.header.tokens[cell.place];
      const value = decimalText(this.vector(cell.place)[cell.dimension], 6);
      const where = this.say("cell", { name, dimension: cell.dimension });
      this.cell.replaceChildren(where, element("b", {}, value));
    }
  }

  press(event) {
    const cell = this.cellAt(event);
    if (!cell) return;
    this.bars.at = cell.dimension;
    this.choose(cell.place);
    this.hover(event);
  }
}
