// Numbers as a real table, for screen readers and for reading off.

import { element } from "./dom.js";

/** @typedef {import("./dom.js").Child} Cell */

/**
 * A table. `head`, `rows` and `foot` hold cells, strings or whole nodes; a row is a list of cells, the first of which
 * names it, or a `tr` of one's own. Other options are attributes.
 *
 * @param {{head?: Cell[], rows: (Cell[]|Node)[], foot?: Cell[]|Node|null, caption?: string, [option: string]: any}} parts
 */
export function table({ head, rows, foot, caption, ...options }) {
  return element(
    "table",
    options,
    caption ? element("caption", {}, caption) : null,
    head ? element("thead", {}, element("tr", {}, head.map(column))) : null,
    element(
      "tbody",
      {},
      rows.map((cells) => (Array.isArray(cells) ? row(cells) : cells)),
    ),
    foot ? element("tfoot", {}, Array.isArray(foot) ? row(foot) : foot) : null,
  );
}

/**
 * A row: the first cell is its name.
 *
 * @param {Cell[]} cells
 */
export function row([name, ...cells], options = {}) {
  const heading = isCell(name) ? name : element("th", { scope: "row" }, name);
  return element(
    "tr",
    options,
    heading,
    cells.map((cell) => (isCell(cell) ? cell : element("td", {}, cell))),
  );
}

function column(cell) {
  if (isCell(cell)) return cell;
  return cell === "" ? element("td", {}) : element("th", { scope: "col" }, cell);
}

/** @param {any} cell */
function isCell(cell) {
  return cell === null || cell?.tagName === "TD" || cell?.tagName === "TH";
}

/** What scrolls when a table is larger than its place. */
export function tableWindow(label, content, options = {}) {
  return element(
    "div",
    { class: "window", tabindex: "0", role: "region", "aria-label": label, ...options },
    content,
  );
}

/** Content behind a line of text: `make()`s it when opened; `refresh()` makes it anew, or forgets it while closed. */
export function folded(title, make, options = {}) {
  const place = element("div", {});
  const box = element("details", options, element("summary", {}, title), place);
  const refresh = () => place.replaceChildren(...(box.open ? [make()] : []));
  box.addEventListener("toggle", refresh);
  return { element: box, refresh };
}

/** A share of 1 as a bar. */
export function meter(share) {
  return element("span", { class: "meter" }, element("i", { style: `width:${100 * Math.min(share, 1)}%` }));
}
