// One vector as bars around zero, one for each dimension; the number under the pointer is said exactly.

import { clamp, element, sizedContext, stepTo } from "../base/dom.js";
import { decimalText } from "../base/format.js";
import { largestAt } from "../base/scales.js";

const MOVES = { ArrowLeft: -1, ArrowRight: 1, PageUp: -16, PageDown: 16 };
const SMALL = 300; // below this width the axis has no room for names

export class Bars {
  /** `say(dimension, value)` words a readout; `height` in pixels. */
  constructor({ label, height, say }) {
    this.say = say;
    this.height = height;
    /** @type {number[]} */
    this.values = [];
    this.most = 1;
    /** @type {import("../base/theme.js").Theme} */
    this.theme = null;
    this.canvas = element("canvas", { tabindex: "0", role: "img", "aria-label": label });
    this.readout = element("p", { class: "readout", "aria-live": "polite" });
    this.element = element("div", { class: "bars" }, this.canvas, this.readout);
    this.canvas.addEventListener("pointermove", (event) => this.point(this.dimensionAt(event)));
    this.canvas.addEventListener("pointerdown", (event) => this.point(this.dimensionAt(event)));
    this.canvas.addEventListener("keydown", (event) => this.key(event));
  }

  show(values, most, theme) {
    Object.assign(this, { values, most, theme });
    this.at = clamp(this.at ?? largestAt(values), 0, values.length - 1);
    this.draw();
  }

  dimensionAt(event) {
    const box = this.canvas.getBoundingClientRect();
    return clamp(
      Math.floor(((event.clientX - box.left) / box.width) * this.values.length),
      0,
      this.values.length - 1,
    );
  }

  point(dimension) {
    if (dimension === this.at) return;
    this.at = dimension;
    this.draw();
  }

  key(event) {
    const to = stepTo(event, MOVES, this.at, this.values.length);
    if (to === null) return;
    event.preventDefault();
    this.point(to);
  }

  draw() {
    const width = this.element.clientWidth;
    if (!width) return;
    const { values, most, theme, height } = this;
    const context = sizedContext(this.canvas, width, height);
    const [step, middle] = [width / values.length, height / 2];
    context.fillStyle = theme.tint;
    context.fillRect(this.at * step - 1, 0, step + 2, height);
    values.forEach((value, i) => {
      const tall = (Math.abs(value) / most) * (middle - 2);
      context.fillStyle = i === this.at ? theme.text : value >= 0 ? theme.plus : theme.minus;
      context.fillRect(
        i * step + step * 0.12,
        value >= 0 ? middle - tall : middle,
        Math.max(0.6, step * 0.76),
        tall,
      );
    });
    context.fillStyle = theme.line;
    context.fillRect(0, middle - 0.5, width, 1);
    if (width > SMALL) this.drawScale(context, middle);
    this.readout.replaceChildren(
      ...this.say(this.at, decimalText(values[this.at], 6)).map((part) =>
        typeof part === "string" ? part : element("b", {}, part.strong),
      ),
    );
    Object.assign(this.canvas.dataset, { at: this.at, value: values[this.at] });
  }

  drawScale(context, middle) {
    context.font = `11px ${this.theme.font}`;
    context.fillStyle = this.theme.soft;
    context.textAlign = "left";
    context.textBaseline = "top";
    context.fillText(`+${this.most.toFixed(2)}`, 2, 1);
    context.textBaseline = "bottom";
    context.fillText(`−${this.most.toFixed(2)}`, 2, 2 * middle - 1);
  }
}
