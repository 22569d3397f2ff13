// Half of the table as a heat map: a column for each position, a row for each pair of dimensions.

import { clamp, sizedContext } from "../base/dom.js";
import { pixelCanvas } from "../base/paint.js";
import { LEFT, RIGHT } from "./waves.js";

export const TOP = 22; // above, for its name
export const MAP = 128;

/** `shown` as for `waves`; `odd` is 0 for sines, 1 for cosines. */
export function drawMap(canvas, shown, odd) {
  const { theme, header, step } = shown;
  const [length, width] = shown.table.shape;
  const context = sizedContext(canvas, shown.width, TOP + MAP);
  const share = (at) => (1 + shown.value(at % length, 2 * Math.floor(at / length) + odd)) / 2;
  const small = pixelCanvas((length * width) / 2, length, theme.diverging, share);
  context.imageSmoothingEnabled = false;
  context.drawImage(small, LEFT, TOP, step * length, MAP);
  drawMark(context, shown, MAP / (width / 2));
  context.fillStyle = theme.soft;
  context.font = `13px ${theme.font}`;
  context.textBaseline = "bottom";
  const name = `${["sin", "cos"][odd]} · ${header.texts.dimension} ${2 * header.pair + odd}`;
  context.fillText(name, LEFT, TOP - 4);
  if (!odd) drawScale(context, shown);
  context.textAlign = "right";
  context.textBaseline = "middle";
  for (const dimension of [0, width / 4, width / 2, (3 * width) / 4])
    context.fillText(String(dimension + odd), LEFT - 6, TOP + clamp((dimension / width) * MAP, 6, MAP - 6));
  canvas.setAttribute("aria-label", header.label);
}

/** The chosen pair and position, drawn twice to be seen on light and on dark cells. */
function drawMark(context, shown, row) {
  const { theme, header, step } = shown;
  const x = shown.x(header.place);
  for (const [colour, width] of [
    [theme.paper, 3.5],
    [theme.text, 1.2],
  ]) {
    context.strokeStyle = colour;
    context.lineWidth = width;
    context.strokeRect(LEFT, TOP + header.pair * row - 1.5, step * shown.table.shape[0], row + 3);
    context.beginPath();
    context.moveTo(x, TOP);
    context.lineTo(x, TOP + MAP);
    context.stroke();
  }
}

/** −1 … 1 and the colours between them, at the upper right. */
function drawScale(context, { theme, width }) {
  const [right, length] = [width - RIGHT - 14, 120];
  context.textAlign = "left";
  context.fillText("1", right + 5, TOP - 4);
  context.textAlign = "right";
  context.fillText("−1", right - length - 5, TOP - 4);
  for (let at = 0; at < length; at += 1) {
    context.fillStyle = theme.diverging.css(at / length);
    context.fillRect(right - length + at, TOP - 16, 1.5, 9);
  }
  context.fillStyle = theme.soft;
}
