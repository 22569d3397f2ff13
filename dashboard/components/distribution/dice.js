// For a written token: all chances end to end, and where the number fell that chose it.

import { element } from "../base/dom.js";

const SHOWN = 20;

export class Dice {
  constructor(app) {
    this.app = app;
    this.element = element("div", { class: "draw" });
  }

  update() {
    const { app, element: box } = this;
    const { moment, result, view } = app;
    box.hidden = view.step === null || moment.next === null;
    if (box.hidden) return;
    const index = result.draw(moment.draw);
    const same = result.order[index] === moment.next;
    const pieces = Array.from({ length: Math.min(SHOWN, result.kept) }, (_, at) =>
      element("i", { class: at === index ? "hit" : null, style: `width:${100 * result.chance(at)}%` }),
    );
    const token = element("b", {}, app.nameNode(app.name(result.order[index])));
    const words = app.sayNodes(same ? "draw_same" : "draw_other", { u: moment.draw.toFixed(4), token });
    Object.assign(box.dataset, { token: result.order[index], draw: moment.draw });
    box.replaceChildren(
      element("h4", {}, app.say("draw_title")),
      element(
        "div",
        { class: "dice", "aria-hidden": "true" },
        element("div", { class: "pieces" }, pieces),
        element("b", { style: `left:${100 * moment.draw}%` }),
      ),
      element("p", {}, words),
    );
  }
}
