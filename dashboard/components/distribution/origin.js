// Where a token's number comes from: (2.7) its logit, (2.9) temperature and exponential, (2.8) the division.

import { element } from "../base/dom.js";
import { differenceText, numberText, shareText } from "../base/format.js";
import { numbersOf, productStrip } from "./numbers.js";

export class Origin {
  constructor(app) {
    this.app = app;
    app.originPart = this;
    this.element = element("div", { class: "steps" });
  }

  /** For the note at the pointer. */
  brief(id) {
    const { app } = this;
    const n = numbersOf(this.app, id);
    return [
      element(
        "span",
        { class: "pair" },
        app.nameNode(app.name(id)),
        ` · ${app.say("rank_of", { rank: (n.index + 1).toLocaleString() })}`,
      ),
      element("span", {}, `${app.say("logit")} ${numberText(n.logit)}`),
      element("span", {}, `exp(${numberText(n.difference)}) ÷ ${numberText(n.total)}`),
      element("b", { dataset: { value: n.share } }, shareText(n.share)),
    ];
  }

  update() {
    const { app } = this;
    const { result, view, moment } = app;
    const n = numbersOf(this.app, app.token);
    const title = element(
      "h3",
      {},
      app.sayNodes("origin_title", { token: app.nameNode(app.name(app.token)) }),
    );
    const lines = [
      this.step("origin_logit", "2.7", this.logitLine(n), n.products ? productStrip(app, n.products) : null),
      n.penalised
        ? this.step("origin_penalty", null, [
            `${numberText(n.raw)} ${n.raw > 0 ? "÷" : "×"} ${view.r} = `,
            strong("penalised", n.logit),
          ])
        : null,
      this.step("origin_divide", "2.9", [
        `${numberText(n.logit)} ÷ ${view.T} = `,
        strong("divided", n.divided),
      ]),
      this.step("origin_subtract", null, [
        `${numberText(n.divided)} − ${numberText(n.top)} = `,
        strong("difference", n.difference),
      ]),
      this.step("origin_exp", null, [
        `exp(${numberText(n.difference)}) = `,
        strong("exponential", n.exponential),
      ]),
      this.step("origin_share", "2.8", [
        `${numberText(n.exponential)} ÷ ${numberText(n.total)} = `,
        element("b", { dataset: { number: "share", value: n.share } }, shareText(n.share)),
      ]),
      result.isCut ? this.step("origin_cut", null, this.cutLine(n)) : null,
    ];
    const naive =
      Number.isFinite(n.naive) && n.naive > 0
        ? app.say("naive_fits", { x: numberText(n.divided), value: numberText(n.naive) })
        : app.say(n.naive === 0 ? "naive_zero" : "naive_overflow", { x: numberText(n.divided) });
    this.element.dataset.token = String(app.token);
    this.element.replaceChildren(
      title,
      element("ol", {}, lines),
      element("p", { class: "hint" }, app.say("origin_sum", { n: result.size.toLocaleString() }), " ", naive),
    );
    this.element.dataset.dimensions = String(moment.final.length);
  }

  logitLine(n) {
    const { app } = this;
    if (n.dot === null) return [app.say("origin_logit_far"), " ", strong("logit", n.raw)];
    return [
      app.say("origin_products", { n: n.products.length }),
      " = ",
      strong("dot", n.dot),
      element(
        "small",
        { dataset: { number: "logit", value: n.raw } },
        app.say("origin_model", {
          value: numberText(n.raw),
          difference: differenceText(Math.abs(n.dot - n.raw)),
        }),
      ),
    ];
  }

  cutLine(n) {
    const { app } = this;
    if (!n.isKept) return [app.say("origin_is_cut")];
    return [
      `${shareText(n.share)} ÷ ${shareText(app.result.keptMass)} = `,
      element("b", { dataset: { number: "chance", value: n.chance } }, shareText(n.chance)),
    ];
  }

  step(key, equation, line, more = null) {
    const { app } = this;
    return element(
      "li",
      {},
      element(
        "span",
        { class: "what" },
        app.say(key),
        equation ? element("small", {}, `(${equation})`) : null,
      ),
      element("span", { class: "equation" }, line),
      more,
    );
  }
}

function strong(name, value) {
  return element("b", { dataset: { number: name, value } }, numberText(value));
}
