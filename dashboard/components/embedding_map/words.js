// The word under the pointer, and the chosen one with its neighbours.

import { element } from "../base/dom.js";
import { decimalText } from "../base/format.js";

const REACH = 12; // pixels
const REACH_TOUCH = 26;

export class Words {
  constructor(map) {
    this.map = map;
    this.near = [];
    this.sentence = [];
    this.cosines = null;
    this.row = this.hovered = -1;
  }

  /** What the panel beside shows. */
  takeShown({ row, near, cosines, sentence }) {
    const { map } = this;
    const news = this.row !== row && this.row >= 0;
    Object.assign(this, { row, near, cosines, sentence });
    map.root.dataset.row = row;
    if (news && !this.onScreen(row)) map.flight.flyTo(row);
    map.draw();
  }

  onScreen(row) {
    this.map.place();
    return this.map.points.inside(row, this.map.camera, -20);
  }

  nearest(x, y, reach) {
    const marked = this.map.groups.shown.flatMap((group) => group.rows);
    return this.map.points.nearest(x, y, reach, new Set([this.row, ...this.near, ...marked]));
  }

  hover(x, y) {
    const { map } = this;
    const found = x === null ? -1 : this.nearest(x, y, REACH);
    if (found === this.hovered && found < 0) return;
    this.hovered = found;
    map.canvas.style.cursor = map.tool === "lasso" ? "crosshair" : found >= 0 ? "pointer" : "grab";
    if (found >= 0) this.describe(found, x, y);
    else map.tooltip.hide();
    map.draw();
  }

  describe(row, x, y) {
    const { map } = this;
    const facts = [map.say("id", { id: row }), map.say("norm", { norm: map.norms[row].toFixed(4) })];
    if (this.cosines && this.row >= 0 && row !== this.row) {
      const cosine = decimalText(this.cosines[row]);
      facts.push(map.say("cosine", { name: map.names[this.row], cosine }));
    }
    const content = [element("b", {}, map.names[row]), ...facts.map((fact) => element("span", {}, fact))];
    const { left, top } = map.canvas.getBoundingClientRect();
    map.tooltip.showAt(content, { clientX: left + x, clientY: top + y });
  }

  pick(x, y, pointer) {
    const row = this.nearest(x, y, pointer === "touch" ? REACH_TOUCH : REACH);
    if (row < 0) return;
    this.choose(row, false);
    if (pointer === "touch") this.hover(x, y);
  }

  /** Choose a word: Python finds its neighbours, the panel beside shows them. */
  choose(row, fly) {
    const { map } = this;
    if (row === this.row && !fly) return;
    if (row !== this.row) Object.assign(this, { row, near: [], cosines: null });
    map.link.write({ word: map.names[row] });
    map.link.flush();
    map.ask("word", map.names[row]);
    if (fly) map.flight.flyTo(row);
    map.draw();
  }
}
