// Colours of cells for light and for dark paper at once: CSS takes the one that fits.

import { between, css, inkOn } from "../base/colour.js";

/** `paint(cell, shade)` along both themes' stops (numbers): shade 0 … 1, NaN for a cell that has no value. */
export function painter(themes) {
  return (cell, shade) => {
    if (Number.isNaN(shade)) {
      cell.classList.add("none");
      return;
    }
    const [onLight, onDark] = themes.map((stops) => between(stops, shade));
    cell.style.background = `light-dark(${css(onLight)}, ${css(onDark)})`;
    cell.style.color = `light-dark(${inkOn(onLight)}, ${inkOn(onDark)})`;
  };
}
