// The lines between nodes.

import { svg } from "../base/svg.js";

const WIDEST = 6;

/** Thick and coloured as far as they matter, those on top that matter most; and what feels the pointer. */
export function edgesOf({ header: { sizes, shown }, arrays, places }) {
  const values = arrays[shown].data;
  const most = values.reduce((most, value) => Math.max(most, Math.abs(value) || 0), 0) || 1;
  const found = [];
  sizes.slice(1).forEach((after, layer) => {
    for (let i = 0; i < sizes[layer]; i += 1)
      for (let j = 0; j < after; j += 1) {
        const value = values[found.length];
        const share = Number.isFinite(value) ? Math.abs(value) / most : 0;
        const [[x1, y1], [x2, y2]] = [places[layer][i], places[layer + 1][j]];
        const side = value > 0 ? "blue" : "orange";
        const style = `stroke: color-mix(in oklab, var(--${side}) ${Math.round(20 + 80 * share)}%, var(--line)); stroke-width: ${(0.6 + WIDEST * share).toFixed(2)}`;
        found.push({
          line: svg("line", { class: "edge", x1, y1, x2, y2, style }),
          hit: svg("line", {
            class: "hit",
            x1,
            y1,
            x2,
            y2,
            "data-edge": found.length,
            "data-name": `${layer + 1} · ${i + 1} → ${j + 1}`,
          }),
        });
      }
  });
  return found.sort((a, b) => parseFloat(a.line.style.strokeWidth) - parseFloat(b.line.style.strokeWidth));
}
