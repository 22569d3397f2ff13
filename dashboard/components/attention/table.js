// The matrix as a real table, for screen readers and for reading off numbers; and as a CSV file.

import { saveCsv } from "../base/csv.js";
import { element } from "../base/dom.js";
import { weightText } from "../base/format.js";
import { table, tableWindow } from "../base/table.js";
import { itemOf } from "./data.js";

const BLOCK = 40; // rows and columns of a table at once

export class Table {
  constructor(app) {
    this.app = app;
    this.block = null; // {row, column} of the first cell shown; null follows the chosen cell
    this.element = element("div", { class: "table" });
    this.element.addEventListener("click", (event) => this.onClick(event));
  }

  update() {
    if (this.element.hidden) return;
    const { items } = this.app.matrix;
    const start = this.block ?? this.chosenBlock(items);
    const rows = range(start.row, items.length);
    const columns = range(start.column, items.length);
    this.element.replaceChildren(
      ...(items.length > BLOCK
        ? [this.pager("row", start, items.length), this.pager("column", start, items.length)]
        : []),
      tableWindow(this.app.title(), this.table(rows, columns), { class: "window table-window" }),
    );
  }

  chosenBlock(items) {
    const first = (token) => BLOCK * Math.floor(Math.max(itemOf(items, token), 0) / BLOCK);
    return { row: first(this.app.view.query), column: first(this.app.view.key) };
  }

  table(rows, columns) {
    const { items, start } = this.app.matrix;
    const name = (index) => [items[index].label, element("small", {}, String(items[index].first))];
    const corner = element("td", { class: "corner" }, this.app.say("table_corner"));
    const head = [corner, ...(start ? [this.app.data.tokens[0].label] : []), ...columns.map(name)];
    const body = rows.map((row) => [
      name(row),
      ...(start ? [this.cell(row, -1)] : []),
      ...columns.map((column) => this.cell(row, column)),
    ]);
    return table({ head, rows: body, caption: this.app.title() });
  }

  cell(row, column) {
    const { items, values, masked, start } = this.app.matrix;
    const at = row * items.length + column;
    if (column >= 0 && masked?.[at])
      return element("td", { class: "masked", dataset: { row, column } }, this.app.say("masked"));
    const value = column < 0 ? start[row] : values[at];
    const { query, key } = this.app.view;
    const chosen = itemOf(items, query) === row && itemOf(items, key) === column;
    return element(
      "td",
      { class: chosen ? "chosen" : null, dataset: { row, column, value } },
      weightText(value),
    );
  }

  pager(axis, start, count) {
    const buttons = [];
    for (let first = 0; first < count; first += BLOCK) {
      const text = `${first + 1}–${Math.min(first + BLOCK, count)}`;
      buttons.push(
        element(
          "button",
          { type: "button", dataset: { axis, first }, "aria-pressed": String(first === start[axis]) },
          text,
        ),
      );
    }
    return element(
      "div",
      { class: "pager", role: "group", "aria-label": this.app.say(`table_${axis}s`) },
      element("span", {}, this.app.say(`table_${axis}s`)),
      buttons,
    );
  }

  onClick(event) {
    const { axis, first, row, column } = event.target.closest("[data-axis],[data-row]")?.dataset ?? {};
    if (axis) {
      this.block = { ...(this.block ?? this.chosenBlock(this.app.matrix.items)), [axis]: Number(first) };
      this.update();
    } else if (row) this.app.chooseCell({ row: Number(row), column: Number(column) });
  }
}

/** The whole matrix as CSV; a masked cell is empty. */
export function saveMatrix(app) {
  const { items, values, masked, start } = app.matrix;
  const name = ({ first, label }) => `${first}:${label}`;
  const at = (row, column) => row * items.length + column;
  const rows = items.map((item, row) => [
    name(item),
    ...(start ? [start[row]] : []),
    ...items.map((_, column) => (masked?.[at(row, column)] ? "" : values[at(row, column)])),
  ]);
  const head = ["", ...(start ? [`0:${app.data.tokens[0].label}`] : []), ...items.map(name)];
  saveCsv(app.fileName(), [head, ...rows]);
}

function range(first, count) {
  return Array.from({ length: Math.min(BLOCK, count - first) }, (_, index) => first + index);
}
