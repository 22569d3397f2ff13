// The groups of words in colour: which are chosen, and the chips to choose them.

import { element, keepFocus } from "../base/dom.js";

const MOST = 8; // as many as there are colours and shapes
const MARKS = ["●", "■", "▲", "◆", "▼", "⬟", "⬢", "⯃"];

export class Groups {
  constructor(map) {
    this.map = map;
    /** @type {import("./data.js").Group[]} */
    this.all = [];
    /** @type {string[]} names, in the order in which they take their colours */
    this.chosen = [];
    this.element = element("div", { class: "chips", role: "group" });
  }

  /** What is drawn in colour. */
  get shown() {
    return this.chosen.flatMap((name) => this.all.filter((group) => group.name === name));
  }

  /** Choose groups; null for those of a map that nobody has touched. */
  set(names) {
    const first = this.map.header.first_groups;
    this.chosen = names ?? first;
    const same = this.chosen.join() === first.join();
    this.map.link.write({ groups: same ? null : this.chosen.join() || "none" });
    this.update();
    this.map.draw();
  }

  toggle(name) {
    const on = this.chosen.includes(name);
    this.set(on ? this.chosen.filter((other) => other !== name) : [...this.chosen, name]);
  }

  update() {
    const label = this.map.say("groups");
    const name = element("span", { class: "chips-name" }, label);
    const chips = this.all.map((group) => this.chip(group));
    this.element.setAttribute("aria-label", label);
    keepFocus(this.element, "group", () => this.element.replaceChildren(name, ...chips));
  }

  chip({ name, label, rows }) {
    const slot = this.chosen.indexOf(name);
    return element(
      "button",
      {
        type: "button",
        class: "chip",
        "aria-pressed": String(slot >= 0),
        disabled: slot < 0 && this.chosen.length >= MOST,
        dataset: { group: name },
        onclick: () => this.toggle(name),
      },
      slot >= 0 ? swatch(slot) : null,
      `${label} `,
      element("small", {}, String(rows.length)),
    );
  }
}

function swatch(slot) {
  const style = `color: var(--db-series-${slot % MOST})`;
  return element("span", { class: "swatch", style, "aria-hidden": "true" }, MARKS[slot % MARKS.length]);
}
