// One mask's picture: labelled examples as small signs, the reader's words as numbers, and the way they came.

import { element } from "../base/dom.js";
import { percentText } from "../base/format.js";
import { svg } from "../base/svg.js";
import { axes, EDGE } from "./axes.js";
import { hueOf, shapeOf } from "./marks.js";
import { namePlaces } from "./names.js";
import { described, noteOf } from "./notes.js";
import { BADGE, inside, line, move, nearest, seated } from "./seats.js";

const TALLEST = 430;
const NEAR = 15; // pixels within which the pointer means a point

export class Scatter {
  constructor(app, mode) {
    this.app = app;
    this.mode = mode;
    this.svg = svg("svg", { class: "scatter", role: "img" });
    this.svg.addEventListener("pointermove", (event) => this.point(event));
    this.svg.addEventListener("pointerdown", (event) => this.point(event));
    this.svg.addEventListener("pointerleave", () => this.app.highlight(null));
    this.caption = element("p", { class: "hint axes" });
    this.element = element("div", { class: "scatter-box" }, this.svg, this.caption);
  }

  /** Lay out nodes for new data; they then only move. */
  build() {
    const { data } = this.app;
    this.axes = svg("g", { class: "cross" });
    this.examples = data.examples.map((example) => {
      const path = svg("path", { class: "example", d: shapeOf(example.sense, 3.4) });
      path.style.fill = hueOf(example.sense);
      return path;
    });
    this.names = data.senses.map((_, sense) => {
      const text = svg("text", { class: "sense-name", dy: "0.35em" }, this.app.glyph(sense));
      text.style.fill = hueOf(sense);
      return text;
    });
    this.trails = data.points.map(() => svg("polyline", { class: "trail" }));
    this.leaders = data.points.map(() => svg("line", { class: "leader" }));
    this.dots = data.points.map(() => svg("circle", { class: "spot", r: 3 }));
    this.badges = data.points.map((point) =>
      svg("g", { class: "number" }, svg("circle", { r: BADGE }), svg("text", { dy: "0.36em" }, point.label)),
    );
    this.svg.replaceChildren(
      this.axes,
      ...this.names,
      ...this.examples,
      ...this.trails,
      ...this.leaders,
      ...this.dots,
      ...this.badges,
    );
  }

  update() {
    const { data, view } = this.app;
    const { mode } = this;
    const { plane } = this.app;
    this.resize();
    this.corners = data.senses.map((_, sense) => this.screen(data.corner(sense)));
    this.axes.replaceChildren(...axes(this));
    this.spots = data.points.map((_, i) => this.screen(data.place(mode, i, view.layer, plane)));
    this.exampleSpots = data.examples.map((_, i) =>
      this.screen(data.examplePlace(mode, i, view.layer, plane)),
    );
    this.examples.forEach((node, i) => move(node, this.exampleSpots[i]));
    const seats = this.seats();
    namePlaces(this, seats).forEach((place, sense) => move(this.names[sense], place));
    data.points.forEach((_, i) => {
      move(this.badges[i], seats[i]);
      move(this.dots[i], this.spots[i]);
      line(this.leaders[i], this.spots[i], seats[i]);
      const way = Array.from({ length: view.layer + 1 }, (_unused, layer) =>
        this.screen(data.place(mode, i, layer, plane)),
      );
      this.trails[i].setAttribute(
        "points",
        way.map((spot) => spot.map((v) => v.toFixed(1)).join(",")).join(" "),
      );
    });
    const [first, second] = data.explained(mode, view.layer);
    const share = {
      first: percentText(first),
      second: percentText(second),
      both: percentText(first + second),
    };
    const told = plane === "senses" ? `axes_${data.senses.length === 2 ? "two" : "many"}` : "plane_labelled";
    this.caption.textContent = this.app.say(data.labelled ? told : "plane_own", share);
    this.svg.setAttribute("aria-label", described(this.app, mode));
    this.emphasise();
  }

  /** One unit of the drawing is one pixel, so that letters and signs keep their size. */
  resize() {
    const width = this.svg.clientWidth || 560;
    if (width === this.width) return;
    this.width = width;
    this.height = Math.min(TALLEST, Math.round(0.86 * width));
    this.svg.setAttribute("viewBox", `0 0 ${width} ${this.height}`);
    this.svg.style.height = `${this.height}px`;
  }

  seats() {
    return seated(this.spots).map(([x, y]) => [inside(x, this.width), inside(y, this.height)]);
  }

  /** Bring one word, or one example, to the front. */
  emphasise() {
    const { marked } = this.app;
    const chosen = marked?.kind === "point" ? marked.index : null;
    this.svg.classList.toggle("marking", chosen !== null);
    [this.badges, this.dots, this.trails, this.leaders].forEach((nodes) =>
      nodes.forEach((node, i) => node.classList.toggle("marked", i === chosen)),
    );
    this.examples.forEach((node, i) =>
      node.classList.toggle("marked", marked?.kind === "example" && marked.index === i),
    );
  }

  /** Equal units on both axes, and the same for all layers and masks. */
  /** @param {ArrayLike<number>} place */
  screen({ 0: x, 1: y }) {
    const unit = (this.height / 2 - EDGE) / this.app.data.reach[this.app.plane];
    return [this.width / 2 + x * unit, this.height / 2 - y * unit];
  }

  point(event) {
    const frame = this.svg.getBoundingClientRect();
    const at = [event.clientX - frame.left, event.clientY - frame.top];
    const seats = this.seats();
    const word = nearest(seats, at, NEAR) ?? nearest(this.spots, at, NEAR / 2);
    const example = word === null ? nearest(this.exampleSpots, at, NEAR) : null;
    if (word === null && example === null) return this.app.highlight(null);
    const marked = word !== null ? { kind: "point", index: word } : { kind: "example", index: example };
    const spot = word !== null ? seats[word] : this.exampleSpots[example];
    const [left, top] = [frame.left + spot[0], frame.top + spot[1]];
    const box = { left: left - 8, right: left + 8, top: top - 8, bottom: top + 8 };
    return this.app.highlight(marked, { content: noteOf(this.app, this.mode, marked), box });
  }
}
