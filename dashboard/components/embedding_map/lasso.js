// The lasso, and what it holds: a list whose words can be chosen, and a table.

import { tool } from "../base/controls.js";
import { saveCsv } from "../base/csv.js";
import { element } from "../base/dom.js";
import { Camera } from "./camera.js";
import { Points } from "./points.js";
import { lassoNumbers } from "./view.js";

const MOST = 300;
const CORNERS = 40; // of a lasso in a link

export class Lasso {
  constructor(map) {
    this.map = map;
    this.drawing = null; // [x, y, x, y, …] while the pointer draws
    this.shape = null; // {yaw, pitch, points}
    this.rows = [];
    this.element = element("section", { class: "lasso", "aria-live": "polite", hidden: true });
  }

  start(x, y) {
    this.drawing = this.map.camera.fromScreen(x, y);
    this.map.words.hover(null);
  }

  grow(x, y) {
    if (!this.drawing) return;
    const { camera } = this.map;
    const [lastX, lastY] = camera.toScreen(...this.drawing.slice(-2));
    if (Math.hypot(x - lastX, y - lastY) < 6) return;
    this.drawing.push(...camera.fromScreen(x, y));
    this.map.draw();
  }

  end(keep) {
    const { map } = this;
    const points = thinned(this.drawing ?? []);
    this.drawing = null;
    if (keep && points.length >= 6) {
      this.set({ yaw: map.camera.yaw, pitch: map.camera.pitch, points });
      map.setTool("move");
    } else {
      map.draw();
    }
  }

  /** Work out what lies inside, as the map was turned when the lasso was drawn. */
  find() {
    const { map } = this;
    const { yaw, pitch, points: corners } = this.shape;
    const camera = Object.assign(new Camera(map.camera.frame), map.camera, { yaw, pitch });
    const points = new Points(map.names.length);
    map.projection.place(points, camera);
    this.rows = points.within(corners);
  }

  clear() {
    this.drawing = null;
    this.set(null);
  }

  set(shape) {
    this.shape = shape;
    if (shape) this.find();
    else this.rows = [];
    this.map.link.write({ lasso: shape && lassoNumbers(shape) });
    this.update();
    this.map.draw();
  }

  update() {
    const { map } = this;
    const rows = [...this.rows].sort((a, b) => map.kinds[a] - map.kinds[b] || a - b);
    this.element.hidden = !this.shape;
    if (!this.shape) return;
    const save = () =>
      saveCsv("dotbogi-lasso", [["id", "token"], ...rows.map((row) => [row, map.names[row]])]);
    const more = rows.length > MOST ? map.say("lasso_more", { count: rows.length - MOST }) : null;
    this.element.replaceChildren(
      element(
        "div",
        { class: "lasso-head" },
        element("h4", {}, map.say("lasso_title", { count: rows.length.toLocaleString() })),
        tool("CSV", "lasso_csv", map.say("lasso_csv"), save),
        tool("✕", "lasso_clear", map.say("lasso_clear"), () => this.clear()),
      ),
      element(
        "div",
        { class: "chips" },
        rows.slice(0, MOST).map((row) => this.chip(row)),
        more && element("span", {}, more),
      ),
    );
  }

  chip(row) {
    const onclick = () => this.map.words.choose(row, true);
    const options = { type: "button", class: "chip", lang: "ko", dataset: { row }, onclick };
    return element("button", options, this.map.names[row]);
  }
}

function thinned(points) {
  const step = Math.max(1, Math.ceil(points.length / 2 / CORNERS));
  return points.filter((_, index) => Math.floor(index / 2) % step === 0);
}
