// What the judge makes of each word under one mask: every sense's score, the best one, and how far to trust it.

import { element } from "../base/dom.js";
import { decimalText, percentText } from "../base/format.js";
import { svg } from "../base/svg.js";
import { trust } from "./answers.js";
import { STEPS } from "./data.js";
import { badge, hueOf, sentence, shapeOf, sign } from "./marks.js";

const MIDDLE = 13; // of the strip's height
const [LOW, HIGH] = [-0.5, 1.5]; // scores on the strip

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
    const { sure, maybe } = data.thresholds(this.mode, view.layer);
    const { accuracy, low, high } = data.reliability(this.mode, view.layer);
    const values = { accuracy: percentText(accuracy), low: percentText(low), high: percentText(high) };
    const key = Number.isFinite(sure) ? "basis" : Number.isFinite(maybe) ? "basis_maybe" : "basis_none";
    const margins = { sure: decimalText(sure, 2), maybe: decimalText(maybe, 2) };
    const measured = this.app.say(key, { ...values, ...margins, n: data.examples.length });
    const bands = STEPS.map((step) => this.app.measured(this.mode, step));
    this.basis.textContent = [measured, ...bands].join(" ");
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
        dataset: { point: point.label, sense: app.data.senses[decision.best], step: decision.step },
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

  chip({ best, step }) {
    const { app } = this;
    const chip = element("span", { class: `chip ${step}` }, sign(best), app.senseName(best));
    chip.style.setProperty("--hue", hueOf(best));
    return element("span", { class: "chips" }, chip, trust(app, this.mode, step));
  }

  /** The scores as signs on a line; the bar is the margin. Only places stretch with the width. */
  strip({ scores, best, second, step }) {
    const place = (score) => 2 + (96 * (Math.min(Math.max(score, LOW), HIGH) - LOW)) / (HIGH - LOW);
    const x = (score) => `${place(score).toFixed(3)}%`;
    const width = `${(place(scores[best]) - place(scores[second])).toFixed(3)}%`;
    const bar = svg("rect", { class: "margin", x: x(scores[second]), y: MIDDLE - 5, width, height: 10 });
    if (step === "sure") bar.style.fill = hueOf(best);
    const signs = scores.map((score, sense) => {
      const path = svg("path", { d: shapeOf(sense, 5) });
      path.style.fill = hueOf(sense);
      const title = svg("title", {}, `${this.app.senseName(sense)} ${decimalText(score, 4)}`);
      return svg("svg", { x: x(score), y: MIDDLE, overflow: "visible", "data-score": score }, path, title);
    });
    // the nearest sense is drawn last, on top
    signs.push(...signs.splice(best, 1));
    const ends = svg("line", { x1: x(LOW), x2: x(HIGH), y1: MIDDLE, y2: MIDDLE });
    const ticks = [0, 1].map((tick) =>
      svg("line", { x1: x(tick), x2: x(tick), y1: MIDDLE - 5, y2: MIDDLE + 5 }),
    );
    return svg("svg", { class: "strip", "aria-hidden": "true" }, ends, ...ticks, bar, ...signs);
  }

  numbers({ best, second, scores, margin }) {
    const { app } = this;
    const values = {
      best: app.senseName(best),
      second: app.senseName(second),
      first_score: decimalText(scores[best], 3),
      second_score: decimalText(scores[second], 3),
      margin: decimalText(margin, 3),
    };
    return element("span", { class: "numbers", dataset: { margin } }, app.say("numbers", values));
  }
}
