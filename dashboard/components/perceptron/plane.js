// The ground of the surface: colours, the border between both answers, the axes.

import { between, Ramp } from "../base/colour.js";
import { decimalText } from "../base/format.js";
import { pixelCanvas } from "../base/paint.js";
import { numbersOf } from "../base/theme.js";
import { contour } from "./contour.js";

export const FOOT = 40; // pixels below, for the axis

/** How likely blue is at every place. */
export function drawBackground(context, { arrays, theme, size }) {
  const { data, shape } = arrays.plane;
  const { paper, series } = theme;
  const [blue, orange] = series.map(numbersOf);
  // so pale that points stand out
  const pale = [orange, blue].map((colour) => between([numbersOf(paper), colour], 0.55));
  const ramp = new Ramp([pale[0], numbersOf(paper), pale[1]]);
  // the plane's rows go up, those of an image down
  const share = (at) => data[(shape[0] - 1 - Math.floor(at / shape[1])) * shape[1] + (at % shape[1])];
  const small = pixelCanvas(data.length, shape[1], ramp, share);
  // The outermost values stand on the edge of the plane, so half a pixel of the image lies beyond it
  const cell = size / (shape[1] - 1);
  context.save();
  context.beginPath();
  context.roundRect(0, 0, size, size, 6);
  context.clip();
  context.drawImage(small, -cell / 2, -cell / 2, size + cell, size + cell);
  context.restore();
}

/** The line on which both answers are equally likely. */
export function drawBorder(context, { arrays, theme, size }) {
  const { data, shape } = arrays.plane;
  const step = size / (shape[1] - 1);
  context.strokeStyle = theme.text;
  context.lineWidth = 1.6;
  context.beginPath();
  for (const [x1, y1, x2, y2] of contour(data, shape[1], 0.5)) {
    context.moveTo(x1 * step, size - y1 * step);
    context.lineTo(x2 * step, size - y2 * step);
  }
  context.stroke();
}

/** Numbers and names along both axes, in pixels of the whole canvas. */
export function drawAxes(context, surface) {
  const { theme, size, left } = surface;
  const { extent } = surface.header;
  context.fillStyle = theme.soft;
  context.font = `13px ${theme.font}`;
  for (let value = -extent + 1; value < extent; value += 1) {
    const [x, y] = surface.screen([value, value]);
    context.textAlign = "center";
    context.textBaseline = "top";
    context.fillText(decimalText(value, 0), left + x, size + 6);
    context.textAlign = "right";
    context.textBaseline = "middle";
    context.fillText(decimalText(value, 0), left - 6, y);
  }
  context.textAlign = "center";
  context.textBaseline = "bottom";
  context.fillText("x₁", left + size / 2, size + FOOT);
  context.textBaseline = "middle";
  context.fillText("x₂", left - 26, size / 2);
}
