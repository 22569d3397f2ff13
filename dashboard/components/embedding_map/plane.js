// The parallelogram of (2.2) and (2.3), in the one plane that holds a, b, c and a − b + c exactly.

import { clamp, element } from "../base/dom.js";
import { decimalText } from "../base/format.js";
import { spreadLabels } from "../base/labels.js";
import { Picture } from "../base/picture.js";
import { picture, svg, textWidth } from "../base/svg.js";
import { arrowHeads, arrows, parallelogram } from "./arrows.js";

const PAD = { left: 28, right: 28, top: 30, bottom: 46 };

/**
 * @typedef {object} Point a word, or a − b + c, on the plane and how far it is off it
 * @property {"a"|"b"|"c"|"target"|"right"|"answer"} role
 * @property {string} name
 * @property {number} x
 * @property {number} y
 * @property {number} off
 * @property {number} away from a − b + c
 *
 * @typedef {{kind: "plane", texts: Record<string, string>, points: Point[]}} Header
 */

/** @extends {Picture<Header>} */
export class PlanePicture extends Picture {
  constructor(root) {
    super(root);
    this.stage = element("div", { class: "plane" });
    this.readout = element("p", { class: "readout", "aria-live": "polite" });
    root.replaceChildren(this.stage, this.readout);
  }

  take({ header }) {
    this.points = header.points;
    this.tell(this.byRole("right") ?? this.byRole("target"));
  }

  byRole(role) {
    return this.points.find((point) => point.role === role);
  }

  draw(width) {
    const height = clamp(width * 0.62, 300, 500);
    this.frame(width, height);
    const marks = this.points.map((point) => this.mark(point));
    const place = (role) => this.points.filter((point) => point.role === role).map(this.at)[0];
    const lines = [arrowHeads(this.theme), parallelogram(place), arrows(place, this.theme)];
    const parts = [lines, marks, this.labels(), this.scaleBar(height)];
    this.stage.replaceChildren(picture(width, height, this.say("picture"), { role: "group" }, parts));
    Object.assign(this.root.dataset, { points: this.points.length });
  }

  /** Equal scale on both axes: an angle on screen is the angle in the plane. */
  frame(width, height) {
    const [xs, ys] = [this.points.map(({ x }) => x), this.points.map(({ y }) => y)];
    const [left, right, low, high] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
    const room = [width - PAD.left - PAD.right - 60, height - PAD.top - PAD.bottom];
    this.scale = Math.min(room[0] / (right - left || 1), room[1] / (high - low || 1));
    const middle = [(left + right) / 2, (low + high) / 2];
    this.at = ({ x, y }) => [
      width / 2 + (x - middle[0]) * this.scale,
      PAD.top + room[1] / 2 - (y - middle[1]) * this.scale,
    ];
  }

  mark(point) {
    const [x, y] = this.at(point);
    const tell = () => this.tell(point);
    const shape =
      point.role === "target"
        ? svg("path", { d: `M${x} ${y - 8}L${x + 8} ${y}L${x} ${y + 8}L${x - 8} ${y}z`, class: "mark" })
        : svg("circle", { cx: x, cy: y, r: point.role === "answer" ? 4 : 6, class: "mark" });
    return svg(
      "g",
      {
        class: `point ${point.role}`,
        tabindex: 0,
        role: "img",
        "aria-label": this.facts(point).join(", "),
        "data-word": point.name,
        onpointerenter: tell,
        onclick: tell,
        onfocus: tell,
      },
      svg("circle", { cx: x, cy: y, r: 16, class: "reach" }),
      shape,
    );
  }

  /** Names on the outer side of their points; answers go unnamed where there is no room, the table has them. */
  labels() {
    const weight = ({ role }) => (role === "answer" ? "400 13px" : "650 15px");
    const first = [...this.points].sort((a, b) => Number(a.role === "answer") - Number(b.role === "answer"));
    const labels = first.map((point) => {
      const [x, y] = this.at(point);
      const text = point.role === "target" ? this.header.texts.target : point.name;
      const width = textWidth(text, `${weight(point)} ${this.theme.font}`);
      const outside = x < this.width / 2 ? x - 13 - width : x + 13;
      const fits = outside > 4 && outside + width < this.width - 4;
      return { point, text, width, x: fits ? outside : 2 * x - outside - width, y, home: y };
    });
    const near = ({ point, y, home }) => point.role !== "answer" || Math.abs(y - home) < 18;
    return spreadLabels(labels, 17)
      .filter(near)
      .map(({ point, text, x, y }) =>
        svg("text", { x, y: y + 5, class: `name ${point.role}`, lang: "ko" }, text),
      );
  }

  scaleBar(height) {
    const unit =
      [2, 1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01].find((size) => size * this.scale < this.width * 0.3) ?? 0.01;
    const y = height - 14;
    return svg(
      "g",
      { class: "scale" },
      svg("path", {
        d: `M12 ${y - 4}V${y + 4}M12 ${y}H${12 + unit * this.scale}M${12 + unit * this.scale} ${y - 4}V${y + 4}`,
      }),
      svg("text", { x: 20 + unit * this.scale, y: y + 4 }, this.say("scale", { unit })),
    );
  }

  facts(point) {
    const name = point.role === "target" ? this.header.texts.target : point.name;
    const facts = [name, this.say("place", { x: decimalText(point.x), y: decimalText(point.y) })];
    facts.push(point.off > 1e-6 ? this.say("off", { off: point.off.toFixed(4) }) : this.say("on"));
    if (point.role !== "target") facts.push(this.say("away", { away: point.away.toFixed(4) }));
    return facts;
  }

  tell(point) {
    if (!point) return;
    const [name, ...facts] = this.facts(point);
    this.readout.replaceChildren(
      element("b", { lang: "ko" }, name),
      ...facts.map((fact) => element("span", {}, fact)),
    );
    this.root.dataset.told = point.name;
  }
}
