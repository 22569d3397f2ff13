// What was measured of a head in this text: five numbers under the overview, and in the note over each small picture.

import { AGGREGATES, STATISTICS } from "./data.js";
import { element } from "../base/dom.js";
import { decimalText, percentText } from "../base/format.js";

export class Figures {
  constructor(app) {
    this.app = app;
    this.title = element("h4", {});
    this.list = element("dl", { class: "figures" });
    this.element = element("div", { class: "head-figures" }, this.title, this.list);
  }

  update() {
    const { layer, head } = this.app.view;
    this.element.hidden = AGGREGATES.includes(head);
    if (this.element.hidden) return;
    this.title.textContent = this.app.say("figures_title", { name: this.app.headName(layer, head) });
    this.list.replaceChildren(...this.entries(layer, head));
  }

  /** For the note over a head of the overview. */
  summary(layer, head) {
    const name = element("b", {}, this.app.headName(layer, head));
    if (AGGREGATES.includes(head)) return [name];
    return [name, element("dl", { class: "figures" }, this.entries(layer, head))];
  }

  entries(layer, head) {
    const numbers = this.app.data.statistics(layer, head);
    return STATISTICS.map((name) =>
      element(
        "div",
        { title: this.app.say(`${name}_help`), dataset: { figure: name, value: numbers[name] } },
        element("dt", {}, this.app.say(name)),
        element("dd", {}, this.text(name, numbers[name])),
      ),
    );
  }

  text(name, value) {
    if (name === "entropy") return this.app.say("bits", { n: decimalText(value, 2) });
    if (name === "distance") return this.app.say("tokens", { n: decimalText(value, 1) });
    return percentText(value);
  }
}
