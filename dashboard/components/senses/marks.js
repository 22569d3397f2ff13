// Signs that stand for a sense or for one of the reader's words, everywhere on the page.

import { element } from "../base/dom.js";
import { svg } from "../base/svg.js";

// Shape and colour both tell a sense, so that neither eye nor projector has to tell colours apart.
const SHAPES = [
  (r) => `M${r},0A${r},${r} 0 1 1 ${-r},0A${r},${r} 0 1 1 ${r},0Z`,
  (r) =>
    polygon([
      [0, -1.25 * r],
      [1.1 * r, 0.75 * r],
      [-1.1 * r, 0.75 * r],
    ]),
  (r) =>
    polygon(
      [
        [-r, -r],
        [r, -r],
        [r, r],
        [-r, r],
      ].map(([x, y]) => [0.9 * x, 0.9 * y]),
    ),
  (r) =>
    polygon([
      [0, -1.3 * r],
      [1.3 * r, 0],
      [0, 1.3 * r],
      [-1.3 * r, 0],
    ]),
  (r) =>
    polygon([
      [0, 1.25 * r],
      [1.1 * r, -0.75 * r],
      [-1.1 * r, -0.75 * r],
    ]),
  (r) =>
    polygon(
      [
        [-0.5, -1.2],
        [0.5, -1.2],
        [1.2, -0.5],
        [1.2, 0.5],
        [0.5, 1.2],
        [-0.5, 1.2],
        [-1.2, 0.5],
        [-1.2, -0.5],
      ].map(([x, y]) => [r * x, r * y]),
    ),
];
const HUES = 6;

function polygon(corners) {
  return `M${corners.map(([x, y]) => `${x.toFixed(2)},${y.toFixed(2)}`).join("L")}Z`;
}

/** The outline of a sense's sign around (0, 0). */
export function shapeOf(sense, radius) {
  return SHAPES[sense % SHAPES.length](radius);
}

/** The CSS colour of a sense. */
export function hueOf(sense) {
  return `var(--db-sense-${sense % HUES})`;
}

/** A sense's sign as a small picture inside text. */
export function sign(sense) {
  const path = svg("path", { d: shapeOf(sense, 5) });
  path.style.fill = hueOf(sense);
  return svg("svg", { class: "sign", viewBox: "-8 -8 16 16", "aria-hidden": "true" }, path);
}

/** The number of one of the reader's words. */
export function badge(label) {
  return element("span", { class: "badge" }, label);
}

/** A sentence with its word in bold, cut around the word when long. */
export function sentence({ text, start, end }, most = Infinity) {
  const room = Math.max(0, Math.floor((most - (end - start)) / 2));
  const from = text.length <= most ? 0 : Math.max(0, Math.min(start - room, text.length - most));
  const to = text.length <= most ? text.length : Math.min(text.length, from + most);
  return element(
    "span",
    { class: "sentence", lang: "ko", title: text.length > most ? text : null },
    from > 0 ? "…" : "",
    text.slice(from, start),
    element("b", {}, text.slice(start, end)),
    text.slice(end, to),
    to < text.length ? "…" : "",
  );
}
