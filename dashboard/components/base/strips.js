// Vectors of d_head numbers as bars around zero, read off by pointer or arrow keys.

import { element } from "./dom.js";
import { realText, weightText } from "./format.js";
import { folded, table, tableWindow } from "./table.js";

const OF_SCORE = ["q", "k", "products"];

/** One vector; all bars of a strip on one scale, its end written beside it. */
export function strip(app, name, title, values, most) {
  const bars = Array.from(values, (value, index) => {
    const size = most ? (50 * Math.abs(value)) / most : 0;
    const sign = value < 0 ? "minus" : "plus";
    return element(
      "i",
      { class: sign, dataset: { dimension: index, value } },
      element("b", { style: `height:${size}%` }),
    );
  });
  const label = app.say("strip_label", { name: title, n: values.length, most: realText(most) });
  return element(
    "div",
    { class: "strip", dataset: { vector: name } },
    element("span", { class: "strip-name" }, title),
    element("div", { class: "bars", role: "img", tabindex: "0", "aria-label": label }, bars),
    element("span", { class: "strip-scale" }, `±${realText(most)}`),
  );
}

/** The line under some strips that writes out the dimension in hand. */
export function dimensionLine(app, step) {
  return element(
    "p",
    { class: "dimension", "aria-live": "polite", dataset: { strip: step } },
    app.say("dimension_hint"),
  );
}

/** Let pointer and keyboard read the strips inside `box`; `cellOf()` gives the cell on screen. */
export function readStrips(app, box, cellOf) {
  const show = (index, vector) => cellOf() && showDimension(app, box, cellOf(), index, vector);
  const onPoint = (event) => {
    const bar = event.target.closest("[data-dimension]");
    if (bar) show(Number(bar.dataset.dimension), vectorOf(bar));
  };
  const onKey = (event) => {
    const bars = event.target.closest(".bars");
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!bars || !step) return;
    event.preventDefault();
    const count = bars.childElementCount;
    const now = Number(bars.querySelector(".pointed")?.dataset.dimension ?? (step > 0 ? -1 : 0));
    show((now + step + count) % count, vectorOf(bars));
  };
  box.addEventListener("pointerover", onPoint);
  box.addEventListener("pointerdown", onPoint);
  box.addEventListener("keydown", onKey);
}

function vectorOf(node) {
  return node.closest(".strip").dataset.vector;
}

/** The same dimension in all strips of a step, with its numbers written out. */
function showDimension(app, box, cell, index, vector) {
  const ofScore = OF_SCORE.includes(vector);
  for (const bar of box.querySelectorAll("[data-dimension]")) {
    const same = Number(bar.dataset.dimension) === index;
    bar.classList.toggle("pointed", same && OF_SCORE.includes(vectorOf(bar)) === ofScore);
  }
  const { q, k, products, v, share, z, weight } = cell;
  const line = box.querySelector(`.dimension[data-strip="${ofScore ? "score" : "value"}"]`);
  const name = app.say("dimension", { i: index + 1 });
  const sum = ofScore
    ? `${realText(q[index])} × ${realText(k[index])} = ${realText(products[index])}`
    : `${weightText(weight)} × ${realText(v[index])} = ${realText(share[index])},  z = ${realText(z[index])}`;
  line.textContent = `${name}  ${sum}`;
}

/** The strips once more as numbers, for those who cannot hover. */
export function allNumbers(app, { q, k, products, v, share, z }) {
  const columns = { q, k, "q × k": products, v, "α v": share, z };
  const title = app.say("all_numbers", { n: q.length });
  const head = [app.say("dimension_short"), ...Object.keys(columns)];
  const numbers = (index) => Object.values(columns).map((values) => realText(values[index]));
  const rows = () => Array.from(q, (_, index) => [String(index + 1), ...numbers(index)]);
  return folded(title, () => tableWindow(title, table({ head, rows: rows() }))).element;
}

/** What is computed, and its result. */
export function equation(left, right, name) {
  return element(
    "p",
    { class: "equation", dataset: { result: name } },
    element("span", {}, left),
    element("b", {}, right),
  );
}
