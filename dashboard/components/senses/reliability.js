// How far to trust a decision: accuracy on the labelled examples for every layer and both masks. A click chooses a layer.

import { element } from "../base/dom.js";
import { decimalText, percentText } from "../base/format.js";
import { MODES } from "./data.js";
import { svg } from "./marks.js";

const HEIGHT = 230;
const ROOM = { left: 48, right: 90, top: 14, bottom: 30 };

export class Reliability {
  constructor(app) {
    this.app = app;
    this.chart = svg("svg", { class: "chart wide", role: "img" });
    this.note = element("p", { class: "hint" });
    this.element = element(
      "section",
      { class: "panel reliability" },
      element("h3", {}, app.say("reliability")),
      this.note,
      this.chart,
    );
  }

  update() {
    const { app } = this;
    const { data, view } = app;
    this.element.hidden = !data.labelled;
    if (!data.labelled) return;
    const majority = mostFrequent(data) / data.examples.length;
    this.note.textContent = app.say("reliability_note", {
      n: data.examples.length,
      majority: percentText(majority),
    });
    const width = this.chart.clientWidth || 1000; // one unit is one pixel
    this.chart.setAttribute("viewBox", `0 0 ${width} ${HEIGHT}`);
    const x = (layer) => ROOM.left + (layer / (data.layers - 1)) * (width - ROOM.left - ROOM.right);
    const y = (share) => ROOM.top + (1 - share) * (HEIGHT - ROOM.top - ROOM.bottom);
    const layers = Array.from({ length: data.layers }, (_, layer) => layer);
    this.chart.replaceChildren(
      ...[0, 0.5, 1].flatMap((tick) => [
        svg("line", { class: "grid", x1: ROOM.left, x2: width - ROOM.right, y1: y(tick), y2: y(tick) }),
        svg(
          "text",
          { class: "axis", x: ROOM.left - 8, y: y(tick) + 4, "text-anchor": "end" },
          `${100 * tick}%`,
        ),
      ]),
      svg("line", {
        class: "baseline",
        x1: ROOM.left,
        x2: width - ROOM.right,
        y1: y(majority),
        y2: y(majority),
      }),
      svg("line", {
        class: "here",
        x1: x(view.layer),
        x2: x(view.layer),
        y1: ROOM.top,
        y2: HEIGHT - ROOM.bottom,
      }),
      ...MODES.flatMap((mode) => this.curve(mode, layers, x, y)),
      ...layers.map((layer) => this.column(layer, x)),
    );
    this.chart.setAttribute("aria-label", layers.map((layer) => this.textOf(layer)).join(". "));
  }

  curve(mode, layers, x, y) {
    const { data } = this.app;
    const rows = layers.map((layer) => data.reliability(mode, layer));
    const at = (layer, share) => `${x(layer).toFixed(1)},${y(share).toFixed(1)}`;
    const band = [
      ...layers.map((l) => at(l, rows[l].high)),
      ...layers.map((l) => at(l, rows[l].low)).reverse(),
    ];
    const last = layers.length - 1;
    return [
      svg("polygon", { class: `band ${mode}`, points: band.join(" ") }),
      svg("polyline", {
        class: `line ${mode}`,
        points: layers.map((l) => at(l, rows[l].accuracy)).join(" "),
      }),
      ...layers.map((l) =>
        svg("circle", { class: `line-spot ${mode}`, cx: x(l), cy: y(rows[l].accuracy), r: 3.5 }),
      ),
      svg(
        "text",
        { class: `axis end ${mode}`, x: x(last) + 10, y: y(rows[last].accuracy) + 4 },
        this.app.say(`mode_${mode}`),
      ),
    ];
  }

  column(layer, x) {
    const { app } = this;
    const step = x(1) - x(0);
    const now = layer === app.view.layer;
    return svg(
      "g",
      { class: "column", onclick: () => app.choose({ layer }) },
      svg(
        "rect",
        { x: x(layer) - step / 2, y: 0, width: step, height: HEIGHT },
        svg("title", {}, this.textOf(layer)),
      ),
      svg(
        "text",
        { class: now ? "axis now" : "axis", x: x(layer), y: HEIGHT - 8, "text-anchor": "middle" },
        app.layerShort(layer),
      ),
    );
  }

  textOf(layer) {
    const { app } = this;
    const parts = MODES.map((mode) => {
      const { accuracy, low, high } = app.data.reliability(mode, layer);
      const threshold = app.data.threshold(mode, layer);
      const bound =
        threshold < 0
          ? app.say("no_threshold")
          : app.say("threshold", { threshold: decimalText(threshold, 3) });
      return `${app.say(`mode_${mode}`)} ${percentText(accuracy)} (${percentText(low)}–${percentText(high)}), ${bound}`;
    });
    return `${app.layerName(layer)}: ${parts.join(" · ")}`;
  }
}

function mostFrequent(data) {
  const counts = data.senses.map(
    (_, sense) => data.examples.filter((example) => example.sense === sense).length,
  );
  return Math.max(...counts);
}
