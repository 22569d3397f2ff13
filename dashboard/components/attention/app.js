// Keeps the numbers and the view, and lets every part draw them.

import { AttentionData } from "./data.js";
import { Explanation } from "./explain.js";
import { Figures } from "./figures.js";
import { Layout } from "./layout.js";
import { legend } from "./legend.js";
import { Lines } from "./lines.js";
import { Matrix } from "./matrix.js";
import { Sprite } from "./sprite.js";
import { Table } from "./table.js";
import { announce } from "../base/mounting.js";
import { readTheme } from "../base/theme.js";
import { Tooltip } from "../base/tooltip.js";
import { View } from "../base/view.js";
import { completed, fromLink, placesOf } from "./view.js";
import { Wording } from "./wording.js";

let lastView = {}; // what was on screen before the reader went to another page

export class App extends Wording {
  constructor(root) {
    super();
    this.root = root;
    this.coarse = window.matchMedia("(pointer: coarse)").matches;
    this.link = new View(
      (view) => this.choose(fromLink(view)),
      (view) => this.restore(fromLink(view)),
    );
    this.onFonts = () => this.refresh();
    this.observer = new ResizeObserver(() => this.onResize());
  }

  /** A new payload, or the same again. */
  receive(payload, { setStateValue }) {
    this.ask = setStateValue;
    const fresh = payload !== this.payload;
    if (fresh) this.take(payload);
    const theme = readTheme(this.root, this.theme);
    if (!fresh && theme === this.theme) return this.link.write(this.view);
    this.theme = theme;
    this.measure();
    return this.refresh();
  }

  /** Widths to draw in, read once: reading one after a change makes the browser lay the page out again. */
  measure() {
    this.width = this.root.clientWidth;
    this.room = { overview: this.sprite.element.clientWidth, detail: this.layout.body.clientWidth };
  }

  take(payload) {
    const language = this.data?.texts.explain_title;
    this.payload = payload;
    this.asked = null;
    this.data = new AttentionData(payload);
    this.link.receive(this.data.channel, this.ask);
    const before = this.view ?? { ...lastView, ...fromLink(this.link.read()) };
    this.view = completed({ ...before, ...this.restored }, this.data);
    this.restored = null;
    if (language !== this.data.texts.explain_title) this.build();
  }

  get inks() {
    return this.theme;
  }

  get ramp() {
    return this.theme.sequential;
  }

  build() {
    this.tooltip = new Tooltip();
    this.sprite = new Sprite(this);
    this.figures = new Figures(this);
    this.parts = { matrix: new Matrix(this), lines: new Lines(this), table: new Table(this) };
    this.explanation = new Explanation(this);
    this.layout = new Layout(this);
    this.root.replaceChildren(...this.layout.elements, this.tooltip.element);
    this.observer.observe(this.root);
    // canvases do not redraw by themselves when a font arrives
    document.fonts.addEventListener("loadingdone", this.onFonts);
  }

  /** Change a part of the view. */
  choose(patch) {
    this.view = completed({ ...this.view, ...patch }, this.data);
    this.refresh();
  }

  /** The reader went back or forward: the view of that URL, also for a sentence that is still on its way. */
  restore(view) {
    this.restored = view;
    this.view = completed(view, this.data);
    this.refresh();
  }

  chooseCell(cell) {
    this.choose(placesOf(cell, this.matrix.items, this.view));
  }

  /** Bring everything on screen in line with data and view. */
  refresh() {
    const { data, view } = this;
    this.link.write(view);
    lastView = view;
    const here = data.holds(view.layer, view.head);
    this.root.dataset.waiting = String(!here);
    this.layout.update();
    this.sprite.update();
    this.figures.update();
    if (here) this.draw();
    else this.request();
  }

  draw() {
    this.matrix = this.data.matrix(this.view);
    this.parts[this.view.show].update();
    this.layout.describe(legend(this));
    this.explanation.update();
    const { text, mode, allHeads } = this.data;
    announce(this.root, { ...this.view, text, mode, exact: allHeads ? "all" : "one" });
  }

  request() {
    const { layer, head } = this.view;
    if (this.asked === `${layer}.${head}`) return;
    this.asked = `${layer}.${head}`;
    this.link.flush();
    this.ask("wanted", { layer, head });
  }

  onResize() {
    const width = this.root.clientWidth;
    if (!width || width === this.width) return;
    this.measure();
    this.refresh();
  }

  leave() {
    this.observer.disconnect();
    this.link.leave();
    document.fonts.removeEventListener("loadingdone", this.onFonts);
  }
}
