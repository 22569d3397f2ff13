// The table of (2.11) as two heat maps, sines and cosines, and below them the waves of one pair over the tokens.

import { clamp, element, sizedContext } from "../base/dom.js";
import { decimalText } from "../base/format.js";
import { mount } from "../base/mounting.js";
import { pixelCanvas } from "../base/paint.js";
import { Picture } from "../base/picture.js";
import { Tooltip } from "../base/tooltip.js";
import { LEFT, RIGHT, waves } from "./waves.js";

const TOP = 22; // above a heat map, for its name
const MAP = 128;

class Waves extends Picture {
  constructor(root) {
    super(root);
    this.tooltip = new Tooltip();
    this.maps = [0, 1].map((odd) =>
      element("canvas", {
        role: "img",
        onpointermove: (event) => this.explainCell(odd, event),
        onpointerleave: () => this.tooltip.hide(),
        onclick: (event) => this.trigger("pick", this.cell(event)),
      }),
    );
    this.stage = element("div", {
      class: "stage",
      onpointermove: (event) => this.explainToken(event),
      onpointerleave: () => this.tooltip.hide(),
    });
    root.replaceChildren(...this.maps, this.stage, this.tooltip.element);
  }

  take({ arrays }) {
    this.tooltip.hide();
    this.table = arrays.table;
    this.frequency = arrays.frequency.data[0];
  }

  draw(width) {
    this.step = (width - LEFT - RIGHT) / this.table.shape[0];
    this.maps.forEach((canvas, odd) => this.drawMap(canvas, odd));
    this.stage.replaceChildren(waves(this));
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
    const share = (at) => (1 + this.value(at % length, 2 * Math.floor(at / length) + odd)) / 2;
    const small = pixelCanvas((length * width) / 2, length, theme.diverging, share);
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
      context.fillStyle = theme.diverging.css(at / length);
      context.fillRect(right - length + at, TOP - 16, 1.5, 9);
    }
    context.fillStyle = theme.soft;
  }

  files() {
    return { name: "dotbogi-positions", rows: () => this.rows() };
  }

  /** The whole table: a position in each row, its token where one stands there. */
  rows() {
    const [length, width] = this.table.shape;
    const head = ["position", "token", ...Array.from({ length: width }, (_, dimension) => dimension)];
    const row = (place) => [
      place,
      this.header.labels[place],
      ...this.table.data.subarray(place * width, (place + 1) * width),
    ];
    return [head, ...Array.from({ length }, (_, place) => row(place))];
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
    const where = `${texts.position} ${place} · ${texts.dimension} ${dimension}`;
    const value = element("b", {}, decimalText(this.value(place, dimension)));
    this.tooltip.showAt([value, element("div", {}, where)], event);
  }

  explainToken(event) {
    const { labels, pair } = this.header;
    const { left } = this.stage.getBoundingClientRect();
    const place = Math.round((event.clientX - left - LEFT) / this.step - 0.5);
    if (place < 0 || place >= labels.length) {
      this.tooltip.hide();
      return;
    }
    const values = ["sin", "cos"].map((name, odd) =>
      element("div", {}, `${name} ${decimalText(this.value(place, 2 * pair + odd))}`),
    );
    this.tooltip.showAt([element("b", { lang: "ko" }, `${labels[place]} · ${place}`), ...values], event);
  }
}

export default mount((root) => new Waves(root));
