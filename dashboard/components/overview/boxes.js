// The boxes of the picture: a vector, an attention matrix, a field of hidden units, a link to a page.

import { element } from "../base/dom.js";
import { pixelCanvas } from "../base/paint.js";
import { name, stageName } from "./notes.js";
import { tileCanvas } from "./tiles.js";

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

/** All numbers of a row's vectors as pixels. */
export function vectorPixels(data, stage, tiles, ramp) {
  const scale = data.arrays.scales.data[stage];
  const vectors = Array.from({ length: data.columns }, (_, column) => data.vector(stage, column));
  return tileCanvas(vectors, tiles, ramp, (value) => 0.5 + value / (2 * scale));
}

/** Who looks at whom in a layer, on screen. */
export function attentionThumbnail(data, layer, ramp) {
  const { columns } = data;
  const share = (at) => Math.sqrt(data.weight(layer, Math.floor(at / columns), at % columns));
  return pixelCanvas(columns * columns, columns, ramp, share);
}

/** The hidden units of a layer at the chosen token. */
export function unitField(data, layer, ramp) {
  const values = data.hiddenUnits(layer);
  const most = Math.max(...values) || 1;
  const share = (unit) => Math.sqrt(Math.max(0, values[unit]) / most);
  return pixelCanvas(values.length, Math.min(UNITS_WIDE, values.length), ramp, share);
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
