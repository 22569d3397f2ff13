// Words where the snapshot has them, on axes that stay; they move to their places as the model learns.

import { element, sizedContext } from "../base/dom.js";
import { drawLabels, placeLabels } from "../base/labels.js";

const RADIUS = 4;
const LABELS = 46;
const EDGE = 18;

export class WordMap {
  constructor(app) {
    this.app = app;
    this.title = element("h4", {});
    this.canvas = element("canvas", { role: "img" });
    this.canvas.addEventListener("pointermove", (event) => this.point(event));
    this.canvas.addEventListener("pointerleave", () => this.point(null));
    this.stage = element("div", { class: "stage" }, this.canvas);
    this.legend = element("div", { class: "legend" });
    this.caption = element("p", { class: "caption" });
    this.element = element("section", { class: "map" }, this.title, this.stage, this.legend, this.caption);
    this.hovered = -1;
  }

  resize() {
    const { app } = this;
    const { groups, names } = app.header;
    this.title.textContent = app.say("map");
    this.caption.textContent = app.say("map_caption");
    this.canvas.setAttribute("aria-label", app.say("map"));
    this.legend.replaceChildren(
      ...groups.map((group, index) =>
        element("span", { style: `--own: ${this.colour(index)}` }, group.label),
      ),
    );
    this.group = new Int32Array(names.length);
    for (const [index, group] of groups.entries()) for (const row of group.rows) this.group[row] = index;
    this.width = Math.max(240, this.stage.clientWidth);
    this.height = Math.min(460, Math.max(300, this.width * 0.66));
    this.measure();
    this.x = new Float32Array(names.length);
    this.y = new Float32Array(names.length);
  }

  colour(group) {
    const { header, theme } = this.app;
    return group === header.groups.length - 1 ? theme.text : theme.series[group];
  }

  /** One scale for all snapshots: whatever moves, moved. */
  measure() {
    const { data } = this.app.arrays.paths;
    const ends = [
      [Infinity, -Infinity],
      [Infinity, -Infinity],
    ];
    data.forEach((value, at) => {
      ends[at % 2] = [Math.min(ends[at % 2][0], value), Math.max(ends[at % 2][1], value)];
    });
    const [room, tall] = [this.width - 2 * EDGE, this.height - 2 * EDGE];
    this.scale = Math.min(room / (ends[0][1] - ends[0][0]), tall / (ends[1][1] - ends[1][0]));
    this.centre = ends.map(([low, high]) => (low + high) / 2);
  }

  screen(x, y) {
    return [
      this.width / 2 + (x - this.centre[0]) * this.scale,
      this.height / 2 - (y - this.centre[1]) * this.scale,
    ];
  }

  inside(row) {
    return this.x[row] >= 0 && this.x[row] <= this.width && this.y[row] >= 0 && this.y[row] <= this.height;
  }

  draw() {
    const { app } = this;
    const context = sizedContext(this.canvas, this.width, this.height);
    const count = this.x.length;
    for (let row = 0; row < count; row += 1)
      [this.x[row], this.y[row]] = this.screen(...[0, 1].map((axis) => app.between("paths", 2 * row + axis)));
    if (this.hovered >= 0) this.drawTrail(context, this.hovered);
    const own = app.header.groups.length - 1;
    for (const last of [false, true])
      for (let row = 0; row < count; row += 1) if ((this.group[row] === own) === last) this.dot(context, row);
    this.drawNames(context, own);
  }

  dot(context, row) {
    context.beginPath();
    context.arc(this.x[row], this.y[row], row === this.hovered ? RADIUS + 2 : RADIUS, 0, 2 * Math.PI);
    context.fillStyle = this.colour(this.group[row]);
    context.fill();
    context.strokeStyle = this.app.theme.paper;
    context.lineWidth = 1;
    context.stroke();
  }

  /** Names at rest; the reader's own words and the one under the pointer always. */
  drawNames(context, own) {
    const { app } = this;
    const { names } = app.header;
    const always = [this.hovered, ...app.header.groups[own].rows].filter((row) => row >= 0);
    const rows = app.resting ? [...new Set([...always, ...app.header.order])] : [...new Set(always)];
    const font = `12.5px ${app.theme.font}`;
    const camera = { width: this.width, height: this.height };
    const placed = placeLabels(context, {
      rows,
      names,
      points: this,
      camera,
      radius: RADIUS,
      limit: LABELS,
      font,
    });
    const bold = new Set(always);
    drawLabels(context, placed, {
      names,
      theme: app.theme,
      inkOf: (row) => this.colour(this.group[row]),
      fontOf: (row) => (bold.has(row) ? `650 ${font}` : font),
    });
  }

  drawTrail(context, row) {
    const { data } = this.app.arrays.paths;
    const count = this.x.length;
    context.beginPath();
    for (let at = 0; at <= this.app.index; at += 1)
      context.lineTo(...this.screen(data[2 * (at * count + row)], data[2 * (at * count + row) + 1]));
    context.strokeStyle = this.colour(this.group[row]);
    context.lineWidth = 1.5;
    context.stroke();
  }

  point(event) {
    let [best, least] = [-1, 14 ** 2];
    for (let row = 0; event && row < this.x.length; row += 1) {
      const far = (this.x[row] - event.offsetX) ** 2 + (this.y[row] - event.offsetY) ** 2;
      if (far < least) [best, least] = [row, far];
    }
    if (best !== this.hovered) {
      this.hovered = best;
      this.draw();
    }
  }
}
