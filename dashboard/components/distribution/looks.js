// Where the model looked when it made this prediction: a row for each token read, a column for each head.

import { rampCss, RAMP_STEPS } from "../base/colour.js";
import { clamp, element } from "../base/dom.js";
import { percentText, weightText } from "../base/format.js";

export class Looks {
  constructor(app) {
    this.app = app;
    this.title = element("h3", {}, app.say("looks_title"));
    this.hint = element("p", { class: "hint" });
    this.grid = element("div", {
      class: "look-window",
      tabindex: "0",
      role: "application",
      "aria-label": app.say("looks_label"),
    });
    this.readout = element("p", { class: "readout", "aria-live": "polite" });
    this.legend = element("div", { class: "legend" });
    this.numbers = element("details", {}, element("summary", {}, app.say("looks_numbers")));
    this.numbers.addEventListener("toggle", () => this.fillNumbers());
    this.element = element(
      "div",
      { class: "looks-body" },
      this.title,
      this.hint,
      this.grid,
      this.readout,
      this.legend,
      this.numbers,
    );
    this.grid.addEventListener("pointermove", (event) => this.onPoint(event));
    this.grid.addEventListener("pointerdown", (event) => this.onPoint(event));
    this.grid.addEventListener("pointerleave", () => app.tooltip.hide());
    this.grid.addEventListener("keydown", (event) => this.onKey(event));
  }

  update() {
    const { app } = this;
    const { moment } = app;
    if (this.drawn === moment && this.ramp === app.ramp) return;
    const fresh = this.drawn !== moment;
    [this.drawn, this.ramp] = [moment, app.ramp];
    this.hint.textContent = app.say("looks_hint", { layers: moment.layers, heads: moment.heads });
    this.names = this.keyNames();
    this.means = moment.meanWeights();
    this.draw();
    if (fresh) {
      this.cell = { key: strongest(this.means), column: 0 };
      this.cell.column = this.strongestHead(this.cell.key);
      this.grid.scrollTop = this.grid.scrollHeight;
    }
    this.showReadout();
    this.drawLegend();
    this.fillNumbers();
  }

  /** Labels of the tokens read, the start token first. */
  keyNames() {
    const { app } = this;
    const { view, data, moment } = app;
    const sentence = data.tokens.map(({ label }) => label);
    if (data.mode === "bidirectional" && view.step === null) {
      const names = sentence.slice();
      names[view.at] = "▢";
      return names.slice(0, moment.keys);
    }
    if (view.step === null) return sentence.slice(0, moment.keys);
    return [...sentence.slice(0, view.start), ...data.written.map(({ label }) => label)].slice(
      0,
      moment.keys,
    );
  }

  draw() {
    const { app, names, means } = this;
    const { moment } = app;
    const head = element(
      "div",
      { class: "look-row head" },
      element("span", { class: "look-name" }),
      Array.from({ length: moment.layers }, (_, layer) =>
        element("span", { class: "look-layer" }, app.say("layer_short", { n: layer + 1 })),
      ),
      element("span", { class: "look-mean" }, app.say("mean")),
    );
    const most = means.reduce((size, value) => Math.max(size, value), 0);
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
    const canvases = Array.from({ length: moment.layers }, (_, layer) => this.paint(layer));
    this.cursor = element("span", { class: "cursor", hidden: true });
    this.body = element(
      "div",
      { class: "look-body", style: `--rows:${names.length}` },
      element("div", { class: "look-names" }, labels),
      canvases,
      element("div", { class: "look-means" }, meters),
      this.cursor,
    );
    this.canvases = canvases;
    this.grid.style.setProperty("--heads", moment.heads);
    this.grid.style.setProperty("--layers", moment.layers);
    this.grid.replaceChildren(head, this.body);
  }

  /** One pixel for each weight; the style sheet makes the pixels large. */
  paint(layer) {
    const { moment, ramp } = this.app;
    const canvas = element("canvas", {
      class: "look-canvas",
      width: moment.heads,
      height: moment.keys,
      dataset: { layer },
    });
    const context = canvas.getContext("2d");
    const image = context.createImageData(moment.heads, moment.keys);
    for (let key = 0; key < moment.keys; key += 1) {
      for (let head = 0; head < moment.heads; head += 1) {
        const step = Math.round(Math.sqrt(moment.weight(layer, head, key)) * (RAMP_STEPS - 1));
        image.data.set(ramp.colours.subarray(4 * step, 4 * step + 4), 4 * (key * moment.heads + head));
      }
    }
    context.putImageData(image, 0, 0);
    return canvas;
  }

  strongestHead(key) {
    const { moment } = this.app;
    let best = 0;
    for (let column = 1; column < moment.layers * moment.heads; column += 1) {
      const value = (at) => moment.weight(Math.floor(at / moment.heads), at % moment.heads, key);
      if (value(column) > value(best)) best = column;
    }
    return best;
  }

  onPoint(event) {
    const canvas = event.target.closest("canvas");
    if (!canvas) {
      this.app.tooltip.hide();
      return;
    }
    const { moment } = this.app;
    const box = canvas.getBoundingClientRect();
    const head = clamp(
      Math.floor(((event.clientX - box.left) / box.width) * moment.heads),
      0,
      moment.heads - 1,
    );
    const key = clamp(Math.floor(((event.clientY - box.top) / box.height) * moment.keys), 0, moment.keys - 1);
    this.cell = { key, column: Number(canvas.dataset.layer) * moment.heads + head };
    this.showReadout();
    const at = { left: event.clientX, right: event.clientX, top: event.clientY, bottom: event.clientY };
    if (event.pointerType !== "touch") this.app.tooltip.show(this.cellText(), at);
  }

  onKey(event) {
    const steps = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
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
    const { moment } = app;
    const { key, column } = this.cell;
    const [layer, head] = [Math.floor(column / moment.heads), column % moment.heads];
    const value = moment.weight(layer, head, key);
    return [
      element(
        "span",
        { class: "pair" },
        app.sayNodes("cell", {
          layer: layer + 1,
          head: head + 1,
          token: app.korean(this.names[key]),
          place: key,
        }),
      ),
      element("b", { dataset: { layer, head, key, value } }, weightText(value)),
      element("small", {}, percentText(value)),
    ];
  }

  showReadout() {
    this.readout.replaceChildren(...this.cellText());
    const { moment } = this.app;
    const { key, column } = this.cell;
    const canvas = this.canvases[Math.floor(column / moment.heads)];
    const [width, height] = [canvas.offsetWidth / moment.heads, canvas.offsetHeight / moment.keys];
    this.cursor.hidden = !width;
    this.cursor.style.cssText = `left:${canvas.offsetLeft + (column % moment.heads) * width}px;top:${canvas.offsetTop + key * height}px;width:${width}px;height:${height}px`;
  }

  drawLegend() {
    const { app } = this;
    const stops = Array.from({ length: 9 }, (_, i) => rampCss(app.ramp, i / 8)).join(",");
    const labels = [0, 0.25, 0.5, 0.75, 1].map((share) =>
      element("span", { style: `left:${100 * share}%` }, String(Number((share * share).toPrecision(2)))),
    );
    this.legend.replaceChildren(
      element("span", {}, app.say("looks_scale")),
      element(
        "span",
        { class: "ramp-box" },
        element("span", { class: "ramp", style: `background:linear-gradient(90deg,${stops})` }),
        element("span", { class: "ends" }, labels),
      ),
    );
  }

  fillNumbers() {
    if (!this.numbers.open || this.filled === this.drawn) {
      if (!this.numbers.open && this.filled && this.filled !== this.drawn) {
        this.numbers.querySelector(".window")?.remove();
        this.filled = null;
      }
      return;
    }
    this.filled = this.drawn;
    const { app, names, means } = this;
    const { moment } = app;
    const heads = Array.from({ length: moment.layers * moment.heads }, (_, column) => [
      Math.floor(column / moment.heads),
      column % moment.heads,
    ]);
    const head = [
      app.say("table_token"),
      app.say("mean"),
      ...heads.map(([layer, index]) => `${layer + 1}.${index + 1}`),
    ].map((text) => element("th", { scope: "col" }, text));
    const rows = names.map((name, key) =>
      element(
        "tr",
        {},
        element("th", { scope: "row", lang: "ko" }, `${name} (${key})`),
        element("td", {}, weightText(means[key])),
        heads.map(([layer, index]) => element("td", {}, weightText(moment.weight(layer, index, key)))),
      ),
    );
    this.numbers.querySelector(".window")?.remove();
    this.numbers.append(
      element(
        "div",
        { class: "window", tabindex: "0", role: "region", "aria-label": app.say("looks_numbers") },
        element("table", {}, element("thead", {}, element("tr", {}, head)), element("tbody", {}, rows)),
      ),
    );
  }
}

function strongest(values) {
  let best = Math.min(1, values.length - 1);
  for (let key = 1; key < values.length; key += 1) if (values[key] > values[best]) best = key;
  return best;
}
