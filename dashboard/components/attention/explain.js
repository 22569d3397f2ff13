// "How this number was made": from the numbers that go in to the one weight that comes out, all of them real.

import { explainCell } from "./cell.js";
import { AGGREGATES } from "./data.js";
import { element, find } from "../base/dom.js";
import { weightText } from "../base/format.js";
import { equation, readStrips } from "../base/strips.js";
import { table } from "../base/table.js";
import { cellSteps, meterRow, step } from "./steps.js";

const SHORT = 12; // rows that need no scrolling

export class Explanation {
  constructor(app) {
    this.app = app;
    this.cell = null;
    this.element = element("section", {
      class: "panel explanation",
      tabindex: "-1",
      "aria-label": app.say("explain_title"),
    });
    readStrips(app, this.element, () => this.cell);
    this.element.addEventListener("click", (event) => this.onClick(event));
  }

  update() {
    const { app } = this;
    const { layer, head } = app.view;
    const cell = app.chosenCell();
    const [kind, steps] = this.steps(cell);
    const seen = this.whatIsOpen();
    this.element.replaceChildren(
      element("h3", {}, app.say("explain_title")),
      element(
        "p",
        { class: "path" },
        element("b", {}, cell.from),
        " → ",
        element("b", {}, cell.to),
        element("span", { class: "where" }, app.headName(layer, head)),
      ),
      steps,
    );
    this.element.dataset.kind = kind;
    this.restore(seen);
  }

  /** @returns {[string, HTMLElement]} */
  steps(cell) {
    const { layer, head, query, key, unit } = this.app.view;
    this.cell = null;
    if (unit === "word" && cell.tokens.length > 1) return ["word", this.wordSteps(cell)];
    if (AGGREGATES.includes(head)) return ["aggregate", this.aggregateSteps()];
    this.cell = explainCell(this.app.data, layer, head, query, key);
    return ["cell", cellSteps(this.app, this.cell, query, key)];
  }

  /** A word's cell: the token cells it is made of. */
  wordSteps({ queries, keys, value }) {
    const { app } = this;
    const weights = app.data.weights(app.view.layer, app.view.head);
    const at = (i, j) => weights[i * app.data.size + j];
    const number = (i, j) => {
      const dataset = { query: i, key: j, value: at(i, j) };
      return element("button", { type: "button", class: "plain", dataset }, weightText(at(i, j)));
    };
    const sum = (i) => weightText(keys.reduce((total, j) => total + at(i, j), 0));
    const head = ["", ...keys.map((j) => app.place(j)), app.say("sum")];
    const rows = queries.map((i) => [app.place(i), ...keys.map((j) => number(i, j)), sum(i)]);
    return single(
      step(null, app.say("word_step"), [
        element("div", { class: "window" }, table({ head, rows })),
        equation(app.say("word_equation", { n: queries.length }), weightText(value), "result"),
        element("p", { class: "hint" }, app.say("word_hint")),
      ]),
    );
  }

  /** A mean or maximum: the same cell in every head. */
  aggregateSteps() {
    const { app } = this;
    const { layer, head, query, key } = app.view;
    const cell = query * app.data.size + key;
    const value = app.data.weights(layer, head)[cell];
    if (!app.data.allHeads) {
      return element(
        "p",
        { class: "hint" },
        app.say("aggregate_hint"),
        " ",
        element("b", {}, weightText(value)),
      );
    }
    const rows = Array.from({ length: app.data.heads }, (_, index) => {
      const weight = app.data.weights(layer, index + 1)[cell];
      return meterRow(app.headName(layer, index + 1), [], weight, {
        dataset: { head: index + 1, value: weight },
      });
    });
    return single(
      step(null, app.say(`${head}_step`), [
        table({ rows, class: "meters" }),
        equation(app.say(`${head}_equation`, { n: app.data.heads }), weightText(value), "result"),
      ]),
    );
  }

  onClick(event) {
    const pair = event.target.closest("[data-query][data-key]");
    const row = event.target.closest("tr[data-key], tr[data-head]")?.dataset;
    if (pair)
      this.app.choose({ unit: "token", query: Number(pair.dataset.query), key: Number(pair.dataset.key) });
    else if (row?.key) this.chooseKey(row.key);
    else if (row?.head) this.app.choose({ head: Number(row.head) });
  }

  chooseKey(key) {
    this.app.choose({ key: Number(key) });
    find(this.element, `tr[data-key="${key}"] button`)?.focus({ preventScroll: true });
  }

  /** What the reader has opened and scrolled to stays so from cell to cell. */
  whatIsOpen() {
    return {
      numbers: this.element.querySelector("details")?.open ?? false,
      scrolled: this.element.querySelector(".softmax .window")?.scrollTop ?? 0,
    };
  }

  restore({ numbers, scrolled }) {
    const details = this.element.querySelector("details");
    if (details) details.open = numbers;
    const list = this.element.querySelector(".softmax .window");
    if (list && list.querySelectorAll("tbody tr").length > SHORT) bringIntoView(list, scrolled);
  }
}

/** Scroll a list as it was, or further if its chosen row would be out of sight. */
function bringIntoView(list, scrolled) {
  const { offsetTop, offsetHeight } = list.querySelector("tr.chosen");
  const [first, last] = [offsetTop + 3 * offsetHeight - list.clientHeight, offsetTop - 2 * offsetHeight];
  list.scrollTop = scrolled < first || scrolled > last ? offsetTop - list.clientHeight / 2 : scrolled;
}

function single(content) {
  return element("div", { class: "steps single" }, content);
}
