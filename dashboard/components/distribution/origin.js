// Where a token's number comes from: (2.7) its logit, (2.9) temperature and exponential, (2.8) the division.

import { element } from "../base/dom.js";
import { differenceText, numberText, shareText } from "../base/format.js";
import { largest } from "../base/scales.js";
import { svg } from "../base/svg.js";

export class Origin {
  constructor(app) {
    this.app = app;
    app.originPart = this;
    this.element = element("div", { class: "steps" });
  }

  /** The computation of one token's share in numbers. */
  numbers(id) {
    const { moment, changed, result, view } = this.app;
    const index = result.indexOf(id);
    const row = moment.row(id);
    const products = row ? Float64Array.from(row, (value, i) => value * moment.final[i]) : null;
    return {
      index,
      products,
      dot: products ? products.reduce((total, value) => total + value, 0) : null,
      raw: moment.logits[id],
      logit: changed[id],
      penalised: changed[id] !== moment.logits[id],
      divided: changed[id] / view.T,
      naive: Math.exp(changed[id] / view.T),
      top: result.top / view.T,
      difference: (changed[id] - result.top) / view.T,
      exponential: result.exponentials[index],
      total: result.total,
      share: result.shares[index],
      chance: result.chance(index),
      isKept: index < result.kept,
    };
  }

  /** For the note at the pointer. */
  brief(id) {
    const { app } = this;
    const n = this.numbers(id);
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
    const n = this.numbers(app.token);
    const title = element(
      "h3",
      {},
      app.sayNodes("origin_title", { token: app.nameNode(app.name(app.token)) }),
    );
    const lines = [
      this.step("origin_logit", "2.7", this.logitLine(n), n.products ? this.strip(n.products) : null),
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

  /** All products whose sum is the logit, as bars around zero. */
  strip(products) {
    const most = largest(products) || 1;
    const bar = (value, i) => `M${i + 0.5} 20V${(20 - (20 * value) / most).toFixed(2)}`;
    const label = this.app.say("origin_strip", { n: products.length, most: numberText(most) });
    const drawing = svg(
      "svg",
      {
        viewBox: `0 0 ${products.length} 40`,
        preserveAspectRatio: "none",
        role: "img",
        "aria-label": label,
        class: "products",
      },
      svg("path", { d: Array.from(products, bar).join("") }),
    );
    return element("span", { class: "strip-box" }, drawing, element("small", {}, `±${numberText(most)}`));
  }
}

function strong(name, value) {
  return element("b", { dataset: { number: name, value } }, numberText(value));
}
