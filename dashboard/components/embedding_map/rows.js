// The lookup of (2.10): each token of the sentence points at a row of W_E, and the row is its vector.

import { clamp, element, sizedContext } from "../base/dom.js";
import { filled } from "../base/format.js";
import { Bars } from "./bars.js";
import { writeKeys } from "./link.js";
import { signed } from "./wording.js";

const AT_ONCE = 12;
const ROW = 36;
const HEAD = 34;
const STRIP = 24;

export class RowsPicture {
  constructor(root) {
    this.root = root;
    this.observer = new ResizeObserver(() => this.draw());
  }

  receive({ header, arrays }) {
    const changed = this.header?.text !== header.text || this.header?.texts.title !== header.texts.title;
    Object.assign(this, { header, arrays });
    this.size = arrays.vectors.shape[1];
    if (changed || !this.picture) {
      const linked = Number(new URLSearchParams(window.location.search).get("token") ?? NaN);
      const asked = this.built ? NaN : linked - 1;
      this.at = Number.isInteger(asked) && asked >= 0 ? asked : header.first;
      this.at = clamp(this.at, 0, header.tokens.length - 1);
      this.build();
    }
    this.image = imageOf(arrays.image, header.most, this.theme);
    this.observer.disconnect();
    this.observer.observe(this.root);
    this.draw();
  }

  say(key, values) {
    return filled(this.header.texts[key], values);
  }

  build() {
    this.built = true;
    this.canvas = element("canvas", { role: "img", "aria-label": this.say("picture") });
    this.buttons = element("div", { class: "row-tokens" });
    this.picture = element("div", { class: "rows-picture" }, this.canvas, this.buttons);
    this.pager = element("div", { class: "pager" });
    this.cell = element("p", { class: "readout cell-readout", "aria-live": "off" });
    this.heading = element("h4", {});
    this.bars = new Bars({
      label: this.say("strip_label"),
      height: 150,
      say: (dimension, value) => [this.say("dimension", { dimension }), { strong: value }],
    });
    this.table = element("details", { class: "numbers", ontoggle: () => this.fillTable() });
    this.tableBody = element("div", { class: "numbers-grid" });
    this.table.append(element("summary", {}, this.say("table", { size: this.size })), this.tableBody);
    this.canvas.addEventListener("pointermove", (event) => this.hover(event));
    this.canvas.addEventListener("pointerdown", (event) => this.press(event));
    this.root.replaceChildren(
      this.picture,
      this.cell,
      this.pager,
      this.heading,
      this.bars.element,
      this.table,
    );
    this.cell.textContent = this.say("cell_hint");
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
    writeKeys({ token: this.at === this.header.first ? null : String(this.at + 1) });
    this.draw();
  }

  /** Where columns stand, in pixels. */
  layout() {
    const width = this.root.clientWidth;
    const narrow = width < 560;
    const tokens = narrow ? 88 : 150;
    const gap = narrow ? 26 : Math.min(110, width * 0.09);
    const matrix = narrow ? 44 : 120;
    const left = tokens + gap;
    const strips = left + matrix + gap;
    return { width, narrow, tokens, left, matrix, strips, stripWidth: width - strips };
  }

  draw() {
    if (!this.root.clientWidth || !this.header) return;
    const layout = this.layout();
    const rows = this.onPage;
    const height = HEAD + Math.max(rows.length * ROW, layout.narrow ? 240 : 330) + 6;
    const context = sizedContext(this.canvas, layout.width, height);
    const body = { top: HEAD, height: height - HEAD - 6 };
    const offset = (body.height - rows.length * ROW) / 2;
    this.rowTop = body.top + offset;
    this.drawHeads(context, layout);
    this.drawMatrix(context, layout, body);
    rows.forEach((token, index) => this.drawRow(context, layout, body, token, index));
    this.placeButtons(layout, rows);
    this.placePager();
    this.showBars();
    Object.assign(this.root.dataset, { token: this.at, rows: rows.length });
  }

  drawHeads(context, { narrow, left, matrix, strips, width }) {
    context.font = `12.5px ${this.theme.font}`;
    context.fillStyle = this.theme.soft;
    context.textBaseline = "middle";
    context.textAlign = "left";
    context.fillText(this.say("column_token"), 2, 14);
    context.textAlign = "center";
    context.fillText(narrow ? "W_E" : this.say("column_matrix"), left + matrix / 2, 14);
    context.textAlign = narrow ? "right" : "left";
    context.fillText(this.say("column_row", { size: this.size }), narrow ? width : strips, 14);
  }

  drawMatrix(context, { left, matrix }, { top, height }) {
    context.imageSmoothingEnabled = true;
    context.drawImage(this.image, left, top, matrix, height);
    context.strokeStyle = this.theme.line;
    context.lineWidth = 1;
    context.strokeRect(left - 0.5, top - 0.5, matrix + 1, height + 1);
  }

  drawRow(context, layout, body, token, index) {
    const place = this.page * AT_ONCE + index;
    const middle = this.rowTop + (index + 0.5) * ROW;
    const line = body.top + ((token.id + 0.5) / this.header.size) * body.height;
    const chosen = place === this.at;
    context.strokeStyle = chosen ? this.theme.accent : this.theme.soft;
    context.globalAlpha = chosen ? 1 : 0.45;
    context.lineWidth = chosen ? 2.2 : 1.2;
    curve(context, layout.tokens + 4, middle, layout.left, line);
    curve(context, layout.left + layout.matrix, line, layout.strips - 6, middle);
    context.beginPath();
    context.moveTo(layout.left, line);
    context.lineTo(layout.left + layout.matrix, line);
    context.stroke();
    context.globalAlpha = 1;
    this.drawStrip(context, layout, middle, place, chosen);
  }

  drawStrip(context, { strips, stripWidth }, middle, place, chosen) {
    const strip = stripOf(this.vector(place), this.header.most, this.theme);
    context.imageSmoothingEnabled = false;
    context.drawImage(strip, strips, middle - STRIP / 2, stripWidth, STRIP);
    context.strokeStyle = chosen ? this.theme.accent : this.theme.line;
    context.lineWidth = chosen ? 2 : 1;
    context.strokeRect(strips - 0.5, middle - STRIP / 2 - 0.5, stripWidth, STRIP + 1);
  }

  placeButtons({ tokens }, rows) {
    const focused = this.root.getRootNode().activeElement?.dataset?.place;
    this.buttons.replaceChildren(
      ...rows.map((token, index) => {
        const place = this.page * AT_ONCE + index;
        return element(
          "button",
          {
            type: "button",
            "aria-pressed": String(place === this.at),
            dataset: { place, id: token.id },
            style: `top: ${this.rowTop + index * ROW + 3}px; height: ${ROW - 6}px; width: ${tokens}px`,
            onclick: () => this.choose(place),
            onkeydown: (event) => this.key(event),
          },
          element("span", { lang: "ko" }, token.label),
          element("small", {}, String(token.id)),
        );
      }),
    );
    if (focused !== undefined) this.buttons.querySelector(`[data-place="${this.at}"]`)?.focus();
  }

  key(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    this.choose(this.at + step);
  }

  placePager() {
    const pages = Math.ceil(this.header.tokens.length / AT_ONCE);
    this.pager.hidden = pages < 2;
    const button = (text, page, key) =>
      element(
        "button",
        {
          type: "button",
          class: "tool",
          "aria-label": this.say(key),
          disabled: page < 0 || page >= pages,
          onclick: () => this.choose(page * AT_ONCE),
        },
        text,
      );
    this.pager.replaceChildren(
      button("←", this.page - 1, "before"),
      this.say("page", { page: this.page + 1, pages, count: this.header.tokens.length }),
      button("→", this.page + 1, "after"),
    );
  }

  showBars() {
    const token = this.header.tokens[this.at];
    this.heading.textContent = this.say("heading", {
      name: token.name,
      id: token.id,
      norm: token.norm.toFixed(4),
    });
    this.bars.show([...this.vector(this.at)], this.header.tallest, this.theme);
    this.fillTable();
  }

  fillTable() {
    if (!this.table.open) return;
    this.tableBody.replaceChildren(
      ...Array.from(this.vector(this.at), (value, i) =>
        element("span", {}, element("small", {}, String(i)), signed(value)),
      ),
    );
  }

  /** The strip and dimension under the pointer. */
  cellAt(event) {
    const box = this.canvas.getBoundingClientRect();
    const { strips, stripWidth } = this.layout();
    const index = Math.floor((event.clientY - box.top - this.rowTop) / ROW);
    const dimension = Math.floor(((event.clientX - box.left - strips) / stripWidth) * this.size);
    const place = this.page * AT_ONCE + index;
    const on = index >= 0 && index < this.onPage.length && dimension >= 0 && dimension < this.size;
    return on ? { place, dimension } : null;
  }

  hover(event) {
    const cell = this.cellAt(event);
    this.canvas.style.cursor = cell ? "pointer" : "default";
    this.cell.replaceChildren(
      ...(cell
        ? [
            this.say("cell", { name: this.header.tokens[cell.place].name, dimension: cell.dimension }),
            element("b", {}, signed(this.vector(cell.place)[cell.dimension], 6)),
          ]
        : [this.say("cell_hint")]),
    );
  }

  press(event) {
    const cell = this.cellAt(event);
    if (!cell) return;
    this.bars.at = cell.dimension;
    this.choose(cell.place);
    this.hover(event);
  }

  leave() {
    this.observer.disconnect();
  }
}

function curve(context, x0, y0, x1, y1) {
  const bend = (x1 - x0) * 0.5;
  context.beginPath();
  context.moveTo(x0, y0);
  context.bezierCurveTo(x0 + bend, y0, x1 - bend, y1, x1, y1);
  context.stroke();
}

/** Sampled rows of W_E: bytes 0 … 255 stand for −most … most. */
function imageOf({ data, shape }, most, theme) {
  const [height, width] = shape;
  return painted(width, height, (i) => data[i], theme);
}

function stripOf(vector, most, theme) {
  return painted(vector.length, 1, (i) => Math.round(127.5 + (127.5 * vector[i]) / most), theme);
}

function painted(width, height, stepAt, { ramp }) {
  const canvas = element("canvas", { width, height });
  const context = canvas.getContext("2d");
  const image = context.createImageData(width, height);
  for (let i = 0; i < width * height; i += 1) {
    const step = 4 * clamp(stepAt(i), 0, 255);
    image.data.set(ramp.subarray(step, step + 4), 4 * i);
  }
  context.putImageData(image, 0, 0);
  return canvas;
}
