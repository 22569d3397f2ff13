// One head as lines between two columns of words: left the queries (who looks), right the keys (what is looked at).

import { clamp, element, find, sizedContext } from "../base/dom.js";
import { drawLines, paintSheet } from "./curves.js";
import { itemOf } from "./data.js";
import { wordColumn } from "./columns.js";
import { wordLists } from "./lists.js";

const TOP = 34; // room for the names of the two columns

export class Lines {
  constructor(app) {
    this.app = app;
    this.over = null; // {side: "query" | "key", index} under the pointer
    this.pinned = "query";
    this.placed = null; // for which items words were placed, and how high
    this.placedRow = 0;
    this.canvas = element("canvas", { "aria-hidden": "true" });
    this.words = element("div", { class: "words" });
    this.spacer = element("div", { class: "spacer" }, this.canvas, this.words);
    this.window = element("div", { class: "window lines-window" }, this.spacer);
    this.lists = element("div", { class: "lists", "aria-live": "polite" });
    this.element = element("div", { class: "lines" }, this.window, this.lists);
    this.window.addEventListener("scroll", () => this.draw());
    this.words.addEventListener("pointerover", (event) => this.onOver(event));
    this.words.addEventListener("pointerleave", () => this.onLeave());
    this.words.addEventListener("focusin", (event) => this.onOver(event));
    this.words.addEventListener("click", (event) => this.onClick(event));
    this.words.addEventListener("keydown", (event) => this.onKey(event));
    this.lists.addEventListener("click", (event) => this.onListClick(event));
  }

  update() {
    if (this.element.hidden || !this.window.clientWidth) return;
    const { items } = this.app.matrix;
    const most = clamp(window.innerHeight * 0.7, 320, 900);
    this.row = clamp(Math.floor((most - TOP) / items.length), this.app.coarse ? 28 : 22, 30);
    this.height = items.length * this.row + TOP;
    this.spacer.style.height = `${this.height}px`;
    this.window.style.height = `${Math.min(this.height, most)}px`;
    if (this.placed !== items || this.placedRow !== this.row) this.placeWords(items);
    this.refocus();
  }

  /** What the picture is about: the word under the pointer, else the chosen one. */
  get focus() {
    if (this.over) return this.over;
    const token = this.app.view[this.pinned];
    const index = itemOf(this.app.matrix.items, token);
    return index >= 0 ? { side: this.pinned, index } : { side: "query", index: 0 };
  }

  placeWords(items) {
    [this.placed, this.placedRow] = [items, this.row];
    this.over = null;
    const columns = ["query", "key"].map((side) => wordColumn(this.app, side, items, this.row));
    this.words.replaceChildren(...columns);
  }

  refocus() {
    const { side, index } = this.focus;
    for (const button of this.words.querySelectorAll("button")) {
      const chosen = button.dataset.side === side && Number(button.dataset.index) === index;
      button.setAttribute("aria-pressed", String(chosen));
      button.tabIndex = chosen ? 0 : -1;
    }
    this.draw();
    this.lists.replaceChildren(...wordLists(this.app, this.focus.index));
  }

  draw() {
    const box = this.window;
    const context = sizedContext(this.canvas, box.clientWidth, box.clientHeight);
    const edges = this.edges();
    drawLines(context, this.scene(), {
      ...edges,
      row: this.row,
      top: TOP - box.scrollTop,
      height: box.clientHeight,
    });
  }

  /** Where the lines begin and end: the inner edges of the two columns. */
  edges() {
    const box = this.window.getBoundingClientRect();
    const [left, right] = [...this.words.querySelectorAll(".column")].map((node) =>
      node.getBoundingClientRect(),
    );
    return { from: left.right - box.left + 6, to: right.left - box.left - 6 };
  }

  scene() {
    const { app } = this;
    return { matrix: app.matrix, scale: app.view.scale, ramp: app.ramp, inks: app.theme, focus: this.focus };
  }

  onOver(event) {
    const button = event.target.closest("button");
    if (!button) return;
    this.over = { side: button.dataset.side, index: Number(button.dataset.index) };
    this.refocus();
  }

  onLeave() {
    this.over = null;
    this.refocus();
  }

  onClick(event) {
    const button = event.target.closest("button");
    if (!button) return;
    this.pinned = button.dataset.side;
    this.app.choose({ [this.pinned]: this.app.matrix.items[Number(button.dataset.index)].first });
  }

  onKey(event) {
    const button = event.target.closest("button");
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    const across = event.key === "ArrowLeft" || event.key === "ArrowRight";
    if (!button || (!step && !across)) return;
    event.preventDefault();
    const side = across ? (event.key === "ArrowLeft" ? "query" : "key") : button.dataset.side;
    const index = Number(button.dataset.index) + (step ?? 0);
    find(this.words, `[data-side="${side}"][data-index="${index}"]`)?.focus();
  }

  onListClick(event) {
    const button = event.target.closest("button[data-row]");
    if (button)
      this.app.chooseCell({ row: Number(button.dataset.row), column: Number(button.dataset.column) });
  }

  /** For the exported picture. */
  paintWhole(context, width, x, y) {
    context.save();
    context.translate(x, y);
    const size = paintSheet(context, this.scene(), { width, row: this.row, top: TOP, height: this.height });
    context.restore();
    return size;
  }
}
