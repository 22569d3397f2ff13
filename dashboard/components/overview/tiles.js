// Vectors side by side on one canvas: hundreds of small ones are slow to paint.

import { paint } from "../base/paint.js";

const ROUND = 4; // pixels of a tile's corner

/**
 * Each vector in the middle of its column and drawn as large as its tile. `tiles`: pixels of the page `column`,
 * `width`, `height`, `margin` above and below, and `across`, how many numbers stand side by side in a tile; `share`
 * maps a number to 0 … 1 of `ramp`.
 */
export function tileCanvas(vectors, tiles, ramp, share) {
  const { column, width, height, margin, across } = tiles;
  const ratio = window.devicePixelRatio || 1;
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(column * vectors.length * ratio);
  canvas.height = Math.round((height + 2 * margin) * ratio);
  const context = canvas.getContext("2d");
  context.scale(ratio, ratio);
  const left = vectors.map((_, index) => index * column + (column - width) / 2);
  context.beginPath();
  for (const at of left) context.roundRect(at, margin, width, height, ROUND);
  context.clip();
  context.imageSmoothingEnabled = false;
  const down = Math.ceil(vectors[0].length / across);
  const small = document.createElement("canvas");
  small.width = across;
  small.height = down * vectors.length;
  const paper = small.getContext("2d");
  vectors.forEach((vector, index) => {
    paint(paper, vector.length, across, ramp, (i) => share(vector[i]), { top: index * down });
    context.drawImage(small, 0, index * down, across, down, left[index], margin, width, height);
  });
  return canvas;
}
