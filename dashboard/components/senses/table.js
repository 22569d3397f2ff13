// Every number behind the pictures: a table of the layer on screen, and all layers as a file.

import { element, saveFile } from "../base/dom.js";
import { decimalText } from "../base/format.js";
import { MODES } from "./data.js";

export class Table {
  constructor(app) {
    this.app = app;
    this.window = element("div", { class: "table-window" });
    this.element = element(
      "details",
      { class: "as-table" },
      element("summary", {}, app.say("table")),
      this.window,
      element("button", { type: "button", class: "tool", onclick: () => this.save() }, app.say("save")),
    );
    this.element.addEventListener("toggle", () => this.update());
  }

  update() {
    if (!this.element.open) return;
    const { app } = this;
    const { data, view } = app;
    const names = ["mask", "word", "sentence", "x", "y"].map((key) => app.say(`column_${key}`));
    const head = [
      ...names,
      ...data.senses.map((_, sense) => app.senseName(sense)),
      ...(data.labelled ? [app.say("column_margin"), app.say("column_decision")] : []),
    ];
    const rows = MODES.flatMap((mode) =>
      data.points.map((point, index) => this.row(mode, point, index, view.layer)),
    );
    this.window.replaceChildren(
      element(
        "table",
        { class: "numbers-table" },
        element("caption", {}, app.layerName(view.layer)),
        element(
          "thead",
          {},
          element(
            "tr",
            {},
            head.map((name) => element("th", { scope: "col" }, name)),
          ),
        ),
        element("tbody", {}, rows),
      ),
    );
  }

  row(mode, point, index, layer) {
    const { app } = this;
    const { data } = app;
    const [x, y] = data.place(mode, index, layer);
    const cells = [element("td", {}, decimalText(x, 4)), element("td", {}, decimalText(y, 4))];
    if (data.labelled) {
      const { cosines, best, margin, sure } = data.decision(mode, index, layer);
      cells.push(...cosines.map((cosine) => element("td", {}, decimalText(cosine, 4))));
      cells.push(element("td", {}, decimalText(margin, 4)));
      cells.push(element("td", { class: "words" }, sure ? app.senseName(best) : app.say("unsure")));
    }
    return element(
      "tr",
      {},
      element("td", { class: "words" }, app.say(`mode_${mode}`)),
      element("th", { scope: "row" }, point.label),
      element("td", { class: "words", lang: "ko" }, point.text),
      cells,
    );
  }

  save() {
    const { data } = this.app;
    const head = [
      "mask",
      "layer",
      "kind",
      "label",
      "sentence",
      "x",
      "y",
      ...data.senses.map((name) => `cosine_${name}`),
    ];
    const lines = [head];
    for (const mode of MODES)
      for (let layer = 0; layer < data.layers; layer += 1) {
        data.points.forEach((point, index) => {
          const cosines = data.labelled ? data.decision(mode, index, layer).cosines : [];
          lines.push([
            mode,
            layer,
            "reader",
            point.label,
            point.text,
            ...data.place(mode, index, layer),
            ...cosines,
          ]);
        });
        data.examples.forEach((example, index) =>
          lines.push([
            mode,
            layer,
            "example",
            data.senses[example.sense],
            example.text,
            ...data.examplePlace(mode, index, layer),
          ]),
        );
      }
    const text = lines.map((line) => line.map(quoted).join(",")).join("\r\n");
    // the mark lets spreadsheets see that this is UTF-8
    saveFile(`dotbogi-${data.word}.csv`, new Blob([`\ufeff${text}\r\n`], { type: "text/csv;charset=utf-8" }));
  }
}

function quoted(value) {
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
