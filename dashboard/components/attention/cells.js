// Weights as pixels: one for each cell, and the hatching that shows through where the mask forbids to look.

import { pixelCanvas } from "../base/paint.js";
import { intensity } from "../base/scales.js";

/**
 * One pixel for each weight. `most` and `rowMost` end the scale; a masked cell is left transparent, or gets the pixel
 * `veil`.
 */
export function paintCells({ columns, values, masked, most, rowMost }, scale, ramp, veil = 0) {
  const share = (cell) =>
    masked?.[cell] ? NaN : intensity(scale, values[cell], most, rowMost[Math.floor(cell / columns)]);
  return pixelCanvas(values.length, columns, ramp, share, veil);
}

/** The pattern of a masked cell, also for the legend. */
export function hatch(theme) {
  const tile = document.createElement("canvas");
  tile.width = tile.height = 6;
  const context = tile.getContext("2d");
  context.fillStyle = theme.wash;
  context.fillRect(0, 0, 6, 6);
  context.strokeStyle = theme.hatch;
  context.lineWidth = 1;
  context.beginPath();
  for (const [x1, y1, x2, y2] of [
    [-1, 7, 7, -1],
    [-1, 1, 1, -1],
    [5, 7, 7, 5],
  ]) {
    context.moveTo(x1, y1);
    context.lineTo(x2, y2);
  }
  context.stroke();
  return tile;
}
