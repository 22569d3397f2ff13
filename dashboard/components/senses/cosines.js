// How alike the reader's words are: a table of cosines at the layer on screen, and one line for each pair over all layers.

import { element, findAll } from "../base/dom.js";
import { decimalText } from "../base/format.js";
import { spreadLabels } from "../base/labels.js";
import { svg } from "../base/svg.js";
import { table } from "../base/table.js";
import { layerFrame, layerName } from "./chart.js";

const HEIGHT = 200;
const ROOM = { left: 40, right: 46, top: 12, bottom: 28 };

export class Cosines {
  constructor(app, mode) {
    this.app = app;
    this.mode = mode;
    this.table = element("div", { class: "table-window" });
    this.chart = svg("svg", { class: "chart", role: "img" });
    this.readout = element("p", { class: "hint pair-readout" });
    this.element = element(
      "section",
      { class: "cosines" },
      element("h4", {}, app.say("cosines")),
      this.table,
      this.chart,
      this.readout,
    );
  }

  update() {
    const { data } = this.app;
    this.element.hidden = data.points.length < 2;
    if (this.element.hidden) return;
    this.low = lowest(this.app);
    this.drawTable();
    this.drawChart();
    this.emphasise();
  }

  emphasise() {
    const pair = this.app.pair;
    const names = pair ? [pair.join(), [...pair].reverse().join()] : [];
    for (const node of findAll(this.element, "[data-pair]"))
      node.classList.toggle("marked", names.includes(node.dataset.pair));
    this.chart.classList.toggle("marking", Boolean(pair));
    this.readout.textContent = pair
      ? this.pairText(pair)
      : this.app.say(`cosine_note_${this.app.view.cosine}`);
  }

  pairText([a, b]) {
    const { data, view } = this.app;
    const values = Array.from({ length: data.layers }, (_, layer) =>
      decimalText(data.cosine(this.mode, layer, a, b, view.cosine), 4),
    );
    const [first, second] = [data.points[a].label, data.points[b].label];
    return this.app.say("pair_by_layer", { first, second, values: values.join("  ") });
  }

  drawTable() {
    const { app, mode } = this;
    const { data, view } = app;
    const labels = data.points.map((point) => point.label);
    const head = [element("td", { class: "corner" }), ...labels];
    const rows = labels.map((label, a) => [label, ...labels.map((_, b) => this.cell(a, b))]);
    const name = `${app.say("cosines")}, ${app.say(`mode_${mode}`)}, ${app.layerName(view.layer)}`;
    this.table.replaceChildren(table({ head, rows, "aria-label": name }));
  }

  cell(a, b) {
    const { app, mode } = this;
    const value = app.data.cosine(mode, app.view.layer, a, b, app.view.cosine);
    const share = (value - this.low) / (1 - this.low);
    const mark = a === b ? null : () => app.markPair([a, b]);
    const cell = element(
      "td",
      {
        tabindex: a === b ? null : 0,
        dataset: { pair: `${a},${b}`, value },
        class: a === b ? "self" : null,
        onpointerenter: mark,
        onfocus: mark,
        onpointerleave: mark && (() => app.markPair(null)),
        onblur: mark && (() => app.markPair(null)),
      },
      decimalText(value, app.data.points.length > 6 ? 2 : 3),
    );
    if (a === b) return cell;
    cell.style.backgroundColor = app.theme.sequential.css(0.85 * share);
    cell.style.color = share > 0.65 ? "var(--paper)" : "var(--text)";
    return cell;
  }

  drawChart() {
    const { app, mode, low } = this;
    const { data, view } = app;
    const level = (value) => (1 - value) / (1 - low);
    const ticks = [low, (1 + low) / 2, 1].map((tick) => [level(tick), decimalText(tick, 2)]);
    const shown = { layers: data.layers, now: view.layer, ticks };
    const frame = layerFrame(this.chart, HEIGHT, ROOM, shown, 560);
    const layers = Array.from({ length: data.layers }, (_, layer) => layer);
    const pairs = data.pairs();
    const lines = pairs.map(([a, b]) => {
      const cosines = layers.map((layer) => data.cosine(mode, layer, a, b, view.cosine));
      return { pair: [a, b], heights: cosines.map((value) => frame.y(level(value))) };
    });
    const ends = lines.map(({ heights }) => ({ x: 0, width: 1, y: heights.at(-1) }));
    spreadLabels(ends, 13, { low: ROOM.top, high: HEIGHT - ROOM.bottom });
    this.chart.replaceChildren(
      ...frame.lines,
      ...layers.map((layer) => layerName(app, layer, frame.x, HEIGHT)),
      ...lines.flatMap((line, index) => this.line(line, frame, pairs.length <= 10 ? ends[index].y : null)),
    );
    this.chart.setAttribute("aria-label", pairs.map((pair) => this.pairText(pair)).join(". "));
  }

  /** One pair over all layers; `end` is where its name stands, if it has room for one. */
  line({ pair, heights }, { x, width }, end) {
    const { app } = this;
    const { points } = app.data;
    const { layer: now } = app.view;
    const way = heights.map((y, layer) => `${x(layer).toFixed(1)},${y.toFixed(1)}`).join(" ");
    const mark = { "data-pair": pair.join() };
    const options = {
      ...mark,
      onpointerenter: () => app.markPair(pair),
      onpointerleave: () => app.markPair(null),
    };
    const name = pair.map((index) => points[index].label).join("–");
    const place = { class: "axis end", x: width - ROOM.right + 7, y: end + 4 };
    return [
      svg("polyline", { class: "line", points: way, ...options }),
      svg("polyline", { class: "touch", points: way, ...options }),
      svg("circle", { class: "line-spot", ...mark, cx: x(now), cy: heights[now], r: 3 }),
      ...(end === null ? [] : [svg("text", { ...place, ...options }, name)]),
    ];
  }
}

// One scale for both masks and all layers, rounded down to a tenth.
function lowest(app) {
  const { data, view } = app;
  const array = data.arrays[view.cosine === "centred" ? "between_centred" : "between"].data;
  return Math.min(0.9, Math.floor(10 * array.reduce((least, value) => Math.min(least, value), 1)) / 10);
}
