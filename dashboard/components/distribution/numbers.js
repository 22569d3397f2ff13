// How a token's share comes about, in numbers and as a strip of products.

import { element } from "../base/dom.js";
import { numberText } from "../base/format.js";
import { largest } from "../base/scales.js";
import { svg } from "../base/svg.js";

/** The computation of one token's share in numbers. */
export function numbersOf({ moment, result, view }, id) {
  const logit = result.logits[id];
  const index = result.indexOf(id);
  const row = moment.row(id);
  const products = row ? Float64Array.from(row, (value, i) => value * moment.final[i]) : null;
  return {
    index,
    products,
    dot: products ? products.reduce((total, value) => total + value, 0) : null,
    raw: moment.logits[id],
    logit,
    penalised: logit !== moment.logits[id],
    divided: logit / view.T,
    naive: Math.exp(logit / view.T),
    top: result.top / view.T,
    difference: (logit - result.top) / view.T,
    exponential: result.exponentials[index],
    total: result.total,
    share: result.shares[index],
    chance: result.chance(index),
    isKept: index < result.kept,
  };
}

/** All products whose sum is the logit, as bars around zero. */
export function productStrip(app, products) {
  const most = largest(products) || 1;
  const bar = (value, i) => `M${i + 0.5} 20V${(20 - (20 * value) / most).toFixed(2)}`;
  const label = app.say("origin_strip", { n: products.length, most: numberText(most) });
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
