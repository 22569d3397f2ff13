// Over the chart: what is predicted, what is true, and how to look at it.

import { checkChoices, choice } from "../base/controls.js";
import { element } from "../base/dom.js";
import { shareText } from "../base/format.js";

export class Heading {
  constructor(app) {
    this.app = app;
    this.title = element("h3", {});
    this.truth = element("p", { class: "truth", "aria-live": "polite" });
    this.axis = choiceOf(app, "axis", ["most", "one"]);
    const choices = element("div", { class: "choices" }, this.axis, choiceOf(app, "show", ["bars", "table"]));
    this.element = element("div", { class: "heading" }, this.title, choices, this.truth);
  }

  update() {
    const { view } = this.app;
    this.title.replaceChildren(...this.titleParts());
    this.truth.replaceChildren(...this.truthParts());
    checkChoices(this.element, view);
    this.axis.hidden = view.show !== "bars";
  }

  titleParts() {
    const { app } = this;
    const before = app.contextText();
    if (app.data.mode === "bidirectional" && app.view.step === null) return [app.say("title_both")];
    if (!before) return [app.say("title_start")];
    return app.sayNodes("title", { before: app.korean(before, "q") });
  }

  truthParts() {
    const { app } = this;
    const { moment, result } = app;
    if (moment.next === null) return [app.say("truth_none")];
    const index = result.indexOf(moment.next);
    const kind =
      app.view.step !== null ? "truth_written" : app.data.mode === "bidirectional" ? "truth_both" : "truth";
    const parts = app.sayNodes(kind, { token: element("b", {}, app.nameNode(app.name(moment.next))) });
    const facts = app.say("truth_facts", {
      rank: (index + 1).toLocaleString(),
      p: shareText(result.shares[index]),
      bits: result.surprise(index).toFixed(2),
    });
    const data = { rank: index + 1, probability: result.shares[index], bits: result.surprise(index) };
    return [...parts, " ", element("span", { class: "facts", dataset: data }, facts)];
  }
}

function choiceOf(app, name, values) {
  const options = values.map((value) => ({ value, text: app.say(`${name}_${value}`) }));
  const onchange = (value) => app.choose({ [name]: value });
  return choice({ name, legend: app.say(`${name}_label`), options, onchange });
}
