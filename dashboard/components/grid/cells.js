// The table itself.

import { element } from "../base/dom.js";
import { row, table } from "../base/table.js";

/**
 * @typedef {object} GridHeader what figures/grid.py packs
 * @property {"words"|"numbers"|"dots"|"tiles"} kind
 * @property {string} label
 * @property {string} corner
 * @property {boolean} pickable
 * @property {string[]} rows
 * @property {string[]} columns
 * @property {string[][]|null} text
 * @property {string[][]|null} tips
 * @property {[number, number]|null} chosen
 * @property {[number, number][]} marked
 * @property {"sequential"|"diverging"} ramp
 * @property {{name: string, cells: string[]}|null} footer
 * @property {{name: string, low: string, high: string}|null} legend
 */

/**
 * All cells of a grid, `paint`ed by their shade, with their exact `values` if there are any; only one is in the tab
 * order, arrow keys reach the others.
 *
 * @param {GridHeader} header
 */
export function cellTable(header, shade, paint, values) {
  const { rows, columns, corner, footer, kind, label } = header;
  const named = kind !== "tiles";
  const name = (column) => element("th", { scope: "col", lang: "ko" }, piece(column));
  const head = columns.length && named ? [element("th", {}, corner), ...columns.map(name)] : undefined;
  const body = rows.map((title, at) => {
    const cells = columns.map((_, column) => cell(header, at, column, shade, paint, values));
    return named ? row([title, ...cells]) : element("tr", {}, cells);
  });
  const foot = footer && [
    footer.name,
    ...footer.cells.map((text) => element("td", { lang: "ko" }, piece(text))),
  ];
  return table({ head, rows: body, foot, role: "grid", "aria-label": label });
}

function cell({ columns, text, chosen, marked }, row, column, shade, paint, values) {
  const here = chosen && chosen[0] === row && chosen[1] === column;
  const options = {
    role: "gridcell",
    tabindex: here || (!chosen && row + column === 0) ? "0" : "-1",
    "aria-selected": String(Boolean(here)),
    lang: text ? "ko" : null,
    dataset: { row, column, ...(values && { value: String(values[row * columns.length + column]) }) },
    class: marked?.some(([r, c]) => r === row && c === column) ? "marked" : null,
  };
  const made = element("td", options, text ? piece(text[row][column]) : null);
  paint(made, shade[row * columns.length + column]);
  return made;
}

// The sign for a space is part of a token, but not what is to be read: every ▁ stands small before its word.
export function piece(text) {
  return text
    .split(/(▁)/)
    .map((part) => (part === "▁" ? element("s", {}, part) : part))
    .filter(Boolean);
}
