// Vectors side by side on one canvas: hundreds of small ones are slow to paint. And how large they are drawn.

import { element } from "../base/dom.js";
import { paint } from "../base/paint.js";

const ROUND = 4; // pixels of a tile's corner
const WIDE = 84; // columns from here on show vectors in long tiles
const LONGEST = 168; // pixels of a long tile
const LARGEST = 48; // pixels of a square one

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

/** How vectors are drawn in columns of `column` pixels: long, or square where there is little room. */
export function tilesFor(column) {
  const width = Math.min(column - 4, column >= WIDE ? LONGEST : LARGEST);
  if (column >= WIDE) return { column, width, height: 24, margin: 1, across: 32 };
  return { column, width, height: Math.min(width, 40), margin: 1, across: 16 };
}

/** The room for columns in `picture`, as the style sheet gives it. */
export function stageWidth(picture) {
  const stage = element("div", { class: "stage" });
  picture.replaceChildren(element("div", { class: "row" }, element("div", { class: "rail" }), stage));
  return stage.clientWidth;
}
