// Keeps the numbers and the view, and lets every part draw them.

import { element } from "../base/dom.js";
import { announce } from "../base/mounting.js";
import { readTheme } from "../base/theme.js";
import { Tooltip } from "../base/tooltip.js";
import { View } from "../base/view.js";
import { Answers } from "./answers.js";
import { columnOf } from "./column.js";
import { Controls } from "./controls.js";
import { MODES, SensesData } from "./data.js";
import { Legend } from "./legend.js";
import { Reliability } from "./reliability.js";
import { Story } from "./story.js";
import { Table } from "./table.js";
import { completed } from "./view.js";
import { Wording } from "./wording.js";

let lastView = {}; // what was on screen before the reader went to another page

export class App extends Wording {
  constructor(root) {
    super();
    this.root = root;
    this.marked = null;
    this.pair = null;
    const choose = (view) => this.choose(view);
    this.link = new View(choose, choose);
    this.observer = new ResizeObserver(() => this.onResize());
  }

  /** A new payload, or the same again. */
  receive(payload, { setStateValue }) {
    const texts = this.data?.texts;
    const fresh = payload !== this.payload;
    if (fresh) {
      const before = this.data;
      this.payload = payload;
      this.data = new SensesData(payload);
      this.link.receive(this.data.channel, setStateValue, { layer: this.data.layer });
      // a default layer follows the data; one that the reader chose stays
      const view = this.view ?? { ...lastView, ...this.link.read() };
      const kept = before && view.layer === before.layer ? { ...view, layer: undefined } : view;
      this.view = completed(kept, this.data);
    }
    if (texts?.decisions !== this.data.texts.decisions || !this.columns) this.build();
    if (fresh) for (const { scatter } of this.columns) scatter.build();
    this.theme = readTheme(this.root, this.theme);
    this.refresh();
  }

  build() {
    this.tooltip = new Tooltip();
    this.answers = new Answers(this);
    this.controls = new Controls(this);
    this.story = new Story(this);
    this.columns = MODES.map((mode) => columnOf(this, mode));
    this.columns.forEach(({ scatter }) => scatter.build());
    this.legend = new Legend(this);
    this.reliability = new Reliability(this);
    this.table = new Table(this);
    this.root.replaceChildren(
      this.answers.element,
      this.controls.element,
      this.story.element,
      this.legend.element,
      element(
        "div",
        { class: "columns" },
        this.columns.map((column) => column.element),
      ),
      this.reliability.element,
      this.table.element,
      this.tooltip.element,
    );
    this.observer.observe(this.root);
  }

  onResize() {
    if (this.root.clientWidth && this.root.clientWidth !== this.width) this.refresh();
  }

  /** Change a part of the view. */
  choose(patch) {
    this.view = completed({ ...this.view, ...patch }, this.data);
    this.refresh();
  }

  refresh() {
    const { data, view } = this;
    this.link.write(view);
    lastView = view;
    this.width = this.root.clientWidth;
    this.root.dataset.view = view.view;
    this.answers.update();
    this.controls.update();
    this.legend.update();
    for (const { mode, element: box } of this.columns) {
      box.hidden = view.view !== "both" && view.view !== mode;
    }
    for (const { parts, element: box } of this.columns)
      if (!box.hidden) parts.forEach((part) => part.update());
    this.story.update();
    this.reliability.update();
    this.table.update();
    const shown = { layer: view.layer, words: data.points.length, cosine: view.cosine, plane: this.plane };
    announce(this.root, shown);
  }

  /** One word or example under the pointer or the focus, in both pictures; `note` is what the tooltip says. */
  highlight(marked, note = null) {
    if (note) this.tooltip.show(note.content, note.box);
    else this.tooltip.hide();
    if (this.marked?.kind === marked?.kind && this.marked?.index === marked?.index) return;
    this.marked = marked;
    this.answers.emphasise();
    for (const { parts, element: box } of this.columns)
      if (!box.hidden) parts.forEach((part) => part.emphasise());
  }

  /** The axes of the pictures: those of the senses need examples. */
  get plane() {
    return this.data.labelled ? this.view.plane : "pca";
  }

  markPair(pair) {
    this.pair = pair;
    for (const { parts, element: box } of this.columns) if (!box.hidden) parts.at(-1).emphasise();
  }

  files() {
    const shown = () => this.columns.filter(({ element: box }) => !box.hidden);
    return {
      name: `dotbogi-${this.data.word}`,
      rows: () => this.table.rows(),
      layers: () => shown().map(({ scatter }) => scatter.svg),
    };
  }

  leave() {
    this.controls?.stop();
    this.observer.disconnect();
    this.link.leave();
  }
}
