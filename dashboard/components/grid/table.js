// A table of coloured cells: notes at the pointer, cells to be chosen.

import { closest, element, find } from "../base/dom.js";
import { stopsOf } from "../base/theme.js";
import { pair, Tooltip } from "../base/tooltip.js";
import { cellTable, piece } from "./cells.js";
import { painter } from "./paint.js";

const MOVES = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

export class Table {
  constructor(root) {
    this.root = root;
    /** @type {import("./cells.js").GridHeader} */
    this.header = null;
    this.shade = new Float32Array();
    this.tooltip = new Tooltip();
    this.box = element("div", { class: "scroll" });
    this.legend = element("div", { class: "legend" });
    root.replaceChildren(this.box, this.legend, this.tooltip.element);
    this.box.addEventListener("pointerover", (event) => this.point(event));
    this.box.addEventListener("pointerleave", () => this.tooltip.hide());
    this.box.addEventListener("focusin", (event) => this.point(event));
    this.box.addEventListener("focusout", () => this.tooltip.hide());
    this.box.addEventListener("scroll", () => this.tooltip.hide(), { passive: true });
    this.box.addEventListener("click", (event) => this.pick(closest(event, "td")));
    this.box.addEventListener("keydown", (event) => this.key(event));
  }

  receive(payload, { setTriggerValue }) {
    this.trigger = setTriggerValue;
    if (this.payload === payload) return;
    const before = this.header;
    const kept = this.box.scrollLeft;
    this.payload = payload;
    const { header, arrays } = payload;
    this.header = header;
    this.shade = arrays.shade.data;
    this.values = arrays.values?.data;
    const focused = this.box.contains(this.root.getRootNode().activeElement);
    this.draw();
    const same = before && String(before.columns) === String(header.columns);
    if (same) this.box.scrollLeft = kept;
    else this.reveal();
    if (focused) this.cell(...(header.chosen ?? [0, 0]))?.focus({ preventScroll: true });
  }

  draw() {
    const { columns, kind, pickable } = this.header;
    Object.assign(this.root.dataset, { kind, pickable });
    this.root.style.setProperty("--columns", String(columns.length));
    const paint = painter(stopsOf(this.root, this.header.ramp));
    this.box.replaceChildren(cellTable(this.header, this.shade, paint, this.values));
    this.drawLegend();
  }

  drawLegend() {
    const { legend } = this.header;
    this.legend.hidden = !legend;
    if (!legend) return;
    const strip = element("span", { class: "strip", style: `background:var(--db-${this.header.ramp})` });
    const ends = [element("span", {}, legend.low), strip, element("span", {}, legend.high)];
    this.legend.replaceChildren(
      element("span", { class: "name" }, legend.name),
      element("span", { class: "scale" }, ...ends),
    );
  }

  /** Bring the chosen column into view, away from the row names that stand still at the left. */
  reveal() {
    const { chosen } = this.header;
    const cell = chosen && this.cell(...chosen);
    if (!cell) return;
    this.box.scrollLeft = cell.offsetLeft - this.box.clientWidth / 2;
    // Back to the edge of a column: a number half under the name of its row has lost its sign.
    const row = cell.parentElement;
    const edge = row.querySelector("th")?.getBoundingClientRect().right;
    const places = [...row.querySelectorAll("td")].map((other) => other.getBoundingClientRect());
    const covered = places.find(({ left, right }) => left < edge && right > edge);
    if (covered) this.box.scrollLeft -= edge - covered.left;
  }

  cell(row, column) {
    return find(this.box, `td[data-row="${row}"][data-column="${column}"]`);
  }

  point(event) {
    const cell = event.target.closest("td[data-row]");
    const tip = cell && this.header.tips?.[cell.dataset.row]?.[cell.dataset.column];
    if (!tip) {
      this.tooltip.hide();
      return;
    }
    const [first, ...rest] = tip.split("\n");
    const lines = rest.map((line) => this.line(line));
    this.tooltip.show([element("b", {}, ...piece(first)), ...lines], cell.getBoundingClientRect());
  }

  /** A line of a note; what stands after a tab goes to the right edge. */
  line(text) {
    const [name, value = ""] = text.split("\t");
    return pair(piece(name), piece(value));
  }

  pick(cell) {
    if (!cell?.dataset.row || !this.header.pickable) return;
    this.trigger("pick", { row: Number(cell.dataset.row), column: Number(cell.dataset.column) });
  }

  key(event) {
    const cell = event.target.closest("td[data-row]");
    if (!cell) return;
    if (event.key === "Enter" || event.key === " ") this.pick(cell);
    else if (event.key === "Escape") this.tooltip.hide();
    else if (!MOVES[event.key]) return;
    else {
      const [down, right] = MOVES[event.key];
      const next = this.cell(Number(cell.dataset.row) + down, Number(cell.dataset.column) + right);
      if (next) {
        cell.tabIndex = -1;
        next.tabIndex = 0;
        next.focus();
      }
    }
    event.preventDefault();
  }

  leave() {
    this.tooltip.hide();
  }
}
