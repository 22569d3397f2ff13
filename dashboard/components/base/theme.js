// Colours and font as the browser resolves them from the style sheet, for drawing on canvases.

import { colourRamp, pixelOf } from "./colour.js";
import { element } from "./dom.js";

const INKS = [
  "text",
  "soft",
  "line",
  "wash",
  "paper",
  "hatch",
  "cross",
  "bar",
  "accent",
  "accent-text",
  "faint",
  "masked",
];

/**
 * The theme on screen: `ramp`, `inks`, and `veil`, the pixel of a masked cell in a small picture. `kept` itself when
 * nothing has changed since.
 */
export function readTheme(root, kept) {
  // all probes first, so that the browser works its styles out once
  const probes = INKS.map((name) => element("span", { style: `color:var(--${name})` }));
  root.append(...probes);
  const inks = { font: getComputedStyle(root).fontFamily };
  INKS.forEach((name, index) => {
    inks[name] = getComputedStyle(probes[index]).color;
  });
  for (const probe of probes) probe.remove();
  if (kept && JSON.stringify(inks) === JSON.stringify(kept.inks)) return kept;
  const ramp = colourRamp(inks.paper);
  return { ramp, inks, veil: pixelOf(inks.masked) };
}
