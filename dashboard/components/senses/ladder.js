// One word's decision after every layer, as a row of signs: where does its sense settle?

import { element } from "../base/dom.js";
import { svg } from "../base/svg.js";
import { hueOf, shapeOf } from "./marks.js";

export class Ladder {
  constructor(app, mode, index) {
    this.app = app;
    this.mode = mode;
    this.index = index;
    const layers = Array.from({ length: app.data.layers }, (_, layer) => this.rung(layer));
    this.element = element(
      "div",
      { class: "ladder", role: "group", "aria-label": app.say("ladder") },
      element("div", { class: "rungs" }, layers),
      element("small", {}, this.told()),
    );
  }

  rung(layer) {
    const { app, mode, index } = this;
    const { best, step } = app.data.decision(mode, index, layer);
    const path = svg("path", { d: shapeOf(best, 5) });
    const name = `${app.layerName(layer)}: ${app.senseName(best)}, ${app.say(`step_${step}`)}`;
    const rung = element(
      "button",
      {
        type: "button",
        class: `rung ${step}`,
        title: name,
        "aria-label": name,
        "aria-pressed": String(layer === app.view.layer),
        dataset: { rung: `${index}.${layer}`, sense: app.data.senses[best], step },
        onclick: () => app.choose({ layer }),
      },
      svg("svg", { class: "sign", viewBox: "-8 -8 16 16", "aria-hidden": "true" }, path),
      element("span", {}, String(layer)),
    );
    rung.style.setProperty("--hue", hueOf(best));
    return rung;
  }

  /** Where the sense settles, in words. */
  told() {
    const { app, mode, index } = this;
    const last = app.data.layers - 1;
    const layer = app.data.settled(mode, index);
    const sense = app.senseName(app.data.decision(mode, index, last).best);
    return app.say(layer === last ? "settled_last" : "settled", { layer, sense });
  }
}
