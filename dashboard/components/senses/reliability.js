// How far to trust a decision: accuracy on the labelled examples for every layer and both masks. A click chooses a layer.

import { element } from "../base/dom.js";
import { decimalText, percentText } from "../base/format.js";
import { svg } from "../base/svg.js";
import { layerFrame, layerName } from "./chart.js";
import { MODES } from "./data.js";

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
    const ticks = [0, 0.5, 1].map((share) => [1 - share, `${100 * share}%`]);
    const shown = { layers: data.layers, now: view.layer, ticks };
    const frame = layerFrame(this.chart, HEIGHT, ROOM, shown, 1000);
    const y = (share) => frame.y(1 - share);
    const layers = Array.from({ length: data.layers }, (_, layer) => layer);
    const [x1, x2] = [ROOM.left, frame.width - ROOM.right];
    this.chart.replaceChildren(
      ...frame.lines,
      svg("line", { class: "baseline", x1, x2, y1: y(majority), y2: y(majority) }),
      ...MODES.flatMap((mode) => this.curve(mode, layers, frame.x, y)),
      ...layers.map((layer) => this.column(layer, frame.x)),
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
    const box = { x: x(layer) - step / 2, y: 0, width: step, height: HEIGHT };
    return svg(
      "g",
      { class: "column", onclick: () => app.choose({ layer }) },
      svg("rect", box, svg("title", {}, this.textOf(layer))),
      layerName(app, layer, x, HEIGHT),
    );
  }

  textOf(layer) {
    const { app } = this;
    const parts = MODES.map((mode) => {
      const { accuracy, low, high } = app.data.reliability(mode, layer);
      const { sure, maybe } = app.data.thresholds(mode, layer);
      const bound = [
        ["sure", sure],
        ["maybe", maybe],
      ]
        .filter(([, margin]) => Number.isFinite(margin))
        .map(([step, margin]) =>
          app.say("threshold", { step: app.say(`step_${step}`), margin: decimalText(margin, 3) }),
        )
        .join(", ");
      return `${app.say(`mode_${mode}`)} ${percentText(accuracy)} (${percentText(low)}–${percentText(high)}), ${bound || app.say("no_threshold")}`;
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
