// How alike the reader's words are: a table of cosines at the layer on screen, and one line for each pair over all layers.

import { rampCss } from "../base/colour.js";
import { element } from "../base/dom.js";
import { decimalText } from "../base/format.js";
import { svg } from "./marks.js";

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
    const touches = ([a, b]) =>
      pair && ((pair[0] === a && pair[1] === b) || (pair[0] === b && pair[1] === a));
    for (const node of this.element.querySelectorAll("[data-pair]"))
      node.classList.toggle("marked", Boolean(touches(node.dataset.pair.split(",").map(Number))));
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
    const head = element(
      "tr",
      {},
      element("td", { class: "corner" }),
      labels.map((label) => element("th", { scope: "col" }, label)),
    );
    const rows = labels.map((label, a) =>
      element(
        "tr",
        {},
        element("th", { scope: "row" }, label),
        labels.map((_, b) => this.cell(a, b)),
      ),
    );
    this.table.replaceChildren(
      element(
        "table",
        { "aria-label": `${app.say("cosines")}, ${app.say(`mode_${mode}`)}, ${app.layerName(view.layer)}` },
        element("thead", {}, head),
        element("tbody", {}, rows),
      ),
    );
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
    cell.style.backgroundColor = rampCss(app.ramp, 0.85 * share);
    cell.style.color = share > 0.65 ? "var(--paper)" : "var(--text)";
    return cell;
  }

  drawChart() {
    const { app, mode } = this;
    const { data, view } = app;
    const width = this.chart.clientWidth || 560; // one unit is one pixel
    this.chart.setAttribute("viewBox", `0 0 ${width} ${HEIGHT}`);
    const x = (layer) => ROOM.left + (layer / (data.layers - 1)) * (width - ROOM.left - ROOM.right);
    const y = (value) => ROOM.top + ((1 - value) / (1 - this.low)) * (HEIGHT - ROOM.top - ROOM.bottom);
    const ticks = [this.low, (1 + this.low) / 2, 1];
    const pairs = data.pairs();
    const ends = spread(
      pairs.map(([a, b]) => y(data.cosine(mode, data.layers - 1, a, b, view.cosine))),
      13,
    );
    this.chart.replaceChildren(
      ...ticks.flatMap((tick) => [
        svg("line", { class: "grid", x1: ROOM.left, x2: width - ROOM.right, y1: y(tick), y2: y(tick) }),
        svg(
          "text",
          { class: "axis", x: ROOM.left - 6, y: y(tick) + 4, "text-anchor": "end" },
          decimalText(tick, 2),
        ),
      ]),
      svg("line", {
        class: "here",
        x1: x(view.layer),
        x2: x(view.layer),
        y1: ROOM.top,
        y2: HEIGHT - ROOM.bottom,
      }),
      ...Array.from({ length: data.layers }, (_, layer) =>
        svg(
          "text",
          {
            class: layer === view.layer ? "axis now" : "axis",
            x: x(layer),
            y: HEIGHT - 8,
            "text-anchor": "middle",
          },
          app.layerShort(layer),
        ),
      ),
      ...pairs.flatMap(([a, b], index) => {
        const values = Array.from({ length: data.layers }, (_, layer) =>
          data.cosine(mode, layer, a, b, view.cosine),
        );
        const points = values
          .map((value, layer) => `${x(layer).toFixed(1)},${y(value).toFixed(1)}`)
          .join(" ");
        const mark = () => app.markPair([a, b]);
        const options = {
          "data-pair": `${a},${b}`,
          onpointerenter: mark,
          onpointerleave: () => app.markPair(null),
        };
        const name = `${data.points[a].label}–${data.points[b].label}`;
        return [
          svg("polyline", { class: "line", points, ...options }),
          svg("polyline", { class: "touch", points, ...options }),
          svg("circle", {
            class: "line-spot",
            "data-pair": `${a},${b}`,
            cx: x(view.layer),
            cy: y(values[view.layer]),
            r: 3,
          }),
          pairs.length <= 10
            ? svg(
                "text",
                { class: "axis end", x: width - ROOM.right + 7, y: ends[index] + 4, ...options },
                name,
              )
            : null,
        ];
      }),
    );
    this.chart.setAttribute("aria-label", pairs.map((pair) => this.pairText(pair)).join(". "));
  }
}

// One scale for both masks and all layers, rounded down to a tenth.
function lowest(app) {
  const { data, view } = app;
  const array = data.arrays[view.cosine === "centred" ? "between_centred" : "between"].data;
  return Math.min(0.9, Math.floor(10 * array.reduce((least, value) => Math.min(least, value), 1)) / 10);
}

// Labels that would cover one another move apart.
function spread(heights, room) {
  const order = heights.map((_, i) => i).sort((a, b) => heights[a] - heights[b]);
  const placed = [...heights];
  for (let k = 1; k < order.length; k += 1)
    placed[order[k]] = Math.max(placed[order[k]], placed[order[k - 1]] + room);
  const over = placed[order.at(-1)] - (HEIGHT - ROOM.bottom);
  if (over > 0) {
    placed[order.at(-1)] -= over;
    for (let k = order.length - 2; k >= 0; k -= 1)
      placed[order[k]] = Math.min(placed[order[k]], placed[order[k + 1]] - room);
  }
  return placed;
}
