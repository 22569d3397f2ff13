// The frame: switches, panels, tools, and the lines of text around the picture.

import { checkChoices, choice, tool } from "../base/controls.js";
import { element } from "../base/dom.js";
import { linkTool } from "../base/export.js";
import { percentText } from "../base/format.js";
import { savePicture } from "./picture.js";
import { saveMatrix } from "./table.js";

export class Layout {
  constructor(app) {
    this.app = app;
    this.heading = element("h3", {});
    this.note = element("p", { class: "hint" });
    this.readout = element("p", { class: "readout", id: "readout", "aria-live": "polite" });
    this.scale = element("div", {});
    this.body = element(
      "div",
      { class: "body" },
      Object.values(app.parts).map((part) => part.element),
    );
    this.zoom = element(
      "span",
      { class: "tools" },
      this.tool("−", "zoom_out", () => app.parts.matrix.magnify(0.5)),
      this.tool("+", "zoom_in", () => app.parts.matrix.magnify(2)),
    );
    this.controls = element(
      "div",
      { class: "controls" },
      ["unit", "scale", "sink"].map((name) => this.choiceOf(name)),
    );
    this.panels = element("div", { class: "panels" }, this.overview(), this.detail());
    this.elements = [this.controls, this.panels, app.explanation.element];
  }

  overview() {
    const { app } = this;
    return element(
      "section",
      { class: "panel overview", "aria-label": app.say("overview_title") },
      element("h3", {}, app.say("overview_title")),
      element("p", { class: "hint" }, app.say("overview_hint")),
      app.sprite.element,
      app.figures.element,
    );
  }

  detail() {
    const { app } = this;
    const files = element(
      "span",
      { class: "tools" },
      this.tool("PNG", "save_picture", () => savePicture(app)),
      this.tool("CSV", "save_csv", () => saveMatrix(app)),
      linkTool(app.root),
    );
    const head = [this.heading, this.choiceOf("show"), element("span", { class: "tools" }, this.zoom, files)];
    return element(
      "section",
      { class: "panel detail", "aria-label": app.say("detail_title") },
      element("div", { class: "detail-head" }, head),
      this.note,
      this.body,
      this.readout,
      this.scale,
    );
  }

  tool(text, key, onclick) {
    return tool(text, key, this.app.say(key), onclick);
  }

  choiceOf(name) {
    const { app } = this;
    const options = app.data.channel.keys[name].names.map((value) => ({
      value,
      text: app.say(`${name}_${value}`),
    }));
    const onchange = (value) => app.choose({ [name]: value });
    return choice({ name, legend: app.say(`${name}_label`), options, onchange });
  }

  /** What depends on the view alone. */
  update() {
    const { app } = this;
    const { view } = app;
    for (const box of [this.controls, this.panels]) checkChoices(box, view);
    this.heading.textContent = app.headName(view.layer, view.head);
    for (const [name, part] of Object.entries(app.parts)) part.element.hidden = name !== view.show;
    this.zoom.hidden = view.show !== "matrix";
  }

  /** The words around the matrix that was just drawn. */
  describe(legend) {
    const { app } = this;
    this.note.textContent = this.noteText();
    this.readout.replaceChildren(...app.cellText(app.chosenCell()));
    this.scale.replaceChildren(app.view.show === "table" ? "" : legend);
  }

  noteText() {
    const { app } = this;
    const { view, matrix, data } = app;
    const parts = [app.say(`${view.show}_note`)];
    if (view.unit === "word") parts.push(app.say("word_note"));
    if (matrix.start) {
      const mean = matrix.start.reduce((sum, value) => sum + value, 0) / matrix.start.length;
      parts.push(app.say("apart_note", { start: data.tokens[0].label, share: percentText(mean) }));
      if (view.show === "matrix") parts.push(app.say("apart_bars"));
    }
    return parts.join(" ");
  }
}
