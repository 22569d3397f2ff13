// What stands beside the table: the vectors, the sum, both softmaxes, the matrices.

import { element } from "../base/dom.js";
import { decimalText, realText, weightText } from "../base/format.js";
import { largest } from "../base/scales.js";
import { dimensionLine, equation, strip } from "../base/strips.js";
import { distribution } from "./distribution.js";
import { matrices } from "./matrices.js";
import { vectorStrip } from "./table.js";

const SQUARE = 16; // numbers of x side by side

/** The details of a step, as nodes. */
export function details(data, step, theme) {
  return { projection, products, scale: division, mask, softmax, values, matrix: matrices }[step](
    data,
    theme,
  );
}

function projection(data, theme) {
  const { q, k, v } = data.cell();
  const most = Math.max(largest(q), largest(k));
  return [
    element(
      "div",
      { class: "input" },
      vectorStrip(data.x, largest(data.x), theme.diverging, SQUARE * 4),
      element(
        "p",
        { class: "hint" },
        data.say("input", { token: data.name(data.query), n: data.x.length, width: data.width }),
      ),
    ),
    strip(data, "q", `q · ${data.name(data.query)}`, q, most),
    strip(data, "k", `k · ${data.name(data.key)}`, k, most),
    strip(data, "v", `v · ${data.name(data.key)}`, v, largest(v)),
  ];
}

function products(data) {
  const { q, k, products: each } = data.cell();
  const most = Math.max(largest(q), largest(k));
  return [
    strip(data, "q", `q · ${data.name(data.query)}`, q, most),
    strip(data, "k", `k · ${data.name(data.key)}`, k, most),
    strip(data, "products", "q × k", each, largest(each)),
    dimensionLine(data, "score"),
    equation("q · k = Σ", realText(each.reduce((sum, value) => sum + value, 0)), "dot"),
  ];
}

function division(data) {
  const root = Math.sqrt(data.width);
  const number = realText(data.scores[data.key]);
  const made = [
    equation(
      `${number} ÷ √${data.width} = ${number} ÷ ${decimalText(root, 3)} =`,
      realText(data.scaled[data.key]),
      "scaled",
    ),
  ];
  if (data.covered) return [...made, element("p", { class: "covered" }, data.say("covered"))];
  return [
    ...made,
    element("h4", {}, data.say("two_softmaxes")),
    element(
      "div",
      { class: "two" },
      distribution(data, "undivided", data.undivided, data.undivided_entropy),
      distribution(data, "divided", data.weights, data.entropy),
    ),
  ];
}

function mask(data) {
  const closed = data.open.reduce((count, open) => count + (open ? 0 : 1), 0);
  const about = closed
    ? data.say("mask_closed", { n: closed })
    : data.say(data.mode === "causal" ? "mask_last" : "mask_none");
  return [
    element("p", {}, about),
    equation(`${data.name(data.query)} → ${data.name(data.key)}`, realText(data.masked(data.key)), "masked"),
  ];
}

function softmax(data) {
  const key = data.key;
  const ratio = `${realText(data.exponentials[key])} ÷ ${realText(data.total)} =`;
  return [
    element("p", { class: "hint" }, data.say("largest", { n: realText(data.largest) })),
    equation(
      `exp(${realText(data.masked(key))} − ${realText(data.largest)}) =`,
      realText(data.exponentials[key]),
      "exponential",
    ),
    equation(ratio, weightText(data.exponentials[key] / data.total), "weight"),
    equation(data.say("model"), weightText(data.weights[key]), "model"),
    element("p", { class: "hint" }, data.say("entropy", { n: decimalText(data.entropy, 2) })),
  ];
}

function values(data) {
  const { v, share, z, weight } = data.cell();
  const most = Math.max(largest(share), largest(z));
  return [
    strip(data, "v", `v · ${data.name(data.key)}`, v, largest(v)),
    strip(data, "share", `${weightText(weight)} × v`, share, most),
    strip(data, "z", `z · ${data.name(data.query)}`, z, most),
    dimensionLine(data, "value"),
  ];
}
