// Every number behind the pictures: a table of the layer on screen, and all layers as a file.

import { saveCsv } from "../base/csv.js";
import { element } from "../base/dom.js";
import { decimalText } from "../base/format.js";
import { folded, table } from "../base/table.js";
import { MODES } from "./data.js";

export class Table {
  constructor(app) {
    this.app = app;
    this.box = folded(app.say("table"), () => this.content(), { class: "as-table" });
    this.element = this.box.element;
  }

  update() {
    this.box.refresh();
  }

  content() {
    const { app } = this;
    const { data, view } = app;
    const names = ["mask", "word", "sentence", "x", "y"].map((key) => app.say(`column_${key}`));
    const head = [
      ...names,
      ...data.senses.map((_, sense) => app.senseName(sense)),
      ...data.senses.map((_, sense) => app.say("column_cosine", { sense: app.senseName(sense) })),
      ...(data.labelled ? ["margin", "decision", "step"].map((key) => app.say(`column_${key}`)) : []),
    ];
    const rows = MODES.flatMap((mode) => data.points.map((_, index) => this.row(mode, index, view.layer)));
    const numbers = table({ head, rows, caption: app.layerName(view.layer), class: "numbers-table" });
    const save = element(
      "button",
      { type: "button", class: "tool", onclick: () => this.save() },
      app.say("save"),
    );
    return element("div", {}, element("div", { class: "table-window" }, numbers), save);
  }

  row(mode, index, layer) {
    const { app } = this;
    const { data } = app;
    const point = data.points[index];
    const words = (text, options = {}) => element("td", { class: "words", ...options }, text);
    const label = element("th", { scope: "row" }, point.label);
    const named = [words(app.say(`mode_${mode}`)), label, words(point.text, { lang: "ko" })];
    const place = [...data.place(mode, index, layer, app.plane)];
    if (!data.labelled) return [...named, ...place.map((value) => decimalText(value))];
    const { scores, cosines, best, margin, step } = data.decision(mode, index, layer);
    const numbers = [...place, ...scores, ...cosines, margin].map((value) => decimalText(value));
    return [...named, ...numbers, words(app.senseName(best)), words(app.say(`step_${step}`))];
  }

  save() {
    saveCsv(`dotbogi-${this.app.data.word}`, this.rows());
  }

  rows() {
    const { data } = this.app;
    const names = ["score", "cosine"].flatMap((kind) => data.senses.map((name) => `${kind}_${name}`));
    const seats = data.labelled ? ["seat_x", "seat_y"] : [];
    const rows = [["mask", "layer", "kind", "label", "sentence", "x", "y", ...seats, ...names]];
    for (const mode of MODES)
      for (let layer = 0; layer < data.layers; layer += 1) {
        const places = (find, index) => [
          ...find.call(data, mode, index, layer),
          ...(data.labelled ? find.call(data, mode, index, layer, "senses") : []),
        ];
        data.points.forEach(({ label, text }, index) => {
          const { scores, cosines } = data.labelled ? data.decision(mode, index, layer) : NONE;
          const numbers = [...places(data.place, index), ...scores, ...cosines];
          rows.push([mode, layer, "reader", label, text, ...numbers]);
        });
        data.examples.forEach(({ sense, text }, index) =>
          rows.push([mode, layer, "example", data.senses[sense], text, ...places(data.examplePlace, index)]),
        );
      }
    return rows;
  }
}

const NONE = { scores: [], cosines: [] };
