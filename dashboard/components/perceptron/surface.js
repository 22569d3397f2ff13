// What the network says of every place of the plane, the data on it, and the point in question.

import { clamp, element, sizedContext } from "../base/dom.js";
import { decimalText } from "../base/format.js";
import { drawAxes, drawBackground, drawBorder, FOOT } from "./plane.js";

const TALLEST = 470;
const LEFT = 34;
const NEAR = 14; // pixels within which the pointer means a point
const MOVES = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 };

/**
 * @typedef {object} SurfaceHeader what `surface` of figures/perceptron.py packs
 * @property {string} kind
 * @property {string} label_text
 * @property {number} extent
 * @property {number|null} chosen
 * @property {Record<string, string>} texts
 */

export class Surface {
  constructor(stage, tooltip) {
    /** @type {SurfaceHeader} */
    this.header = null;
    /** @type {Record<string, import("../base/payload.js").Block>} */
    this.arrays = {};
    /** @type {import("../base/theme.js").Theme} */
    this.theme = null;
    /** @type {(point: number) => void} */
    this.pick = () => {};
    this.tooltip = tooltip;
    this.canvas = element("canvas", {
      tabindex: "0",
      role: "img",
      onpointermove: (event) => this.explain(event),
      onpointerleave: () => tooltip.hide(),
      onclick: (event) => this.choose(event),
      onkeydown: (event) => this.key(event),
    });
    stage.append(this.canvas);
  }

  draw(width) {
    this.size = Math.min(width - LEFT - 8, TALLEST - FOOT);
    this.left = LEFT + Math.max(0, (width - this.size - LEFT) / 2);
    this.canvas.setAttribute("aria-label", this.header.label_text);
    Object.assign(this.canvas.dataset, { left: this.left, size: this.size });
    const context = sizedContext(this.canvas, width, this.size + FOOT);
    context.save();
    context.translate(this.left, 0);
    drawBackground(context, this);
    drawBorder(context, this);
    this.points(context);
    context.restore();
    drawAxes(context, this);
  }

  /**
   * Pixels of a place of the plane, from the picture's upper left.
   *
   * @param {ArrayLike<number>} place
   * @returns {[number, number]}
   */
  screen({ 0: x, 1: y }) {
    const { extent } = this.header;
    return [(this.size * (x + extent)) / (2 * extent), (this.size * (extent - y)) / (2 * extent)];
  }

  points(context) {
    const { points, labels, point } = this.arrays;
    const { series, paper, text } = this.theme;
    const sides = [series[1], series[0]];
    this.spots = Array.from(labels.data, (_, i) => this.screen(points.data.subarray(2 * i, 2 * i + 2)));
    context.strokeStyle = paper;
    context.lineWidth = 1;
    this.spots.forEach(([x, y], i) => {
      context.fillStyle = sides[labels.data[i]];
      context.beginPath();
      context.arc(x, y, 4.5, 0, 2 * Math.PI);
      context.fill();
      context.stroke();
    });
    const [x, y] = this.screen(point.data);
    context.strokeStyle = text;
    context.lineWidth = 3;
    context.beginPath();
    if (this.header.chosen === null) {
      for (const side of [-1, 1]) {
        context.moveTo(x - 7, y - 7 * side);
        context.lineTo(x + 7, y + 7 * side);
      }
    } else context.arc(x, y, 9, 0, 2 * Math.PI);
    context.stroke();
  }

  /** The point of the data nearest to an event, and how far it is in pixels. */
  nearest(event) {
    const box = this.canvas.getBoundingClientRect();
    const at = [event.clientX - box.left - this.left, event.clientY - box.top];
    const far = this.spots.map(([x, y]) => Math.hypot(x - at[0], y - at[1]));
    const distance = Math.min(...far);
    return { at, distance, index: far.indexOf(distance) };
  }

  explain(event) {
    const { at, distance, index } = this.nearest(event);
    if (at.some((value) => value < 0 || value > this.size)) {
      this.tooltip.hide();
      return;
    }
    const { extent, texts } = this.header;
    const { points, plane } = this.arrays;
    const onPoint = distance < NEAR;
    const unit = (2 * extent) / this.size;
    const [x, y] = onPoint
      ? points.data.subarray(2 * index, 2 * index + 2)
      : [at[0] * unit - extent, extent - at[1] * unit];
    const place = `(${decimalText(x, 2)}, ${decimalText(y, 2)})`;
    const row = (value) =>
      clamp(Math.round(((value + extent) / (2 * extent)) * (plane.shape[0] - 1)), 0, plane.shape[0] - 1);
    const p = plane.data[row(y) * plane.shape[1] + row(x)];
    const lines = onPoint
      ? [element("b", {}, `${texts.point} ${index}`), place]
      : [place, element("div", {}, `${texts.p_blue} ${decimalText(p, 4)}`)];
    this.tooltip.showAt(lines, event);
  }

  choose(event) {
    const { index, distance } = this.nearest(event);
    if (distance < 2 * NEAR) this.pick(index);
  }

  key(event) {
    const move = MOVES[event.key];
    if (!move) return;
    const count = this.spots.length;
    this.pick(((this.header.chosen ?? -1) + move + count) % count);
    event.preventDefault();
  }
}
