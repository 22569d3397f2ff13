// The likeliest tokens as bars, the true one, all others in one, and their sum.

import { element } from "../base/dom.js";
import { choiceOf, shareText } from "./small.js";

export const LISTED = 20;

export class Bars {
  constructor(app) {
    this.app = app;
    this.title = element("h3", {});
    this.truth = element("p", { class: "truth", "aria-live": "polite" });
    this.axisChoice = choiceOf(app, "axis", ["most", "one"]);
    this.heading = element(
      "div",
      { class: "heading" },
      this.title,
      element("div", { class: "choices" }, this.axisChoice, choiceOf(app, "show", ["bars", "table"])),
      this.truth,
    );
    this.axis = element("div", { class: "bar-row axis", "aria-hidden": "true" });
    this.list = element("ol", { class: "bars" });
    this.rest = element("div", { class: "bar-row rest" });
    this.sum = element("div", { class: "bar-row sum" });
    this.draw = element("div", { class: "draw" });
    this.element = element("div", { class: "chart" }, this.axis, this.list, this.rest, this.sum, this.draw);
    this.list.addEventListener("click", (event) => this.onClick(event));
    this.list.addEventListener("keydown", (event) => this.onKey(event));
    this.list.addEventListener("pointerover", (event) => this.onPoint(event));
    this.list.addEventListener("pointerleave", () => app.tooltip.hide());
  }

  onClick(event) {
    const id = event.target.closest("[data-id]")?.dataset.id;
    this.app.tooltip.hide();
    if (id) this.app.choose({ token: Number(id) });
  }

  onKey(event) {
    const step = { ArrowUp: -1, ArrowDown: 1, Home: -Infinity, End: Infinity }[event.key];
    if (!step) return;
    event.preventDefault();
    const buttons = [...this.list.querySelectorAll("button")];
    const now = buttons.indexOf(event.target.closest("button"));
    const next = buttons[Math.min(Math.max(now + step, 0), buttons.length - 1)];
    this.app.choose({ token: Number(next.dataset.id) });
    this.list.querySelector(`[data-id="${next.dataset.id}"]`)?.focus();
  }

  onPoint(event) {
    const row = event.target.closest("[data-id]");
    if (!row || event.pointerType === "touch") return;
    this.app.tooltip.show(
      this.app.originPart.brief(Number(row.dataset.id)),
      row.querySelector(".value").getBoundingClientRect(),
    );
  }

  update() {
    const { app } = this;
    const { result, moment, view } = app;
    this.title.replaceChildren(...this.titleParts());
    this.truth.replaceChildren(...this.truthParts());
    for (const input of this.heading.querySelectorAll("input"))
      input.checked = view[input.name] === input.value;
    this.element.hidden = view.show !== "bars";
    this.axisChoice.hidden = view.show !== "bars";
    if (view.show !== "bars") return;
    const indices = Array.from({ length: Math.min(LISTED, result.size) }, (_, index) => index);
    const next = moment.next === null ? -1 : result.indexOf(moment.next);
    if (next >= indices.length) indices.push(next);
    this.most = view.axis === "one" ? 1 : ceiling(Math.max(result.shares[0], result.chance(0)));
    this.element.dataset.cut = String(result.isCut);
    this.drawAxis();
    this.drawRows(indices);
    this.drawRest(indices);
    this.drawChoice();
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

  drawAxis() {
    const { app } = this;
    const ticks = [0, 0.25, 0.5, 0.75, 1].map((share) =>
      element("i", { style: `left:${100 * share}%` }, element("b", {}, trimmed(share * this.most))),
    );
    this.axis.replaceChildren(
      element("span", { class: "rank" }),
      element("span", { class: "name" }, app.say("column_token")),
      element("span", { class: "track" }, ticks),
      element("span", { class: "value" }, app.say("column_share")),
      element("span", { class: "chance" }, app.result.isCut ? app.say("column_chance") : ""),
    );
  }

  drawRows(indices) {
    const rows = indices.map((index) => this.row(index));
    const focused = this.list.getRootNode().activeElement;
    const id = this.list.contains(focused) ? focused.dataset.id : null;
    this.list.replaceChildren(...rows);
    if (id !== null) this.list.querySelector(`[data-id="${id}"]`)?.focus();
  }

  row(index) {
    const { app, most } = this;
    const { result, moment } = app;
    const id = result.order[index];
    const [share, chance] = [result.shares[index], result.chance(index)];
    const cut = index >= result.kept;
    const isNext = id === moment.next;
    const bar = (name, value) =>
      element("i", { class: name, style: `width:${(100 * Math.min(value / most, 1)).toFixed(3)}%` });
    return element(
      "li",
      { class: index >= LISTED ? "far" : null },
      element(
        "button",
        {
          type: "button",
          class: "bar-row",
          "aria-pressed": String(id === app.token),
          tabindex: id === app.token || (index === 0 && !this.lists(app.token)) ? "0" : "-1",
          dataset: { id, rank: index + 1, share, chance, cut: String(cut), next: String(isNext) },
        },
        element("span", { class: "rank" }, (index + 1).toLocaleString()),
        element(
          "span",
          { class: "name" },
          app.nameNode(app.name(id)),
          isNext ? element("em", {}, app.say(app.view.step === null ? "true_mark" : "drawn_mark")) : null,
        ),
        element(
          "span",
          { class: "track" },
          cut || !result.isCut ? null : bar("chance-bar", chance),
          bar("share-bar", share),
        ),
        element("span", { class: "value" }, shareText(share)),
        element("span", { class: "chance" }, result.isCut ? (cut ? app.say("cut") : shareText(chance)) : ""),
      ),
    );
  }

  lists(id) {
    const { result } = this.app;
    const index = result.indexOf(id);
    return index < LISTED || id === this.app.moment.next;
  }

  drawRest(indices) {
    const { app } = this;
    const { result } = app;
    const listed = indices.reduce((total, index) => total + result.shares[index], 0);
    const listedChance = indices.reduce((total, index) => total + result.chance(index), 0);
    const share = Math.max(0, result.sums.at(-1) - listed);
    const count = result.size - indices.length;
    const width = Math.min(share / this.most, 1);
    const over = share > this.most;
    this.rest.hidden = count === 0;
    this.rest.dataset.share = share;
    this.rest.replaceChildren(
      element("span", { class: "rank" }),
      element("span", { class: "name" }, app.say("rest", { n: count.toLocaleString() })),
      element(
        "span",
        { class: "track" },
        element("i", {
          class: `rest-bar${over ? " over" : ""}`,
          style: `width:${(100 * width).toFixed(3)}%`,
        }),
      ),
      element("span", { class: "value" }, shareText(share)),
      element(
        "span",
        { class: "chance" },
        result.isCut ? shareText(Math.max(0, 1 - listedChance) < 1e-12 ? 0 : 1 - listedChance) : "",
      ),
    );
    this.sum.dataset.sum = result.sums.at(-1);
    this.sum.replaceChildren(
      element("span", { class: "rank" }),
      element("span", { class: "name" }, app.say("sum")),
      element("span", { class: "track" }),
      element("span", { class: "value" }, result.sums.at(-1).toFixed(6)),
      element("span", { class: "chance" }, result.isCut ? "1.000000" : ""),
    );
  }

  /** For a written token: all chances end to end, and where the number fell that chose it. */
  drawChoice() {
    const { app } = this;
    const { moment, result, view } = app;
    this.draw.hidden = view.step === null || moment.next === null;
    if (this.draw.hidden) return;
    const index = result.draw(moment.draw);
    const same = result.order[index] === moment.next;
    const shown = Math.min(LISTED, result.kept);
    const pieces = Array.from({ length: shown }, (_, at) =>
      element("i", { class: at === index ? "hit" : null, style: `width:${100 * result.chance(at)}%` }),
    );
    const token = element("b", {}, app.nameNode(app.name(result.order[index])));
    const words = app.sayNodes(same ? "draw_same" : "draw_other", { u: moment.draw.toFixed(4), token });
    this.draw.dataset.token = result.order[index];
    this.draw.dataset.draw = moment.draw;
    this.draw.replaceChildren(
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

/** The next of 1, 2, 5 times a power of ten, at most 1. */
function ceiling(value) {
  const power = 10 ** Math.floor(Math.log10(value));
  const step = [1, 2, 3, 4, 5, 6, 8, 10].find((factor) => factor * power >= value * 0.999999) ?? 10;
  return Math.min(1, step * power);
}

function trimmed(value) {
  if (value === 0) return "0";
  return value >= 0.001
    ? String(Number(value.toPrecision(3)))
    : value
        .toExponential(0)
        .replace("e-", "×10⁻")
        .replace(/\d+$/, (digits) => [...digits].map((d) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[d]).join(""));
}
