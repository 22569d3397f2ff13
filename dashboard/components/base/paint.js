// Numbers as pixels, one for each.

/**
 * A canvas of `width` columns with a pixel for each of `count` numbers: `share(index)` is its place 0 … 1 along `ramp`,
 * NaN for a number that there is not, which gets the pixel `none`.
 */
export function pixelCanvas(count, width, ramp, share, none = 0) {
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = Math.ceil(count / width);
  paint(canvas.getContext("2d"), count, width, ramp, share, { none });
  return canvas;
}

/** The same on a canvas that there is, `top` rows from its upper edge. */
export function paint(context, count, width, ramp, share, { none = 0, top = 0 } = {}) {
  const image = context.createImageData(width, Math.ceil(count / width));
  const pixels = new Uint32Array(image.data.buffer);
  for (let index = 0; index < count; index += 1) {
    const place = share(index);
    pixels[index] = Number.isNaN(place) ? none : ramp.pixel(place);
  }
  context.putImageData(image, 0, top);
}

/** Which of `across` x `down` pixels, drawn as large as `part`, an event points at; null beside it. */
export function pixelAt(part, across, down, { clientX, clientY }) {
  const box = part.getBoundingClientRect();
  const column = Math.floor(((clientX - box.left) / box.width) * across);
  const row = Math.floor(((clientY - box.top) / box.height) * down);
  const inside = column >= 0 && row >= 0 && column < across && row < down;
  return inside ? row * across + column : null;
}
