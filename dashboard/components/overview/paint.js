// Vectors, attention and hidden units as pixels, one for each number.

import { at, rgb } from "../grid/paint.js";

const STEPS = 256;
const ROUND = 4; // pixels of a tile's corner

/** 256 opaque pixels along `stops`. */
export function lookup(stops) {
  const colours = stops.map(rgb);
  const bytes = new Uint8ClampedArray(4 * STEPS);
  for (let step = 0; step < STEPS; step += 1) bytes.set([...at(colours, step / (STEPS - 1)), 255], 4 * step);
  return new Uint32Array(bytes.buffer);
}

/** A canvas of `width` columns with one pixel for each value; `share` maps a value to 0 … 1 of `pixels`. */
export function pixelCanvas(values, width, pixels, share) {
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = Math.ceil(values.length / width);
  paint(canvas.getContext("2d"), values, width, pixels, share);
  return canvas;
}

/**
 * A canvas with the vectors side by side, each in the middle of its column and drawn as large as its tile.
 * `tiles`: pixels of the page `column`, `width`, `height`, `margin` above and below, and `across`, how many
 * numbers stand side by side in a tile.
 */
export function tileCanvas(vectors, tiles, pixels, share) {
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
    paint(paper, vector, across, pixels, share, index * down);
    context.drawImage(small, 0, index * down, across, down, left[index], margin, width, height);
  });
  return canvas;
}

function paint(context, values, width, pixels, share, top = 0) {
  const image = context.createImageData(width, Math.ceil(values.length / width));
  const target = new Uint32Array(image.data.buffer);
  values.forEach((value, index) => {
    target[index] = pixels[Math.round(Math.min(Math.max(share(value), 0), 1) * (STEPS - 1))];
  });
  context.putImageData(image, 0, top);
}

/** Which of `across` x `down` pixels, drawn as large as `part`, an event points at. */
export function pixelAt(part, across, down, event) {
  const box = part.getBoundingClientRect();
  const column = Math.floor(((event.clientX - box.left) / box.width) * across);
  const row = Math.floor(((event.clientY - box.top) / box.height) * down);
  const inside = column >= 0 && row >= 0 && column < across && row < down;
  return inside ? row * across + column : null;
}
