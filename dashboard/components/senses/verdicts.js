// What the model makes of each word: its cosine with every sense, the nearest one, and whether that is sure.

import { element } from "../base/dom.js";
import { decimalText, percentText } from "../base/format.js";
import { svg } from "../base/svg.js";
import { badge, hueOf, sentence, shapeOf, sign } from "./marks.js";

const MIDDLE = 13; // of the strip's height

export class Verdicts {
  constructor(app, mode) {
    this.app = app;
    this.mode = mode;
    this.list = element("ol", { class: "verdicts" });
    this.basis = element("p", { class: "hint" });
    this.element = element(
      "section",
      { class: "decisions" },
      element("h4", {}, app.say("decisions")),
      this.list,
      this.basis,
    );
  }

  update() {
    const { data, view } = this.app;
    this.element.hidden = !data.labelled;
    if (!data.labelled) return;
    this.list.replaceChildren(...data.points.map((point, index) => this.item(point, index)));
    const threshold = data.threshold(this.mode, view.layer);
    const { accuracy, low, high, kept, right } = data.reliability(this.mode, view.layer);
    const shares = { accuracy, low, high, kept, right };
    const values = Object.fromEntries(
      Object.entries(shares).map(([name, share]) => [name, percentText(share)]),
    );
    this.basis.textContent = this.app.say(threshold < 0 ? "basis_none" : "basis", {
      ...values,
      n: data.examples.length,
      threshold: decimalText(threshold, 3),
    });
    this.emphasise();
  }

  emphasise() {
    const { marked } = this.app;
    [...this.list.children].forEach((item, i) =>
      item.classList.toggle("marked", marked?.kind === "point" && marked.index === i),
    );
  }

  item(point, index) {
    const { app, mode } = this;
    const decision = app.data.decision(mode, index, app.view.layer);
    const mark = () => app.highlight({ kind: "point", index });
    return element(
      "li",
      {
        tabindex: 0,
        dataset: { point: point.label, sense: app.data.senses[decision.best], sure: decision.sure },
        onpointerenter: mark,
        onfocus: mark,
        onpointerleave: () => app.highlight(null),
        onblur: () => app.highlight(null),
      },
      badge(point.label),
      sentence(point, 34),
      this.chip(decision),
      this.strip(decision),
      this.numbers(decision),
    );
  }

  chip({ best, sure }) {
    const { app } = this;
    if (sure) {
      const chip = element("span", { class: "chip sure" }, sign(best), app.senseName(best));
      chip.style.setProperty("--hue", hueOf(best));
      return chip;
    }
    return element("span", { class: "chip" }, app.say("unsure"));
  }

  /** The cosines as signs on a line from −1 to 1; the bar is the margin. Only places stretch with the width. */
  strip({ cosines, best, second, sure }) {
    const x = (cosine) => `${(2 + 48 * (cosine + 1)).toFixed(3)}%`;
    const width = `${(48 * (cosines[best] - cosines[second])).toFixed(3)}%`;
    const bar = svg("rect", { class: "margin", x: x(cosines[second]), y: MIDDLE - 5, width, height: 10 });
    if (sure) bar.style.fill = hueOf(best);
    const signs = cosines.map((cosine, sense) => {
      const path = svg("path", { d: shapeOf(sense, 5) });
      path.style.fill = hueOf(sense);
      const title = svg("title", {}, `${this.app.senseName(sense)} ${decimalText(cosine, 4)}`);
      return svg("svg", { x: x(cosine), y: MIDDLE, overflow: "visible", "data-cosine": cosine }, path, title);
    });
    // the nearest sense is drawn last, on top
    signs.push(...signs.splice(best, 1));
    return svg(
      "svg",
      { class: "strip", "aria-hidden": "true" },
      svg("line", { x1: x(-1), x2: x(1), y1: MIDDLE, y2: MIDDLE }),
      ...[-1, 0, 1].map((tick) => svg("line", { x1: x(tick), x2: x(tick), y1: MIDDLE - 4, y2: MIDDLE + 4 })),
      bar,
      ...signs,
    );
  }

  numbers({ best, second, cosines, margin, threshold, sure }) {
    const { app } = this;
    const values = {
      best: app.senseName(best),
      second: app.senseName(second),
      first_cosine: decimalText(cosines[best], 3),
      second_cosine: decimalText(cosines[second], 3),
      margin: decimalText(margin, 3),
      threshold: decimalText(threshold, 3),
    };
    const key = threshold < 0 ? "numbers_none" : sure ? "numbers_sure" : "numbers_unsure";
    return element("span", { class: "numbers", dataset: { margin } }, app.say(key, values));
  }
}
