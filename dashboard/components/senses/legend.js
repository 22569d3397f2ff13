// What the signs on the pictures stand for.

import { element } from "../base/dom.js";
import { sign } from "./marks.js";

export class Legend {
  constructor(app) {
    this.app = app;
    this.element = element("p", { class: "legend" });
  }

  update() {
    const { app } = this;
    const { data } = app;
    this.element.hidden = !data.labelled;
    const senses = data.senses.map((_, sense) =>
      element("span", {}, sign(sense), app.senseName(sense), app.gloss(sense)),
    );
    const said = element("span", { class: "hint" }, app.say("legend", { n: data.examples.length }));
    this.element.replaceChildren(...senses, said);
  }
}
