// The picture of where the model looked: names, a canvas for each layer, means.

import { element } from "../base/dom.js";
import { pixelCanvas } from "../base/paint.js";

export class LookGrid {
  constructor(app) {
    this.app = app;
    this.cursor = element("span", { class: "cursor", hidden: true });
    const label = app.say("looks_label");
    const options = { class: "look-window", tabindex: "0", role: "application", "aria-label": label };
    this.element = element("div", options);
  }

  draw(names, means) {
    const { app, element: grid } = this;
    const { moment } = app;
    const layers = Array.from({ length: moment.layers }, (_, layer) => layer);
    const head = element(
      "div",
      { class: "look-row head" },
      element("span", { class: "look-name" }),
      layers.map((layer) =>
        element("span", { class: "look-layer" }, app.say("layer_short", { n: layer + 1 })),
      ),
      element("span", { class: "look-mean" }, app.say("mean")),
    );
    const most = Math.max(...means);
    const labels = names.map((name, key) =>
      element("span", { class: "look-name", lang: "ko", dataset: { key } }, name),
    );
    const meters = Array.from(means, (value, key) =>
      element(
        "span",
        { class: "look-mean", dataset: { key, value } },
        element("i", { style: `width:${(100 * value) / most}%` }),
        element("b", {}, value.toFixed(3)),
      ),
    );
    this.canvases = layers.map((layer) => this.paint(layer));
    const body = element(
      "div",
      { class: "look-body", style: `--rows:${names.length}` },
      element("div", { class: "look-names" }, labels),
      this.canvases,
      element("div", { class: "look-means" }, meters),
      this.cursor,
    );
    grid.style.setProperty("--heads", moment.heads);
    grid.style.setProperty("--layers", moment.layers);
    grid.replaceChildren(head, body);
  }

  /** One pixel for each weight; the style sheet makes the pixels large. */
  paint(layer) {
    const { moment, theme } = this.app;
    const { heads, keys } = moment;
    const share = (at) => Math.sqrt(moment.weight(layer, at % heads, Math.floor(at / heads)));
    const canvas = pixelCanvas(heads * keys, heads, theme.sequential, share);
    canvas.className = "look-canvas";
    canvas.dataset.layer = String(layer);
    return canvas;
  }

  /** Frame the cell of a key and of a head, `column` of all. */
  point({ key, column }) {
    const { moment } = this.app;
    const canvas = this.canvases[Math.floor(column / moment.heads)];
    const [width, height] = [canvas.offsetWidth / moment.heads, canvas.offsetHeight / moment.keys];
    const [left, top] = [
      canvas.offsetLeft + (column % moment.heads) * width,
      canvas.offsetTop + key * height,
    ];
    this.cursor.hidden = !width;
    this.cursor.style.cssText = `left:${left}px;top:${top}px;width:${width}px;height:${height}px`;
  }
}
