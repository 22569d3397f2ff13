// The lookup of (2.10): each token of the sentence points at a row of W_E, and the row is its vector.

import { tool } from "../base/controls.js";
import { clamp, element, keepFocus, sizedContext } from "../base/dom.js";
import { decimalText } from "../base/format.js";
import { pixelCanvas } from "../base/paint.js";
import { Picture } from "../base/picture.js";
import { folded } from "../base/table.js";
import { View } from "../base/view.js";
import { Bars } from "./bars.js";
import { drawLookup, lookupLayout, ROW } from "./lookup.js";

const AT_ONCE = 12;

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
    this.buttons = element("div", { class: "row-tokens" });
    this.pager = element("div", { class: "pager" });
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
      element("div", { class: "rows-picture" }, this.canvas, this.buttons),
      this.cell,
      this.pager,
      this.heading,
      this.bars.element,
      this.numbers.element,
    );
  }

  get page() {
    return Math.floor(this.at / AT_ONCE);
  }

  get onPage() {
    return this.header.tokens.slice(this.page * AT_ONCE, (this.page + 1) * AT_ONCE);
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
    const tokens = this.onPage;
    this.layout = lookupLayout(width, tokens.length);
    const first = this.page * AT_ONCE;
    const rows = tokens.map(({ id }, index) => ({
      share: (id + 0.5) / this.header.size,
      vector: this.vector(first + index),
      chosen: first + index === this.at,
    }));
    drawLookup(sizedContext(this.canvas, width, this.layout.height), this, rows);
    keepFocus(
      this.buttons,
      "place",
      () =>
        this.buttons.replaceChildren(
          ...tokens.map((token, index) => this.button(token, first + index, index)),
        ),
      () => this.at,
    );
    this.placePager();
    this.showBars();
    Object.assign(this.root.dataset, { token: this.at, rows: rows.length });
  }

  button({ id, label }, place, index) {
    const { rowTop, tokens } = this.layout;
    return element(
      "button",
      {
        type: "button",
        "aria-pressed": String(place === this.at),
        dataset: { place, id },
        style: `top: ${rowTop + index * ROW + 3}px; height: ${ROW - 6}px; width: ${tokens}px`,
        onclick: () => this.choose(place),
        onkeydown: (event) => this.key(event),
      },
      element("span", { lang: "ko" }, label),
      element("small", {}, String(id)),
    );
  }

  key(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    this.choose(this.at + step);
  }

  placePager() {
    const count = this.header.tokens.length;
    const pages = Math.ceil(count / AT_ONCE);
    this.pager.hidden = pages < 2;
    const button = (text, page, key) => {
      const made = tool(text, key, this.say(key), () => this.choose(page * AT_ONCE));
      made.disabled = page < 0 || page >= pages;
      return made;
    };
    this.pager.replaceChildren(
      button("←", this.page - 1, "before"),
      this.say("page", { page: this.page + 1, pages, count }),
      button("→", this.page + 1, "after"),
    );
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
    const box = this.canvas.getBoundingClientRect();
    const { rowTop, strips, stripWidth } = this.layout;
    const index = Math.floor((event.clientY - box.top - rowTop) / ROW);
    const dimension = Math.floor(((event.clientX - box.left - strips) / stripWidth) * this.size);
    const on = index >= 0 && index < this.onPage.length && dimension >= 0 && dimension < this.size;
    return on ? { place: this.page * AT_ONCE + index, dimension } : null;
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
