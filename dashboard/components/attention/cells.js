// Weights as pixels: one for each cell, and the hatching that shows through where the mask forbids to look.

import { intensity, RAMP_STEPS } from "../base/colour.js";

/**
 * One pixel for each weight. `most` and `rowMost` end the scale; a masked cell is left transparent, or gets the pixel
 * `veil`.
 */
export function paintCells({ rows, columns, values, masked, most, rowMost }, scale, ramp, veil = 0) {
  const canvas = document.createElement("canvas");
  canvas.width = columns;
  canvas.height = rows;
  const context = canvas.getContext("2d");
  const image = context.createImageData(columns, rows);
  const pixels = new Uint32Array(image.data.buffer);
  for (let row = 0, cell = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1, cell += 1) {
      const share = intensity(scale, values[cell], most, rowMost[row]);
      pixels[cell] = masked?.[cell] ? veil : ramp.pixels[Math.round(share * (RAMP_STEPS - 1))];
    }
  }
  context.putImageData(image, 0, 0);
  return canvas;
}

/** The pattern of a masked cell, also for the legend. */
export function hatch(inks) {
  const tile = document.createElement("canvas");
  tile.width = tile.height = 6;
  const context = tile.getContext("2d");
  context.fillStyle = inks.wash;
  context.fillRect(0, 0, 6, 6);
  context.strokeStyle = inks.hatch;
  context.lineWidth = 1;
  context.beginPath();
  context.moveTo(-1, 7);
  context.lineTo(7, -1);
  context.moveTo(-1, 1);
  context.lineTo(1, -1);
  context.moveTo(5, 7);
  context.lineTo(7, 5);
  context.stroke();
  return tile;
}
