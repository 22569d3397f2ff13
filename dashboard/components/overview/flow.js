// Attention as curves from the tokens that are looked at to those that look, and the fan to the next words.

import { svg } from "../base/svg.js";

const FAINT = 0.12; // smallest weight of another token that is drawn
const OWN = 0.01; // smallest weight of the chosen token that is drawn
const WIDEST = 15; // pixels of a weight of 1

/** The curves of one layer, as wide as its columns. */
export function attentionFlow(data, layer) {
  const drawing = canvas(data.columns);
  const streams = Array.from({ length: data.columns }, (_, column) => `M${column + 0.5} 0V1`);
  drawing.append(path(streams.join(""), "stream", 1.25));
  for (let row = 0; row < data.columns; row += 1) {
    const group = drawing.appendChild(
      svg("g", { class: row === data.column ? "own" : "other", "data-row": row }),
    );
    for (let key = 0; key < data.columns; key += 1) {
      const weight = data.weight(layer, row, key);
      if (weight >= (row === data.column ? OWN : FAINT)) group.append(curve(key + 0.5, row + 0.5, weight));
    }
    data.beyond(layer, row).forEach((weight, side) => {
      if (weight >= (row === data.column ? OWN : FAINT))
        group.append(curve(side * data.columns, row + 0.5, weight));
    });
  }
  drawing.append(drawing.querySelector(".own")); // above the others
  return drawing;
}

/** Lines from the chosen column to as many equal boxes as there are words. */
export function fan(data, words) {
  const drawing = canvas(data.columns);
  const from = data.column + 0.5;
  words.forEach(({ p }, index) => {
    const to = ((index + 0.5) * data.columns) / words.length;
    drawing.append(path(bend(from, to), "fan", thickness(p), p));
  });
  return drawing;
}

function curve(from, to, weight) {
  return path(bend(from, to), "look", thickness(weight), weight);
}

function bend(from, to) {
  return `M${from} 0C${from} .55 ${to} .45 ${to} 1`;
}

function thickness(weight) {
  return 0.8 + WIDEST * weight;
}

function canvas(columns) {
  return svg("svg", { viewBox: `0 0 ${columns} 1`, preserveAspectRatio: "none", "aria-hidden": "true" });
}

function path(d, name, width, weight = null) {
  const node = svg("path", { d, class: name, "stroke-width": width.toFixed(2), "data-weight": weight });
  if (weight !== null) node.style.setProperty("--strength", (0.22 + 0.68 * Math.sqrt(weight)).toFixed(3));
  return node;
}

/** Bring the curves of one token in one layer to the front, and no others. */
export function highlightCurves(picture, layer, column) {
  for (const group of picture.querySelectorAll(".flow g.pointed")) group.classList.remove("pointed");
  picture.querySelector(`.flow[data-layer="${layer}"] g[data-row="${column}"]`)?.classList.add("pointed");
}
