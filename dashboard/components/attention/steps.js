// The steps (2.15) to (2.18) of one token's cell in one head.

import { element } from "../base/dom.js";
import { differenceText, realText, weightText } from "../base/format.js";
import { heaviest, largest } from "../base/scales.js";
import { allNumbers, dimensionLine, equation, strip } from "../base/strips.js";
import { meter, row, table } from "../base/table.js";

const LISTED = 128; // keys listed in full; of more, the heaviest
const HEAVIEST = 48;

/** `cell` as `explainCell` makes it. */
export function cellSteps(app, cell, query, key) {
  const [q, k] = [app.place(query), app.place(key)];
  return element(
    "div",
    { class: "steps" },
    projectionStep(app, cell, q, k),
    scoreStep(app, cell, query, key),
    softmaxStep(app, cell, key),
    valueStep(app, cell, q, k),
    allNumbers(app, cell),
  );
}

export function step(number, title, children) {
  const mark = number ? element("span", { class: "equation-number" }, `(${number})`) : null;
  return element(
    "div",
    { class: "step", dataset: { equation: number ?? "" } },
    element("h4", {}, title, mark),
    children,
  );
}

/** A row of a table that ends in a weight with its bar. */
export function meterRow(name, numbers, weight, options) {
  const button = element("button", { type: "button", class: "plain" }, name);
  const last = element("td", { class: "weight" }, element("div", {}, meter(weight), weightText(weight)));
  return row([button, ...numbers, last], options);
}

function projectionStep(app, cell, q, k) {
  const most = Math.max(largest(cell.q), largest(cell.k));
  return step("2.15", app.say("step_qk"), [
    strip(app, "q", `q · ${q}`, cell.q, most),
    strip(app, "k", `k · ${k}`, cell.k, most),
  ]);
}

function scoreStep(app, cell, query, key) {
  const masks = app.data.maskedCells !== null;
  const mask = app.data.masked(query, key) ? "mask_closed" : masks ? "mask_open" : "mask_none";
  return step("2.16", app.say("step_score"), [
    strip(app, "products", "q × k", cell.products, largest(cell.products)),
    dimensionLine(app, "score"),
    equation("q · k = Σ", realText(cell.dot), "dot"),
    equation(`${realText(cell.dot)} ÷ √${app.data.dHead} =`, realText(cell.scores[key]), "scaled"),
    equation(app.say(mask), realText(cell.open[key]), "masked"),
  ]);
}

function softmaxStep(app, cell, key) {
  const ratio = `${realText(cell.exponentials[key])} ÷ ${realText(cell.total)} =`;
  return step("2.17", app.say("step_softmax"), [
    softmaxTable(app, cell, key),
    equation(ratio, weightText(cell.weight), "weight"),
    verdict(app, cell),
  ]);
}

function valueStep(app, cell, q, k) {
  const most = Math.max(largest(cell.share), largest(cell.z));
  return step("2.18", app.say("step_value"), [
    strip(app, "v", `v · ${k}`, cell.v, largest(cell.v)),
    strip(app, "share", `${weightText(cell.weight)} × v`, cell.share, most),
    strip(app, "z", `z · ${q}`, cell.z, most),
    dimensionLine(app, "value"),
  ]);
}

/** The browser's own result beside the model's. */
function verdict(app, { weight, tensor }) {
  const difference = Math.abs(weight - tensor);
  const entries = [
    [app.say("computed"), weightText(weight)],
    [app.say("tensor"), weightText(tensor)],
    [app.say("difference"), differenceText(difference)],
  ];
  return element(
    "dl",
    { class: "verdict", dataset: { computed: weight, tensor, difference } },
    entries.map(([name, text]) => element("div", {}, element("dt", {}, name), element("dd", {}, text))),
  );
}

function softmaxTable(app, cell, key) {
  const shown = heaviest(cell.weights, LISTED, HEAVIEST, key);
  const rows = shown.map((j) =>
    meterRow(app.place(j), [realText(cell.open[j]), realText(cell.exponentials[j])], cell.weights[j], {
      class: j === key ? "chosen" : null,
      dataset: { key: j, value: cell.weights[j] },
    }),
  );
  const head = ["key", "score", "exponential", "weight"].map((name) => app.say(`column_${name}`));
  const sum = element("td", {}, app.say("sum"));
  const foot = [sum, "", realText(cell.total), "1"];
  const rest = cell.weights.length - shown.length;
  return element(
    "div",
    { class: "softmax" },
    element("div", { class: "window" }, table({ head, rows, foot, class: "meters" })),
    element(
      "p",
      { class: "hint" },
      app.say("softmax_hint", { top: realText(cell.top) }),
      rest ? ` ${app.say("softmax_rest", { n: rest })}` : "",
    ),
  );
}
