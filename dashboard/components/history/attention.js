// All heads small, in rows of layers, and the chosen one large.

import { element, fitted, sizedContext } from "../base/dom.js";
import { paint } from "../base/paint.js";

const LABELS = 76;
const MOST_CELL = 44;

export class AttentionPicture {
  constructor(app) {
    this.app = app;
    this.title = element("h4", {});
    this.heads = element("div", { class: "heads", role: "group" });
    this.canvas = element("canvas", { role: "img" });
    this.canvas.addEventListener("pointermove", (event) => this.point(event));
    this.canvas.addEventListener("pointerleave", () => this.point(null));
    this.readout = element("p", { class: "readout" });
    this.caption = element("p", { class: "caption" });
    const large = element("div", { class: "large" }, this.canvas, this.readout);
    const both = element("div", { class: "both" }, this.heads, large);
    this.element = element("section", { class: "attention" }, this.title, both, this.caption);
    this.at = null;
  }

  get size() {
    return this.app.header.labels.length;
  }

  resize() {
    const { app } = this;
    const { heads, head_names: names } = app.header;
    this.title.textContent = app.say("attention");
    this.caption.textContent = app.say("attention_caption");
    this.heads.setAttribute("aria-label", app.say("heads"));
    this.small = heads.map((head) => {
      const canvas = element("canvas", { width: this.size, height: this.size });
      const badge = element("small", {});
      const button = element(
        "button",
        { type: "button", title: names[head], "aria-label": names[head], onclick: () => app.pick(head) },
        canvas,
        badge,
      );
      return { head, canvas, badge, button };
    });
    this.heads.style.setProperty("--columns", app.header.per_layer);
    this.heads.replaceChildren(...this.small.map(({ button }) => button));
    const room = Math.max(220, this.canvas.parentElement.clientWidth);
    this.cell = Math.max(7, Math.min(MOST_CELL, (room - LABELS) / this.size));
  }

  /** One head's weights on its small canvas, square roots along the ramp. */
  paint(canvas, number) {
    const { app, size } = this;
    const count = size * size;
    const share = (cell) => Math.sqrt(Math.max(0, app.between("weights", number * count + cell)));
    paint(canvas.getContext("2d"), count, size, app.theme.sequential, share);
  }

  draw() {
    const { app } = this;
    this.small.forEach(({ head, canvas, badge, button }, number) => {
      this.paint(canvas, number);
      button.setAttribute("aria-pressed", String(head === app.head));
      badge.textContent = this.job(number);
    });
    this.drawLarge();
    this.read();
  }

  /** The job whose threshold this head passes by most at this snapshot, if any. */
  job(number) {
    const { arrays, header, index } = this.app;
    const [, jobs, heads] = arrays.shares.shape;
    let [best, most] = ["", 1];
    if (header.covered) return best;
    for (let job = 0; job < jobs; job += 1) {
      const { label, threshold } = header.jobs[job];
      const times = arrays.shares.data[(index * jobs + job) * heads + number] / threshold;
      if (times >= most) [best, most] = [label, times];
    }
    return best;
  }

  drawLarge() {
    const { app, cell, size } = this;
    const { labels, place, heads } = app.header;
    const side = cell * size;
    const context = sizedContext(this.canvas, LABELS + side, LABELS + side);
    const { canvas } = this.small[heads.indexOf(app.head)];
    context.imageSmoothingEnabled = false;
    context.drawImage(canvas, LABELS, LABELS, side, side);
    context.strokeStyle = app.theme.line;
    context.strokeRect(LABELS, LABELS, side, side);
    context.strokeStyle = app.theme.accent;
    context.lineWidth = 2;
    context.strokeRect(LABELS, LABELS + place * cell, side, cell);
    context.font = `${Math.min(14, Math.max(9, cell * 0.62))}px ${app.theme.font}`;
    context.fillStyle = app.theme.text;
    context.textBaseline = "middle";
    labels.forEach((label, at) => {
      context.textAlign = "right";
      context.fillText(fitted(context, label, LABELS - 8), LABELS - 6, LABELS + (at + 0.5) * cell);
      context.save();
      context.translate(LABELS + (at + 0.5) * cell, LABELS - 6);
      context.rotate(-Math.PI / 3);
      context.textAlign = "left";
      context.fillText(fitted(context, label, LABELS - 4), 0, 0);
      context.restore();
    });
    this.canvas.setAttribute("aria-label", app.header.head_names[app.head]);
  }

  point(event) {
    const cell = event && {
      query: Math.floor((event.offsetY - LABELS) / this.cell),
      key: Math.floor((event.offsetX - LABELS) / this.cell),
    };
    const inside = cell && [cell.query, cell.key].every((at) => at >= 0 && at < this.size);
    this.at = inside ? cell : null;
    this.read();
  }

  /** The weight under the pointer, or the largest one in the chosen row. */
  read() {
    const { app, size } = this;
    const { labels, place, heads, head_names: names } = app.header;
    const start = (app.index * heads.length + heads.indexOf(app.head)) * size * size;
    const weight = (query, key) => app.arrays.weights.data[start + query * size + key];
    const query = this.at ? this.at.query : place;
    const keys = labels.map((_, key) => key);
    const key = this.at
      ? this.at.key
      : keys.reduce((best, one) => (weight(query, one) > weight(query, best) ? one : best));
    this.readout.replaceChildren(
      element("b", {}, names[app.head]),
      element("span", {}, `${labels[query]} → ${labels[key]} ${weight(query, key).toFixed(4)}`),
    );
  }
}
