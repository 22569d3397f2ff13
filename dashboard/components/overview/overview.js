// Keeps the numbers, draws the picture, and hears pointer and keys.

import { closest, element, find } from "../base/dom.js";
import { readTheme } from "../base/theme.js";
import { Tooltip } from "../base/tooltip.js";
import { barParts } from "./bar.js";
import { PassageData } from "./data.js";
import { passageRows } from "./files.js";
import { highlightCurves } from "./flow.js";
import { noteOf } from "./pointing.js";
import { pictureRows } from "./rows.js";
import { stageWidth, tilesFor } from "./tiles.js";

const NARROWEST = 35; // pixels of a column
const MOVES = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

export class Overview {
  constructor(root) {
    this.root = root;
    this.tooltip = new Tooltip();
    this.bar = element("div", { class: "bar" });
    this.picture = element("div", { class: "picture" });
    root.replaceChildren(this.bar, this.picture, this.tooltip.element);
    this.open = (link) => this.trigger("open", link);
    this.data = null;
    this.observer = new ResizeObserver(() => this.resize());
    this.observer.observe(root);
    this.listen();
  }

  listen() {
    const { picture } = this;
    picture.addEventListener("pointermove", (event) => this.point(event));
    picture.addEventListener("pointerleave", () => this.quiet());
    picture.addEventListener(
      "focusin",
      (event) => closest(event, ":focus-visible") === event.target && this.point(event),
    );
    picture.addEventListener("focusout", () => this.quiet());
    picture.addEventListener("click", (event) => this.click(event));
    picture.addEventListener("keydown", (event) => this.key(event));
  }

  receive(payload, { setTriggerValue }) {
    this.trigger = setTriggerValue;
    const theme = readTheme(this.root, this.theme);
    const fresh = payload !== this.payload;
    if (!fresh && theme === this.theme) return;
    this.theme = theme;
    if (fresh) this.take(payload);
    this.draw();
  }

  take(payload) {
    this.payload = payload;
    this.data = new PassageData(payload);
    this.root.dataset.shows = `${this.data.mode}.${this.data.chosen}.${this.data.head}`; // for tests: what is drawn
  }

  resize() {
    if (this.data && this.root.clientWidth && this.root.clientWidth !== this.width) this.draw();
  }

  draw() {
    const { data, root } = this;
    const focus = this.focused();
    this.width = root.clientWidth;
    const stage = stageWidth(this.picture);
    data.fit(Math.max(4, Math.floor(stage / NARROWEST)));
    this.tiles = tilesFor(stage / data.columns);
    root.style.setProperty("--columns", data.columns);
    root.style.setProperty("--tile-width", `${this.tiles.width}px`);
    root.style.setProperty("--tile-height", `${this.tiles.height}px`);
    this.bar.replaceChildren(...barParts(this));
    this.picture.replaceChildren(...pictureRows(this));
    this.entry(focus)?.setAttribute("tabindex", "0");
    if (focus) this.entry(focus)?.focus({ preventScroll: true });
    root.dataset.drawn = String(performance.now());
  }

  /** Stage and column of what has the keyboard's focus, so that it is there again after drawing. */
  focused() {
    const active = this.root.getRootNode().activeElement;
    const held = this.picture.contains(active) && active.closest("[data-stage]");
    return held ? { stage: Number(held.dataset.stage), column: Number(held.dataset.column) } : null;
  }

  /** The box that Tab reaches: the one in focus before, else the chosen token. */
  entry(focus) {
    return this.box(focus?.stage ?? -1, this.data.column);
  }

  box(stage, column) {
    return find(this.picture, `button[data-stage="${stage}"][data-column="${column}"]`);
  }

  point(event) {
    const note = noteOf(event, this.data, this.tiles);
    if (!note) {
      this.quiet();
      return;
    }
    this.highlight(note.layer, note.column);
    this.tooltip.show(note.content, note.box.getBoundingClientRect());
  }

  highlight(layer, column) {
    const name = `${layer}.${column}`;
    if (this.highlighted !== name) highlightCurves(this.picture, layer, column);
    this.highlighted = name;
  }

  quiet() {
    this.tooltip.hide();
    this.highlight(-1, -1);
  }

  click(event) {
    const held = event.target.closest(".cell");
    if (held && !event.target.closest("a")) this.choose(Number(held.dataset.column));
  }

  choose(column) {
    const at = this.data.place(column);
    if (at !== this.data.chosen) this.trigger("ask", { at });
  }

  key(event) {
    const held = event.target.closest("button[data-stage]");
    const move = MOVES[event.key];
    if (event.key === "Escape") this.quiet();
    if (!held || !move) return;
    event.preventDefault();
    const next = this.box(Number(held.dataset.stage) + move[0], Number(held.dataset.column) + move[1]);
    if (!next) return;
    held.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  }

  files() {
    return { name: "dotbogi-overview", rows: () => passageRows(this.data) };
  }

  leave() {
    this.observer.disconnect();
    this.tooltip.hide();
  }
}
