// Every word on one axis: a crowd above, the claims put to the test below, all on the same scale.

import { clamp, element } from "../base/dom.js";
import { decimalText } from "../base/format.js";
import { Picture } from "../base/picture.js";
import { tickText, ticks } from "../base/scales.js";
import { picture, svg, textWidth } from "../base/svg.js";
import { claimRow, claimsHeight, facts } from "./claims.js";
import { crowd, CROWD } from "./crowd.js";

const SCALE = 26;
const GUTTER = 14; // room for the scroll bar beside the claims
const NEAREST = 7;

/**
 * @typedef {object} LineHeader
 * @property {"line"} kind
 * @property {Record<string, string>} texts
 * @property {string[]} words in the order of their coordinates `at`
 * @property {string[]} plus words of one end of the axis
 * @property {string[]} minus
 * @property {import("./claims.js").Claim[]} rows
 */

/** @extends {Picture<LineHeader>} */
export class LinePicture extends Picture {
  constructor(root) {
    super(root);
    this.stage = element("div", { class: "line" });
    this.readout = element("p", { class: "readout", "aria-live": "polite" });
    root.replaceChildren(this.stage);
  }

  take({ header, arrays }) {
    this.words = header.words;
    this.at = arrays.at.data;
    this.readout.textContent = this.say("hint");
  }

  draw(whole) {
    const width = whole - GUTTER;
    if (width < 50) return;
    const { rows } = this.header;
    this.line = svg("line", { y1: 8, y2: CROWD, class: "cursor", visibility: "hidden" });
    this.axis = this.axisOf(width, rows);
    const frame = (height, label, ...parts) => picture(width, height, label, { role: "group" }, parts);
    const upper = frame(CROWD + SCALE, this.say("picture"), crowd(this), this.axisLine(), this.line);
    const height = claimsHeight(rows);
    const claims = rows.map((row, index) => claimRow(this, row, index));
    upper.addEventListener("pointermove", (event) => this.point(event));
    upper.addEventListener("pointerdown", (event) => this.point(event));
    this.stage.replaceChildren(
      element("div", { class: "crowd-stage" }, upper),
      this.readout,
      rows.length
        ? element("div", { class: "claims" }, frame(height, this.say("claims"), this.grid(height), claims))
        : "",
    );
    this.root.dataset.rows = String(rows.length);
  }

  /** Both ways between values and pixels, and where the axis begins and ends. */
  axisOf(width, rows) {
    const font = (weight, size) => `${weight} ${size}px ${this.theme.font}`;
    const names = rows.map(({ label }) => textWidth(label, font(500, 13)));
    const left = Math.min(Math.max(56, ...names) + 18, width * 0.36);
    const right = width - 18;
    const values = rows.flatMap(({ points }) => points.map(({ at }) => at));
    const [low, high] = [Math.min(this.at[0], ...values), Math.max(this.at.at(-1), ...values)];
    const x = (value) => left + ((value - low) / (high - low)) * (right - left);
    const value = (place) => low + ((place - left) / (right - left)) * (high - low);
    return { x, value, left, right, font, ticks: ticks(low, high, right - left > 500 ? 8 : 4) };
  }

  axisLine() {
    const { x, left, right, ticks: values } = this.axis;
    const y = CROWD - 6;
    return svg(
      "g",
      { class: "axis" },
      svg("line", { x1: left, x2: right, y1: y, y2: y }),
      values.map((tick) => [
        svg("line", { x1: x(tick), x2: x(tick), y1: y, y2: y + 5 }),
        svg("text", { x: x(tick), y: y + 19, "text-anchor": "middle" }, tickText(tick)),
      ]),
      svg("text", { x: 2, y: y + 19, class: "axis-name" }, this.say("axis")),
    );
  }

  grid(height) {
    const { x, ticks: values } = this.axis;
    const lines = values.map((tick) =>
      svg("line", { x1: x(tick), x2: x(tick), y1: 0, y2: height, class: "grid" }),
    );
    return svg("g", { class: "axis" }, lines);
  }

  tell(row) {
    this.readout.textContent = facts(this, row);
  }

  /** Name the words nearest to the pointer. */
  point(event) {
    const box = this.stage.getBoundingClientRect();
    const [x, y] = [event.clientX - box.left, event.clientY - box.top];
    const on = y < CROWD + SCALE && x >= this.axis.left - 4 && x <= this.axis.right + 4;
    this.line.setAttribute("visibility", on ? "visible" : "hidden");
    if (!on) return;
    this.line.setAttribute("x1", String(x));
    this.line.setAttribute("x2", String(x));
    const value = this.axis.value(x);
    const place = nearest(this.at, value);
    const start = clamp(place - Math.floor(NEAREST / 2), 0, Math.max(0, this.words.length - NEAREST));
    const near = this.words.slice(start, start + NEAREST);
    const named = near.map((word, i) => `${word} ${decimalText(this.at[start + i], 3)}`);
    this.readout.replaceChildren(
      element("b", {}, this.say("near", { value: decimalText(value, 3) })),
      element("span", { lang: "ko" }, named.join(" · ")),
    );
  }
}

function nearest(sorted, value) {
  let [low, high] = [0, sorted.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
