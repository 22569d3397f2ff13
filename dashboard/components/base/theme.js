// Colours and font as the browser resolves them from the style sheets, for drawing and for canvases.

import { luminance, pixelOf, Ramp, rgb } from "./colour.js";
import { element } from "./dom.js";

const INKS = ["text", "soft", "line", "wash", "paper", "hatch", "cross", "bar", "accent", "accent-text"];
const MORE = ["faint", "tint", "masked"];
const SERIES = 8;
const BOTH = /light-dark\(\s*(#\w+)\s*,\s*(#\w+)\s*\)/g;

/** @typedef {ReturnType<typeof readTheme>} Theme */

/**
 * The theme on screen: `font`, its inks, `series`, the ramps `sequential` and `diverging`, `plus` and `minus` for what
 * raises and lowers, and `veil`, the pixel of a masked cell in a small picture. `kept` itself when nothing has changed.
 *
 * @param {HTMLElement} root
 * @param {any} [kept] what was read before
 */
export function readTheme(root, kept) {
  // all probes first, so that the browser works its styles out once
  const names = [...INKS, ...MORE, ...Array.from({ length: SERIES }, (_, index) => `db-series-${index}`)];
  const probes = names.map((name) => element("span", { style: `color:var(--${name})` }));
  root.append(...probes);
  const colours = probes.map((probe) => getComputedStyle(probe).color);
  for (const probe of probes) probe.remove();
  const { fontFamily: font } = getComputedStyle(root);
  const known = JSON.stringify([font, colours]);
  if (kept?.known === known) return kept;
  const inks = Object.fromEntries(names.map((name, index) => [name, colours[index]]));
  const paper = numbersOf(inks.paper);
  const dark = luminance(paper) < 0.2;
  root.dataset.theme = dark ? "dark" : "light";
  const [sequential, diverging] = ["sequential", "diverging"].map(
    (name) => stopsOf(root, name)[dark ? 1 : 0],
  );
  const theme = {
    ...inks,
    known,
    dark,
    font,
    series: colours.slice(-SERIES),
    sequential: new Ramp([paper, ...sequential.slice(1)]), // whoever chose another paper sees it fade into theirs
    diverging: new Ramp(diverging),
    veil: pixelOf(numbersOf(inks.masked)),
  };
  return { ...theme, plus: theme.diverging.css(0.8), minus: theme.diverging.css(0.2) };
}

/** The stops of a ramp of the palette, as numbers: those on light and those on dark paper. */
export function stopsOf(root, name) {
  const pairs = [...getComputedStyle(root).getPropertyValue(`--db-${name}`).matchAll(BOTH)];
  return [1, 2].map((side) => pairs.map((pair) => rgb(pair[side])));
}

/** Three numbers of any CSS colour, mixtures in other colour spaces too. */
export function numbersOf(colour) {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 1;
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.fillStyle = colour;
  context.fillRect(0, 0, 1, 1);
  return [...context.getImageData(0, 0, 1, 1).data].slice(0, 3);
}
