// One head as a matrix: rows are queries, columns are keys. A scrolling window over a canvas of its own size, so that
// 512 tokens cost no more than what is seen.

import { clamp } from "../base/dom.js";
import { cellUnder } from "./geometry.js";
import { Sheet } from "./sheet.js";

const MOVES = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

export class Matrix extends Sheet {
  constructor(app) {
    super(app);
    this.element.tabIndex = 0;
    this.element.setAttribute("role", "application");
    this.element.setAttribute("aria-label", app.say("matrix_label"));
    this.element.setAttribute("aria-describedby", "readout");
    this.element.addEventListener("scroll", () => this.onScroll());
    this.element.addEventListener("pointermove", (event) => this.onMove(event));
    this.element.addEventListener("pointerleave", () => this.hover(null));
    this.element.addEventListener("click", (event) => this.onClick(event));
    this.element.addEventListener("keydown", (event) => this.onKey(event));
  }

  /** The cell under the pointer; null outside. */
  cellAt({ clientX, clientY }) {
    const { left, top } = this.canvas.getBoundingClientRect();
    const { scrollLeft, scrollTop } = this.element;
    const count = this.app.matrix.items.length;
    return cellUnder(this.geometry, count, clientX - left, clientY - top, scrollLeft, scrollTop);
  }

  onScroll() {
    this.scrolled = { x: this.element.scrollLeft, y: this.element.scrollTop };
    this.draw();
  }

  onMove(event) {
    if (!this.geometry || event.pointerType === "touch") return;
    const cell = this.cellAt(event);
    this.hover(cell);
    if (cell) this.app.tooltip.showAt(this.app.cellText(this.app.describe(cell)), event);
  }

  hover(cell) {
    if (!cell) this.app.tooltip.hide();
    if (cell?.row === this.hovered?.row && cell?.column === this.hovered?.column) return;
    this.hovered = cell;
    this.draw();
  }

  onClick(event) {
    const cell = this.geometry && this.cellAt(event);
    if (cell) this.app.chooseCell(cell);
  }

  onKey(event) {
    const count = this.app.matrix.items.length;
    const { row, column } = this.chosen;
    if (event.key === "Enter") this.explain();
    else if (event.key === "Home") this.move(row, this.app.matrix.start ? -1 : 0);
    else if (event.key === "End") this.move(row, count - 1);
    else if (event.key in MOVES) this.move(row + MOVES[event.key][0], column + MOVES[event.key][1]);
    else return;
    event.preventDefault();
  }

  /** On to how the chosen number was made. */
  explain() {
    const { element: box } = this.app.explanation;
    box.scrollIntoView({ block: "nearest", behavior: "smooth" });
    box.focus({ preventScroll: true });
  }

  move(row, column) {
    const count = this.app.matrix.items.length;
    const cell = {
      row: clamp(row, 0, count - 1),
      column: clamp(column, this.app.matrix.start ? -1 : 0, count - 1),
    };
    this.app.chooseCell(cell);
    this.reveal(cell);
  }
}
