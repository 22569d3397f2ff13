// The boxes of the picture: a vector, an attention matrix, a field of hidden units, a link to a page.

import { element } from "../base/dom.js";
import { name, stageName } from "./notes.js";
import { pixelCanvas, tileCanvas } from "./paint.js";

const UNITS_WIDE = 64;

/** A vector as a button, over its pixels on the row's canvas. */
export function vectorTile(data, stage, column) {
  return element("button", {
    type: "button",
    class: "tile",
    tabindex: "-1",
    "aria-label": `${name(data, column)}, ${stageName(data, stage)}`,
    dataset: { stage, column },
  });
}

/** All numbers of a row's vectors as pixels: one canvas, since hundreds of small ones are slow to paint. */
export function vectorPixels(data, stage, tiles, pixels) {
  const scale = data.arrays.scales.data[stage];
  const vectors = Array.from({ length: data.columns }, (_, column) => data.vector(stage, column));
  return tileCanvas(vectors, tiles, pixels, (value) => 0.5 + value / (2 * scale));
}

/** Who looks at whom in a layer, on screen. */
export function attentionThumbnail(data, layer, pixels) {
  const weights = [];
  for (let row = 0; row < data.columns; row += 1)
    for (let key = 0; key < data.columns; key += 1) weights.push(data.weight(layer, row, key));
  return pixelCanvas(weights, data.columns, pixels, Math.sqrt);
}

/** The hidden units of a layer at the chosen token. */
export function unitField(data, layer, pixels) {
  const values = data.hiddenUnits(layer);
  const most = values.reduce((best, value) => Math.max(best, value), 0) || 1;
  return pixelCanvas(values, Math.min(UNITS_WIDE, values.length), pixels, (value) => Math.sqrt(value / most));
}

/** A link to the page of a step; `open(name)` goes there without leaving the session. */
export function pageLink(data, link, open, options, ...children) {
  const onclick = (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open(link);
  };
  return element("a", { href: data.links[link], dataset: { link }, onclick, ...options }, ...children);
}
