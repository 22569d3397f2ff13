// The table of (2.11) as two heat maps, sines and cosines, and below them the waves of one pair over the tokens.
// Streamlit calls `waves` at the start, and again for new data, a new theme, or a rerun of the page.

import { clamp, element, sizedContext } from "../base/dom.js";
import { decimalText } from "../base/format.js";
import { Tooltip } from "../base/tooltip.js";
import { svg, textWidth, ticks } from "../base/svg.js";
import { readTheme } from "../embedding_map/theme.js";
import { whenGone } from "../base/mounting.js";
import { unpack } from "../base/payload.js";

const LEFT = 44;
const RIGHT = 12;
const TOP = 22; // above a heat map, for its name
const MAP = 128;
const WAVE = { top: 30, height: 130, foot: 60 };
const ROW = 17; // between the two rows of tokens
const FINE = 8; // points of a wave from position to position
const LABEL = "13px sans-serif";

const shown = new WeakMap();

export default function waves({ data, parentElement, setTriggerValue }) {
  if (!data) return undefined;
  const root = parentElement.querySelector(".waves");
  let picture = shown.get(root);
  if (!picture) shown.set(root, (picture = new Waves(root)));
  picture.pick = (cell) => setTriggerValue("pick", cell);
  picture.receive(unpack(data));
  return whenGone(parentElement, () => picture.leave());
}

class Waves {
  constructor(root) {
    this.root = root;
    this.tooltip = new Tooltip();
    this.maps = [0, 1].map((odd) =>
      element("canvas", {
        role: "img",
        onpointermove: (event) => this.explainCell(odd, event),
        onpointerleave: () => this.tooltip.hide(),
        onclick: (event) => this.pick(this.cell(event)),
      }),
    );
    this.stage = element("div", {
      class: "stage",
      onpointermove: (event) => this.explainToken(event),
      onpointerleave: () => this.tooltip.hide(),
    });
    root.replaceChildren(...this.maps, this.stage, this.tooltip.element);
    this.sizes = new ResizeObserver(() => this.draw());
    this.sizes.observe(root);
  }

  receive({ header, arrays }) {
    this.tooltip.hide();
    this.header = header;
    this.table = arrays.table;
    this.frequency = arrays.frequency.data[0];
    this.theme = readTheme(this.root, header.colours);
    this.width = 0;
    this.draw();
  }

  draw() {
    const width = this.root.clientWidth;
    if (!width || width === this.width) return;
    this.width = width;
    const [length] = this.table.shape;
    this.step = (width - LEFT - RIGHT) / length;
    this.maps.forEach((canvas, odd) => this.drawMap(canvas, odd));
    this.drawWaves();
    this.root.dataset.drawn = "";
  }

  /** Pixels of the middle of a position, from the left edge of the picture. */
  x(place) {
    return LEFT + (place + 0.5) * this.step;
  }

  value(place, dimension) {
    return this.table.data[place * this.table.shape[1] + dimension];
  }

  drawMap(canvas, odd) {
    const { theme, header } = this;
    const [length, width] = this.table.shape;
    const context = sizedContext(canvas, this.width, TOP + MAP);
    const small = document.createElement("canvas");
    [small.width, small.height] = [length, width / 2];
    const paper = small.getContext("2d");
    const image = paper.createImageData(length, width / 2);
    const pixels = new Uint32Array(image.data.buffer);
    const ramp = new Uint32Array(theme.ramp.buffer);
    for (let pair = 0; pair < width / 2; pair += 1)
      for (let place = 0; place < length; place += 1)
        pixels[pair * length + place] = ramp[Math.round(127.5 * (1 + this.value(place, 2 * pair + odd)))];
    paper.putImageData(image, 0, 0);
    context.imageSmoothingEnabled = false;
    context.drawImage(small, LEFT, TOP, this.step * length, MAP);
    const row = MAP / (width / 2);
    this.halo(context, () => {
      context.strokeRect(LEFT, TOP + header.pair * row - 1.5, this.step * length, row + 3);
      context.beginPath();
      context.moveTo(this.x(header.place), TOP);
      context.lineTo(this.x(header.place), TOP + MAP);
      context.stroke();
    });
    context.fillStyle = theme.soft;
    context.font = `13px ${theme.font}`;
    context.textBaseline = "bottom";
    context.fillText(
      `${["sin", "cos"][odd]} · ${header.texts.dimension} ${2 * header.pair + odd}`,
      LEFT,
      TOP - 4,
    );
    if (!odd) this.scale(context);
    context.textAlign = "right";
    context.textBaseline = "middle";
    for (const dimension of [0, width / 4, width / 2, (3 * width) / 4])
      context.fillText(String(dimension + odd), LEFT - 6, TOP + clamp((dimension / width) * MAP, 6, MAP - 6));
    canvas.setAttribute("aria-label", header.label);
  }

  /** What a line is drawn with to be seen on light and on dark cells. */
  halo(context, stroke) {
    for (const [colour, width] of [
      [this.theme.paper, 3.5],
      [this.theme.text, 1.2],
    ]) {
      context.strokeStyle = colour;
      context.lineWidth = width;
      stroke();
    }
  }

  /** −1 … 1 and the colours between them, at the upper right. */
  scale(context) {
    const { theme } = this;
    const [right, length] = [this.width - RIGHT - 14, 120];
    context.textAlign = "left";
    context.fillText("1", right + 5, TOP - 4);
    context.textAlign = "right";
    context.fillText("−1", right - length - 5, TOP - 4);
    for (let at = 0; at < length; at += 1) {
      const step = 4 * Math.round((255 * at) / length);
      context.fillStyle = `rgb(${theme.ramp[step]} ${theme.ramp[step + 1]} ${theme.ramp[step + 2]})`;
      context.fillRect(right - length + at, TOP - 16, 1.5, 9);
    }
    context.fillStyle = theme.soft;
  }

  drawWaves() {
    const { header, theme } = this;
    const [length] = this.table.shape;
    const y = (value) => WAVE.top + (WAVE.height * (1 - value)) / 2;
    const fine = Array.from({ length: FINE * (length - 1) + 1 }, (_, at) => at / FINE);
    const lines = [Math.sin, Math.cos].map((wave, odd) =>
      svg("polyline", {
        stroke: theme.series[odd],
        points: fine
          .map((p) => `${this.x(p).toFixed(1)},${y(wave(p * this.frequency)).toFixed(1)}`)
          .join(" "),
      }),
    );
    const dots = header.labels.flatMap((label, place) =>
      [0, 1].map((odd) => {
        const value = this.value(place, 2 * header.pair + odd);
        const title = svg("title", {}, `${label} · ${place}`);
        return svg(
          "circle",
          { cx: this.x(place), cy: y(value), r: 4, fill: theme.series[odd], "data-value": value },
          title,
        );
      }),
    );
    const levels = [-1, 0, 1].map((level) => [
      svg("line", { class: "level", x1: LEFT, x2: this.width - RIGHT, y1: y(level), y2: y(level) }),
      svg("text", { class: "number", x: LEFT - 6, y: y(level), dy: "0.35em" }, decimalText(level, 0)),
    ]);
    const cursor = svg("line", {
      class: "cursor",
      x1: this.x(header.place),
      x2: this.x(header.place),
      y1: 0,
      y2: WAVE.top + WAVE.height + 6,
    });
    const names = ["sin", "cos"].map((name, odd) =>
      svg(
        "text",
        { class: "wave", x: this.width - RIGHT - 40 * (1 - odd), y: 14, style: `fill: ${theme.series[odd]}` },
        name,
      ),
    );
    const height = WAVE.top + WAVE.height + WAVE.foot;
    this.stage.replaceChildren(
      svg(
        "svg",
        { width: this.width, height, role: "img", "aria-label": header.label },
        levels,
        cursor,
        lines,
        dots,
        names,
        this.tokens(),
        this.axis(height),
      ),
    );
  }

  /** The tokens under their places in two rows, as many as find room, the chosen one first. */
  tokens() {
    const { labels, place } = this.header;
    const rows = [[], []];
    const drawn = new Set();
    const order = [place, ...labels.keys()];
    return order.map((at) => {
      const half = textWidth(labels[at], LABEL) / 2 + 2;
      const x = clamp(this.x(at), LEFT - 8 + half, this.width - half);
      const row = rows.findIndex((taken) => !taken.some(([from, to]) => x - half < to && x + half > from));
      if (row < 0 || drawn.has(at)) return null;
      drawn.add(at);
      rows[row].push([x - half, x + half]);
      const y = WAVE.top + WAVE.height + 20 + ROW * row;
      return svg("text", { class: at === place ? "token chosen" : "token", lang: "ko", x, y }, labels[at]);
    });
  }

  axis(height) {
    const [length] = this.table.shape;
    const places = ticks(0, length - 1, Math.min(length - 1, this.width / 90)).filter(Number.isInteger);
    const numbers = places.map((place) =>
      svg("text", { class: "tick", x: this.x(place), y: height - 5 }, String(place)),
    );
    return [svg("text", { class: "title", x: LEFT - 20, y: height - 5 }, "p"), ...numbers];
  }

  /** The pair and the position under an event. */
  cell(event) {
    const [length, width] = this.table.shape;
    const place = Math.floor((event.offsetX - LEFT) / this.step);
    const pair = Math.floor(((event.offsetY - TOP) / MAP) * (width / 2));
    return { pair: clamp(pair, 0, width / 2 - 1), place: clamp(place, 0, length - 1) };
  }

  explainCell(odd, event) {
    const { pair, place } = this.cell(event);
    const dimension = 2 * pair + odd;
    const { texts } = this.header;
    const value = decimalText(this.value(place, dimension), 4);
    this.note(event, [
      element("b", {}, value),
      element("div", {}, `${texts.position} ${place} · ${texts.dimension} ${dimension}`),
    ]);
  }

  explainToken(event) {
    const { labels, pair } = this.header;
    const place = Math.round(
      (event.clientX - this.stage.getBoundingClientRect().left - LEFT) / this.step - 0.5,
    );
    if (place < 0 || place >= labels.length) {
      this.tooltip.hide();
      return;
    }
    const values = ["sin", "cos"].map((name, odd) =>
      element("div", {}, `${name} ${decimalText(this.value(place, 2 * pair + odd), 4)}`),
    );
    this.note(event, [element("b", { lang: "ko" }, `${labels[place]} · ${place}`), ...values]);
  }

  note({ clientX, clientY }, lines) {
    this.tooltip.show(lines, { left: clientX, right: clientX, top: clientY, bottom: clientY });
  }

  leave() {
    this.sizes.disconnect();
    shown.delete(this.root);
  }
}
