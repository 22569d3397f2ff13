// Vectors, attention and hidden units as pixels, one for each number.

import { at, rgb } from "../grid/paint.js";

const STEPS = 256;

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
  const context = canvas.getContext("2d");
  const image = context.createImageData(canvas.width, canvas.height);
  const target = new Uint32Array(image.data.buffer);
  values.forEach((value, index) => {
    target[index] = pixels[Math.round(Math.min(Math.max(share(value), 0), 1) * (STEPS - 1))];
  });
  context.putImageData(image, 0, 0);
  return canvas;
}

/** Which pixel of a canvas, drawn larger, an event points at. */
export function pixelAt(canvas, event) {
  const box = canvas.getBoundingClientRect();
  const column = Math.floor(((event.clientX - box.left) / box.width) * canvas.width);
  const row = Math.floor(((event.clientY - box.top) / box.height) * canvas.height);
  const inside = column >= 0 && row >= 0 && column < canvas.width && row < canvas.height;
  return inside ? row * canvas.width + column : null;
}
