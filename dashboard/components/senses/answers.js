// The answers first: for every word its sense by name, how far to trust it, and at which layer it settles.

import { element, keepFocus } from "../base/dom.js";
import { Ladder } from "./ladder.js";
import { badge, hueOf, sentence, sign } from "./marks.js";

export class Answers {
  constructor(app) {
    this.app = app;
    this.list = element("ol", { class: "answers" });
    this.head = element("p", { class: "hint" });
    this.element = element("section", { class: "answers-box" }, this.list, this.head);
  }

  update() {
    const { app } = this;
    const { data, view } = app;
    this.element.hidden = !data.labelled;
    if (!data.labelled) return;
    const mode = view.view === "causal" ? "causal" : "bidirectional";
    const values = { mask: app.say(`mode_${mode}`), layer: app.layerName(view.layer) };
    this.head.textContent = app.say("answers_note", { ...values, n: data.examples.length });
    keepFocus(this.list, "rung", () =>
      this.list.replaceChildren(...data.points.map((point, index) => this.card(mode, point, index))),
    );
  }

  emphasise() {
    const { marked } = this.app;
    [...this.list.children].forEach((card, i) =>
      card.classList.toggle("marked", marked?.kind === "point" && marked.index === i),
    );
  }

  card(mode, point, index) {
    const { app } = this;
    const decision = app.data.decision(mode, index, app.view.layer);
    const { best, step } = decision;
    const mark = () => app.highlight({ kind: "point", index });
    const card = element(
      "li",
      {
        class: step,
        dataset: { point: point.label, sense: app.data.senses[best], step },
        onpointerenter: mark,
        onpointerleave: () => app.highlight(null),
      },
      element("p", { class: "asked" }, badge(point.label), sentence(point, 46)),
      element(
        "p",
        { class: "said" },
        sign(best),
        element("b", {}, app.senseName(best)),
        app.gloss(best),
        trust(app, mode, step),
      ),
      new Ladder(app, mode, index).element,
    );
    card.style.setProperty("--hue", hueOf(best));
    return card;
  }
}

/** The step, and what share of the examples in it were decided rightly. */
export function trust(app, mode, step) {
  const { n, right } = app.data.band(mode, app.view.layer, step);
  const share = n ? `${Math.round((100 * right) / n)}%` : null;
  return element(
    "span",
    { class: "trust", title: app.measured(mode, step) },
    element("span", { class: `step ${step}` }, app.say(`step_${step}`)),
    share && element("small", {}, app.say("step_share", { share })),
  );
}
