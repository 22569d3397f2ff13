// The distribution in a few numbers.

import { element } from "../base/dom.js";
import { reaching } from "./settings.js";

export class Figures {
  constructor(app) {
    this.app = app;
    this.element = element("dl", { class: "figures" });
  }

  update() {
    const { app } = this;
    const { result, view } = app;
    const bits = result.entropy();
    const p = view.p < 1 && view.p > 0 ? view.p : 0.9;
    const nucleus = reaching(result.sums, p);
    const entries = [
      [
        "entropy",
        bits,
        app.say("bits", { n: bits.toFixed(3) }),
        app.say("entropy_help", { most: Math.log2(result.size).toFixed(2) }),
      ],
      ["perplexity", 2 ** bits, grouped(2 ** bits), app.say("perplexity_help")],
      [
        "nucleus",
        nucleus,
        app.say("tokens", { n: nucleus.toLocaleString() }),
        app.say("nucleus_help", { p }),
      ],
      [
        "kept",
        result.kept,
        app.say("tokens", { n: result.kept.toLocaleString() }),
        app.say("kept_help", { mass: result.keptMass.toFixed(4) }),
      ],
    ];
    if (result.isCut) {
      const left = result.keptEntropy();
      entries.push([
        "kept_entropy",
        left,
        app.say("bits", { n: left.toFixed(3) }),
        app.say("kept_entropy_help"),
      ]);
    }
    this.element.replaceChildren(
      ...entries.map(([name, value, text, help]) =>
        element(
          "div",
          { title: help, dataset: { figure: name, value } },
          element("dt", {}, app.say(`${name}_label`, { p })),
          element("dd", {}, text),
        ),
      ),
    );
  }
}

function grouped(value) {
  return value.toLocaleString(undefined, { maximumFractionDigits: value < 100 ? 2 : 0 });
}
