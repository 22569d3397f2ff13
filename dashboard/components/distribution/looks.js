// Where the model looked when it made this prediction: a row for each token read, a column for each head.

import { clamp, element } from "../base/dom.js";
import { percentText, weightText } from "../base/format.js";
import { rampLegend } from "../base/legend.js";
import { pixelAt } from "../base/paint.js";
import { folded, table, tableWindow } from "../base/table.js";
import { LookGrid } from "./look_grid.js";

const MOVES = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

export class Looks {
  constructor(app) {
    this.app = app;
    this.drawn = null; // for which moment and theme
    this.theme = null;
    this.hint = element("p", { class: "hint" });
    this.grid = new LookGrid(app);
    this.readout = element("p", { class: "readout", "aria-live": "polite" });
    this.legend = element("div", { class: "scale" });
    this.numbers = folded(app.say("looks_numbers"), () => this.table());
    this.element = element(
      "div",
      { class: "looks-body" },
      element("h3", {}, app.say("looks_title")),
      this.hint,
      this.grid.element,
      this.readout,
      this.legend,
      this.numbers.element,
    );
    const grid = this.grid.element;
    grid.addEventListener("pointermove", (event) => this.onPoint(event));
    grid.addEventListener("pointerdown", (event) => this.onPoint(event));
    grid.addEventListener("pointerleave", () => app.tooltip.hide());
    grid.addEventListener("keydown", (event) => this.onKey(event));
  }

  update() {
    const { app } = this;
    const { moment, theme } = app;
    if (this.drawn === moment && this.theme === theme) return;
    const fresh = this.drawn !== moment;
    [this.drawn, this.theme] = [moment, theme];
    this.hint.textContent = app.say("looks_hint", { layers: moment.layers, heads: moment.heads });
    this.names = this.keyNames();
    this.means = moment.meanWeights();
    this.grid.draw(this.names, this.means);
    if (fresh) {
      this.cell = { key: strongest(this.means), column: 0 };
      this.cell.column = this.strongestHead(this.cell.key);
      this.grid.element.scrollTop = this.grid.element.scrollHeight;
    }
    this.showReadout();
    // the scale is a square root
    const values = [0, 0.25, 0.5, 0.75, 1].map((share) => String(Number((share * share).toPrecision(2))));
    this.legend.replaceChildren(rampLegend(theme.sequential, app.say("looks_scale"), values));
    this.numbers.refresh();
  }

  /** Labels of the tokens read, the start token first. */
  keyNames() {
    const { view, data, moment } = this.app;
    const names = data.tokens.map(({ label }) => label);
    if (view.step !== null) names.splice(view.start, Infinity, ...data.written.map(({ label }) => label));
    else if (data.mode === "bidirectional") names[view.at] = "▢";
    return names.slice(0, moment.keys);
  }

  strongestHead(key) {
    const { moment } = this.app;
    const heads = Array.from({ length: moment.layers * moment.heads }, (_, column) => moment.at(column, key));
    return heads.indexOf(Math.max(...heads));
  }

  onPoint(event) {
    const canvas = event.target.closest("canvas");
    const { moment, tooltip } = this.app;
    const pixel = canvas && pixelAt(canvas, moment.heads, moment.keys, event);
    if (!canvas || pixel === null) {
      tooltip.hide();
      return;
    }
    const column = Number(canvas.dataset.layer) * moment.heads + (pixel % moment.heads);
    this.cell = { key: Math.floor(pixel / moment.heads), column };
    this.showReadout();
    if (event.pointerType !== "touch") tooltip.showAt(this.cellText(), event);
  }

  onKey(event) {
    const steps = MOVES[event.key];
    if (!steps) return;
    event.preventDefault();
    const { moment } = this.app;
    this.cell = {
      key: clamp(this.cell.key + steps[0], 0, moment.keys - 1),
      column: clamp(this.cell.column + steps[1], 0, moment.layers * moment.heads - 1),
    };
    this.showReadout();
  }

  cellText() {
    const { app } = this;
    const { key, column } = this.cell;
    const [layer, head] = [Math.floor(column / app.moment.heads), column % app.moment.heads];
    const value = app.moment.weight(layer, head, key);
    const token = app.korean(this.names[key]);
    const name = app.sayNodes("cell", { layer: layer + 1, head: head + 1, token, place: key });
    return [
      element("span", { class: "pair" }, name),
      element("b", { dataset: { layer, head, key, value } }, weightText(value)),
      element("small", {}, percentText(value)),
    ];
  }

  showReadout() {
    this.readout.replaceChildren(...this.cellText());
    this.grid.point(this.cell);
  }

  table() {
    const { app, names, means } = this;
    const { moment } = app;
    const columns = Array.from({ length: moment.layers * moment.heads }, (_, column) => column);
    const short = (column) => `${Math.floor(column / moment.heads) + 1}.${(column % moment.heads) + 1}`;
    const head = [app.say("table_token"), app.say("mean"), ...columns.map(short)];
    const rows = names.map((name, key) => [
      element("th", { scope: "row", lang: "ko" }, `${name} (${key})`),
      ...[means[key], ...columns.map((column) => moment.at(column, key))].map(weightText),
    ]);
    return tableWindow(app.say("looks_numbers"), table({ head, rows }));
  }
}

function strongest(values) {
  let best = Math.min(1, values.length - 1);
  for (let key = 1; key < values.length; key += 1) if (values[key] > values[best]) best = key;
  return best;
}
