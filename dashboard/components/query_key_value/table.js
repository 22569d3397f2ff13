// One row for each key, with the columns that the step is about.

import { element } from "../base/dom.js";
import { realText, weightText } from "../base/format.js";
import { pixelCanvas } from "../overview/paint.js";

const COLUMNS = {
  projection: ["k", "v"],
  products: ["k", "score"],
  scale: ["score", "scaled"],
  mask: ["scaled", "masked"],
  softmax: ["masked", "exponential", "weight"],
  values: ["weight", "v", "share"],
};
const VECTORS = ["k", "v", "share"];

/** The table of a step; `pixels` colours vectors, `choose(key)` takes another key. */
export function keyTable(data, step, pixels, choose) {
  const columns = COLUMNS[step];
  const listed = data.listed();
  const most = scale(data);
  const head = ["token", ...columns].map((name) =>
    element(
      "th",
      { scope: "col", class: VECTORS.includes(name) ? "vector" : null },
      data.say(`column_${name}`),
    ),
  );
  const rows = listed.map((place) => keyRow(data, place, columns, { pixels, most, choose }));
  const rest = data.size - listed.length;
  return element(
    "div",
    { class: "window" },
    element(
      "table",
      { dataset: { step } },
      element("thead", {}, element("tr", {}, head)),
      element("tbody", {}, rows),
      foot(data, columns, pixels, most),
    ),
    rest ? element("p", { class: "hint" }, data.say("rest", { n: rest })) : null,
  );
}

function keyRow(data, place, columns, look) {
  const button = element(
    "button",
    {
      type: "button",
      onclick: () => look.choose(place),
      "aria-pressed": String(place === data.key),
      lang: "ko",
    },
    data.name(place),
  );
  return element(
    "tr",
    {
      class: place === data.key ? "chosen" : null,
      dataset: { key: place },
      onclick: () => look.choose(place),
    },
    element("th", { scope: "row" }, button),
    columns.map((name) => cell(data, place, name, look)),
  );
}

function cell(data, place, name, { pixels, most }) {
  if (name === "k" || name === "v") return vectorCell(data.row(data[name], place), most[name], pixels);
  if (name === "share") {
    const weight = data.weights[place];
    return vectorCell(
      data.row(data.v, place).map((value) => value * weight),
      most.z,
      pixels,
    );
  }
  if (name === "weight") return weightCell(data.weights[place]);
  const value = { score: data.scores, scaled: data.scaled, exponential: data.exponentials }[name]?.[place];
  return numberCell(name === "masked" ? data.masked(place) : value);
}

function numberCell(value) {
  return element(
    "td",
    { class: value === -Infinity ? "number closed" : "number", dataset: { value } },
    realText(value),
  );
}

function weightCell(weight) {
  const meter = element("span", { class: "meter" }, element("i", { style: `width:${100 * weight}%` }));
  return element(
    "td",
    { class: "weight", dataset: { value: weight } },
    meter,
    element("span", {}, weightText(weight)),
  );
}

function vectorCell(values, most, pixels) {
  return element("td", { class: "vector" }, vectorStrip(values, most, pixels));
}

/** A vector as one line of pixels. */
export function vectorStrip(values, most, pixels, wide = values.length) {
  return pixelCanvas(values, wide, pixels, (value) => 0.5 + value / (2 * most));
}

function foot(data, columns, pixels, most) {
  if (columns.includes("exponential")) return sums(data, ["", realText(data.total), "1"]);
  if (!columns.includes("share")) return null;
  return element(
    "tfoot",
    {},
    element(
      "tr",
      {},
      element("th", { scope: "row" }, "z = Σ α v"),
      element("td", { class: "weight" }, "Σ α = 1"),
      element("td", {}),
      element("td", { class: "vector" }, vectorStrip(data.z, most.z, pixels)),
    ),
  );
}

function sums(data, cells) {
  return element(
    "tfoot",
    {},
    element(
      "tr",
      {},
      element("th", { scope: "row" }, data.say("sum")),
      cells.map((text) => element("td", { class: "number" }, text)),
    ),
  );
}

/** Where the colours end: one scale for all keys, one for all values, one for z and its shares. */
export function scale({ k, v, z }) {
  const most = (values) => values.reduce((best, value) => Math.max(best, Math.abs(value)), 1e-9);
  return { k: most(k), v: most(v), z: most(z) };
}
